import { chmodSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openEmbeddedAdapters } from '@postbus/composition';
import { temporaryFolder } from '@postbus/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfiguration } from '../server/configuration.ts';
import { developmentCertificate } from '../server/development-certificate.ts';
import type { Administration } from '../admin/operations.ts';
import type { Finding } from './finding.ts';
import { lookAtFiles } from './look-at-files.ts';
import { lookAtCertificate, lookAtDisk, lookAtFolder, lookAtNode } from './look-at-machine.ts';
import { lookAtListeners, lookAtPorts } from './look-at-ports.ts';
import { lookAtDeadLetters, lookAtMailboxes, lookAtReaders } from './look-at-work.ts';
import { runDoctor } from './run-doctor.ts';

const root = temporaryFolder();
afterAll(() => root.remove());
const day = 24 * 60 * 60 * 1000;
const settingsWith = (environment: NodeJS.ProcessEnv) => readConfiguration({ environment });

let folders = 0;
function newFolder(): string {
  const folder = join(root.path, String(folders++));
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}

const everyPortFree = Object.fromEntries(
  [
    'INGEST_RELAY',
    'INGEST_SUBMISSION',
    'INGEST_SUBMISSIONS',
    'INGEST_LMTP',
    'SYNC_HTTP',
    'SYNC_HTTPS',
    'OPERATIONS_LISTEN',
  ].map((name) => [`POSTBUS_${name}`, '127.0.0.1:0']),
);

describe('the doctor looks at the machine', () => {
  it('and finds Node too old', () => {
    expect([lookAtNode('22.11.0').state, lookAtNode('24.0.0').state]).toEqual(['failed', 'ok']);
  });

  it('and finds a folder that is missing, or open to others', () => {
    const data = newFolder();
    expect(lookAtFolder({ data }).state).toBe('ok');
    chmodSync(data, 0o755);
    expect(lookAtFolder({ data }).state).toBe('warning');
    expect(lookAtFolder({ data: join(data, 'nowhere') }).state).toBe('failed');
  });

  it('and finds less space than ingest needs', () => {
    const settings = settingsWith({ POSTBUS_DATA: newFolder(), POSTBUS_INGEST_LEAST_FREE: '9000TB' });
    expect(lookAtDisk(settings)).toMatchObject({ state: 'failed', found: /9000TB \(ingest\.leastFree\)/ });
  });

  it('and finds certificates that ran out, have another key, or have a key that others can read', async () => {
    const now = Date.now();
    const [one, other] = [
      await developmentCertificate(newFolder(), undefined, now),
      await developmentCertificate(newFolder(), undefined, now),
    ];
    const look = (certificate: string, key: string, at = now): Finding =>
      lookAtCertificate(settingsWith({ POSTBUS_TLS_CERTIFICATE: certificate, POSTBUS_TLS_KEY: key }), at);
    expect(look(one.certificate, one.key).state).toBe('ok');
    expect(look(one.certificate, one.key, now + 390 * day).state).toBe('warning');
    expect(look(one.certificate, one.key, now + 400 * day).state).toBe('failed');
    expect(look(one.certificate, other.key)).toMatchObject({ state: 'failed', found: /is not the key of/ });
    expect(look(one.certificate, join(root.path, 'none.pem')).state).toBe('failed');
    chmodSync(one.key, 0o644);
    expect(look(one.certificate, one.key)).toMatchObject({ state: 'warning', found: /chmod 600/ });
  });

  it('and finds a store whose bytes were damaged', () => {
    const data = newFolder();
    const file = join(data, 'store.db');
    const database = new DatabaseSync(file);
    database.exec('CREATE TABLE t (a); CREATE INDEX i ON t (a)');
    const insert = database.prepare('INSERT INTO t VALUES (?)');
    database.exec('BEGIN');
    for (let row = 0; row < 2000; row++) insert.run(`row ${row}`);
    database.exec('COMMIT');
    database.close();
    expect(lookAtFiles(data, false)).toMatchObject({ state: 'ok', found: '1 file sound' });
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, Buffer.alloc(4096, 0x5a), 0, 4096, 3 * 4096);
    expect(lookAtFiles(data, false)).toMatchObject({ state: 'failed', found: expect.stringContaining('store.db') });
  });
});

