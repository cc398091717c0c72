/** The built command on an empty folder, as a person uses it. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { FolderType } from '@postbus/activesync';
import { temporaryFolder } from '@postbus/testing';
import { Phone } from '@postbus/testing/phone';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StartedServer, postbus, startPostbus } from './postbus-process.fixture.ts';

const root = temporaryFolder();
const data = join(root.path, 'data');
const anna = 'anna@example.org';
const password = 'correct horse';
let server: StartedServer;

beforeAll(async () => {
  server = await startPostbus(data);
});
afterAll(async () => {
  await server.stop('SIGKILL');
  root.remove();
});

const portOf = (name: string): number => Number(server.listening[name]?.replace(/^.*:/, ''));

describe('postbus start on an empty folder', () => {
  it('asks nothing, makes its data for its owner alone, and says where it listens', () => {
    expect(Object.keys(server.listening).toSorted()).toEqual(
      ['admin', 'http', 'https', 'lmtp', 'operations', 'smtp', 'submission', 'submissions'].toSorted(),
    );
    expect(statSync(data).mode & 0o077).toBe(0);
    expect(statSync(join(data, 'tls', 'development.key')).mode & 0o077).toBe(0);
  });

  it('takes an account while it runs, whose password it does not tell', async () => {
    const added = await postbus(['account', 'add', anna, '--password-stdin', '--data', data], `${password}\n`);
    expect(added).toEqual({ code: 0, output: `Added ${anna}\n`, errors: '' });
    const listed = await postbus(['account', 'list', '--json', '--data', data]);
    expect(JSON.parse(listed.output)).toMatchObject({ accounts: [{ address: anna, login: true }] });
  });

  it('brings mail that nodemailer sends, by relay and by submission, to a phone', async () => {
    const relay = createTransport({ host: '127.0.0.1', port: portOf('smtp'), tls: { rejectUnauthorized: false } });
    await relay.sendMail({ from: 'ben@example.net', to: anna, subject: 'Grüße', text: 'from elsewhere' });
    relay.close();
    const ca = readFileSync(join(data, 'tls', 'development.crt'), 'utf8');
    const submission = createTransport({
      host: 'localhost',
      port: portOf('submission'),
      requireTLS: true,
      tls: { ca },
      auth: { user: anna, pass: password },
    });
    await submission.sendMail({ from: anna, to: anna, subject: 'Note to self', text: 'remember' });
    submission.close();

    const phone = new Phone({
      origin: `https://localhost:${portOf('https')}`,
      authority: ca,
      user: anna,
      password,
      deviceId: 'e2ephone',
    });
    await phone.provision();
    await phone.folderSync();
    const inbox = phone.folderOf(FolderType.Inbox);
    const { items } = phone.collection(inbox);
    for (await phone.syncAll(inbox); items.size < 2; await phone.syncAll(inbox)) await phone.ping([inbox], 60);
    const subjects = Array.from(items.entries(), ([, { Subject }]) => Subject ?? '');
    expect(new Set(subjects)).toEqual(new Set(['Grüße', 'Note to self']));
    expect(items.complaints).toEqual([]);
    phone.close();
  });

  it('tells of the phone, and forgets it when told', async () => {
    const devices = async () =>
      JSON.parse((await postbus(['device', 'list', '--json', '--data', data])).output).devices;
    expect(await devices()).toMatchObject([{ account: anna, id: 'e2ephone' }]);
    expect((await postbus(['device', 'remove', anna, 'e2ephone', '--data', data])).code).toBe(0);
    expect(await devices()).toEqual([]);
  });

  it('is found well by the doctor, and tells metrics and readiness', async () => {
    const { code, output } = await postbus(['doctor', '--json', '--data', data]);
    const { well, findings } = JSON.parse(output) as { well: boolean; findings: { check: string; state: string }[] };
    expect([code, well]).toEqual([0, true]);
    const looked = findings.map(({ check }) => check);
    expect(looked).toEqual(expect.arrayContaining(['node', 'disk', 'certificate', 'stores', 'listeners', 'mailboxes']));
    expect(looked).not.toContain('ports');
    const told = (path: string) => fetch(`${server.listening['operations']}${path}`);
    expect(await (await told('/metrics')).text()).toMatch(/^postbus_build_info\{version=/m);
    expect(await (await told('/readyz')).json()).toMatchObject({ status: 'ready' });
  });

  it('refuses a second server on its folder, and names the process that has it', async () => {
    const { code, errors } = await postbus(['start', '--data', data, '--smtp', '127.0.0.1:0']);
    expect(code).toBe(1);
    expect(errors).toContain(`folder-in-use`);
    expect(errors).toContain(String(server.pid));
  });

  it('exits 0 at SIGTERM with a request waiting, and leaves nothing running', async () => {
    const phone = new Phone({
      origin: server.listening['http']!,
      user: anna,
      password,
      deviceId: 'waiting',
    });
    await phone.provision();
    await phone.folderSync();
    const inbox = phone.folderOf(FolderType.Inbox);
    await phone.syncAll(inbox);
    const waiting = phone.ping([inbox], 600).catch((error: unknown) => error);
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    await waiting;
    phone.close();
    expect(existsSync(join(data, 'admin.sock'))).toBe(false);
    const refused = await new Promise((resolve) => connect(portOf('smtp'), '127.0.0.1').once('error', resolve));
    expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('keeps what it had: the next command opens the store itself, the next server has it', async () => {
    const passwd = await postbus(['account', 'passwd', anna, '--password-stdin', '--data', data], 'another one\n');
    expect(passwd).toMatchObject({ code: 0, errors: '' });
    server = await startPostbus(data, '--only', 'sync', '--domain', 'example.com');
    expect(Object.keys(server.listening).toSorted()).toEqual(['admin', 'http', 'https', 'operations']);
    const phone = new Phone({
      origin: server.listening['http']!,
      user: anna,
      password: 'another one',
      deviceId: 'again',
    });
    await phone.provision();
    await phone.folderSync();
    const inbox = phone.folderOf(FolderType.Inbox);
    await phone.syncAll(inbox);
    expect(phone.collection(inbox).items.size).toBe(2);
    phone.close();
  });
});

describe('a start that cannot be', () => {
  it('says every mistake in the settings, and exits 1', async () => {
    const file = join(root.path, 'postbus.yaml');
    writeFileSync(file, 'ingest:\n  relay: nowhere\nretention:\n  blobs: 1d\nrelais: 7\n');
    const { code, errors } = await postbus(['start', '--config', file]);
    expect(code).toBe(1);
    expect(errors).toContain('ingest.relay (postbus.yaml:2): expected host:port');
    expect(errors).toContain('relais (postbus.yaml:5): expected a key that exists');
  });

  it('names the address that is taken, and lets the folder go', async () => {
    const other = join(root.path, 'other');
    const taken = server.listening['http']!.replace('http://', '');
    const { code, errors } = await postbus([
      'start',
      '--data',
      other,
      '--only',
      'sync',
      '--http',
      taken,
      '--https',
      '127.0.0.1:0',
      '--operations',
      '127.0.0.1:0',
    ]);
    expect([code, errors.includes('EADDRINUSE') && errors.includes(taken)]).toEqual([1, true]);
    const free = await startPostbus(other, '--only', 'conversion');
    expect(Object.keys(free.listening).toSorted()).toEqual(['admin', 'operations']);
    expect((await free.stop('SIGINT')).code).toBe(0);
  });
});

describe('the command line', () => {
  it('that is not understood exits 2 and names what was expected', async () => {
    const wrong = await postbus(['convert', 'a.eml', '--to', 'pst']);
    expect([wrong.code, wrong.errors]).toEqual([2, expect.stringContaining('there are eml, msg, tnef, json')]);
    expect((await postbus(['nothing'])).code).toBe(2);
    expect((await postbus(['account'])).code).toBe(2);
  });

  it('gives help for every command, and exits 0', async () => {
    for (const command of [
      'start',
      'demo',
      'convert',
      'inspect',
      'account',
      'device',
      'dlq',
      'lag',
      'jobs',
      'audit',
      'doctor',
    ]) {
      const { code, output } = await postbus([command, '--help']);
      expect([code, output.includes(`Usage: postbus ${command}`)]).toEqual([0, true]);
    }
  });

  it('converts from input to output', async () => {
    const { code, output } = await postbus(['convert', '-', '--to', 'json'], 'Subject: piped\r\n\r\nbody');
    expect([code, JSON.parse(output).format]).toEqual([0, 'postbus.message.v1']);
  });
});