describe('the doctor looks at ports', () => {
  it('and finds one that another program has, and a listener that does not answer', async () => {
    const program = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => program.once('listening', resolve));
    const { port } = program.address() as { port: number };
    const settings = settingsWith({ ...everyPortFree, POSTBUS_SYNC_HTTP: `127.0.0.1:${port}` });
    expect(await lookAtPorts(settings)).toMatchObject({ state: 'failed', found: /sync\.http .*EADDRINUSE/ });
    const listening = { smtp: `127.0.0.1:${port}`, http: `http://127.0.0.1:${port}` };
    const health = { version: '1', pid: 1, startedAt: '', services: [], listening };
    expect((await lookAtListeners(health)).state).toBe('ok');
    await new Promise((resolve) => program.close(resolve));
    expect(await lookAtPorts(settings)).toMatchObject({ state: 'ok' });
    expect(await lookAtListeners(health)).toMatchObject({ state: 'failed', found: /smtp at/ });
  });
});

describe('the doctor looks at the work', () => {
  const told = (answers: object) => answers as unknown as Administration;

  it('and finds readers that are behind, dead letters, and accounts without a mailbox', async () => {
    const lag = [{ topic: 't', group: 'g', records: 7, age: 90_000 }];
    const late = await lookAtReaders(told({ listLag: async () => ({ lag, outbox: 0 }) }));
    expect(late).toMatchObject({ state: 'warning', found: 'behind: g on t: 7 events, the oldest 90 s' });
    const letters = await lookAtDeadLetters(told({ listDeadLetters: async () => ({ deadLetters: [{}] }) }));
    expect(letters).toMatchObject({ state: 'warning', found: /^1 dead letter;/ });
    const half = { accounts: 2, missing: ['a@example.org'], repaired: false };
    const mailboxes = await lookAtMailboxes(told({ listMissingMailboxes: async () => half }), false);
    expect(mailboxes).toMatchObject({ state: 'failed', found: /no mailbox for a@example\.org; --repair/ });
  });
});

describe('postbus doctor', () => {
  async function doctor(data: string, repair = false) {
    const settings = settingsWith({ ...everyPortFree, POSTBUS_DATA: data });
    const place = { data, version: '1', settings: async () => settings };
    let written = '';
    const output = { write: (text: string | Uint8Array) => (written += String(text)) };
    const well = await runDoctor({ settings, place, json: true, repair, deep: false }, output);
    const { findings } = JSON.parse(written) as { findings: Finding[] };
    return { well, stateOf: (check: string) => findings.find((finding) => finding.check === check)?.state };
  }

  it('finds a folder at rest well, and repairs a mailbox that is missing', async () => {
    const data = newFolder();
    const adapters = await openEmbeddedAdapters({ folder: data });
    await adapters.directory.add({ tenant: 'default', address: 'half@example.org' });
    await adapters.close();
    const before = await doctor(data);
    expect([before.well, before.stateOf('server'), before.stateOf('mailboxes')]).toEqual([false, 'warning', 'failed']);
    expect((await doctor(data, true)).well).toBe(true);
    expect((await doctor(data)).well).toBe(true);
  });

  it('says who has a folder that answers to nothing', async () => {
    const data = newFolder();
    const adapters = await openEmbeddedAdapters({ folder: data });
    const { well, stateOf } = await doctor(data);
    expect([well, stateOf('server')]).toEqual([false, 'failed']);
    await adapters.close();
  });

  it('finds what is no data folder', async () => {
    const data = newFolder();
    writeFileSync(join(data, 'letter.txt'), 'no store here');
    expect(await doctor(data)).toMatchObject({ well: false });
  });
});
