/** The admin API of a started process by HTTP over TLS, as operators elsewhere use it: by the command, with a token. */
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEmbeddedAdapters } from '@postbus/composition';
import { mailReceived } from '@postbus/contracts';
import { temporaryFolder } from '@postbus/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { developmentCertificate } from '../server/development-certificate.ts';
import { OpensslKeys, secretPartOf, tracesOf } from './smime/openssl-keys.fixture.ts';
import { type CommandResult, type StartedServer, postbus, startPostbus } from '../server/postbus-process.fixture.ts';

const root = temporaryFolder();
const data = join(root.path, 'data');
const secrets = { ann: 'ann-has-a-secret-of-many', grafana: 'grafana-looks-at-it-only' };
const password = 'correct horse battery';
const anna = 'anna@example.org';
let server: StartedServer;
let authority: string;
const openssl = new OpensslKeys();
const key = openssl.make('anna');

beforeAll(async () => {
  const { certificate, key } = await developmentCertificate(join(root.path, 'certificate'), undefined, Date.now());
  authority = certificate;
  await publishWhatNobodyCanRead();
  const config = join(root.path, 'postbus.yaml');
  const settings = {
    tls: { certificate, key },
    conversion: { smime: { masterKeys: [randomBytes(32).toString('base64')] } },
    admin: { listen: '0.0.0.0:0', tokens: [`ann:${secrets.ann}`], readOnlyTokens: [`grafana:${secrets.grafana}`] },
  };
  writeFileSync(config, JSON.stringify(settings));
  server = await startPostbus(data, '--only', 'conversion', '--config', config);
});
afterAll(async () => {
  await server.stop('SIGKILL');
  openssl.remove();
  root.remove();
});

/** An event that is a dead letter as soon as somebody reads it. */
async function publishWhatNobodyCanRead(): Promise<void> {
  const adapters = await openEmbeddedAdapters({ folder: data });
  await adapters.bus.publish([{ topic: mailReceived.name, key: 'k', headers: {}, value: Buffer.from('no event') }]);
  await adapters.close();
}

const port = () => server.listening['admin-http']!.replace(/^.*:/, '');
const by = (token: string, arguments_: readonly string[], input = ''): Promise<CommandResult> =>
  postbus([...arguments_, '--admin', `https://localhost:${port()}`], input, {
    POSTBUS_ADMIN_TOKEN: token,
    NODE_EXTRA_CA_CERTS: authority,
  });
const jsonBy = async (token: string, ...arguments_: string[]) =>
  JSON.parse((await by(token, [...arguments_, '--json'])).output);

describe('operators with tokens', () => {
  it('speak to it over TLS, and to nobody whose certificate they do not know', async () => {
    expect(server.listening['admin-http']).toMatch(/^https:/);
    const stranger = await postbus(['lag', '--admin', `https://localhost:${port()}`], '', {
      POSTBUS_ADMIN_TOKEN: secrets.ann,
    });
    expect([stranger.code, stranger.errors]).toEqual([1, expect.stringContaining('server-not-reached')]);
  });

  it('list dead letters and redrive them', async () => {
    await expect
      .poll(async () => (await jsonBy(secrets.ann, 'dlq', 'list')).deadLetters, { timeout: 15_000 })
      .toMatchObject([{ topic: 'mail.received.v1', group: 'conversion' }]);
    const redriven = await by(secrets.ann, ['dlq', 'redrive', '--all']);
    expect(redriven).toEqual({ code: 0, output: 'Redrove 1 dead letter\n', errors: '' });
    const { entries } = await jsonBy(secrets.ann, 'audit', '--action', 'redrive');
    expect(entries).toMatchObject([
      { principal: 'ann', remote: '127.0.0.1', subject: 'mail.received.v1', outcome: 'done', count: 1 },
    ]);
  });

  it('see lag and jobs', async () => {
    const [lag, jobs] = await Promise.all([by(secrets.grafana, ['lag']), by(secrets.grafana, ['jobs'])]);
    expect(lag.output).toMatch(/^TOPIC +GROUP +EVENTS +OLDEST\nmail\./);
    expect(lag.output).toMatch(/\n\d+ events? in the outbox\n$/);
    expect(jobs.output).toBe('There are no jobs.\n');
  });

  it('add accounts; who may only look is refused', async () => {
    const add = ['account', 'add', anna, '--password-stdin'];
    const refused = await by(secrets.grafana, add, `${password}\n`);
    expect([refused.code, refused.errors]).toEqual([1, expect.stringContaining('read-only')]);
    expect(await by(secrets.ann, add, `${password}\n`)).toMatchObject({ code: 0, output: `Added ${anna}\n` });
    expect(await by('a-token-that-is-none', add, `${password}\n`)).toMatchObject({ code: 1 });
  });

  it('read in a table what was done and refused, newest first', async () => {
    await postbus(['account', 'passwd', anna, '--password-stdin', '--data', data], `${password} 2\n`);
    const { output } = await by(secrets.grafana, ['audit', '--after', '2020-01-01']);
    const rows = output
      .split('\n')
      .slice(0, -1)
      .map((line) => line.replace(/^[\d -]{10} [\d:]{8}/, 'WHEN').split(/ {2,}/));
    expect(rows[0]).toEqual(['TIME', 'BY', 'FROM', 'ACTION', 'ON', 'DETAILS', 'OUTCOME']);
    const [ip, local] = ['127.0.0.1', `local/${process.getuid?.()}`];
    expect(rows.slice(1, 5)).toEqual([
      ['WHEN', local, 'setPassword', anna, 'done'],
      ['WHEN', 'unknown', ip, 'authenticate', 'refused not-authorized'],
      ['WHEN', 'ann', ip, 'addAccount', anna, 'done'],
      ['WHEN', 'grafana', ip, 'addAccount', anna, 'refused read-only'],
    ]);
  });

  it('ask for a time, a name, a subject', async () => {
    const ask = (...filters: string[]) => by(secrets.grafana, ['audit', ...filters]);
    const [onAnna, before, wrong] = await Promise.all([
      ask('--on', anna.toUpperCase(), '--by', 'ann'),
      ask('--before', '2020-01-01'),
      ask('--after', 'soon'),
    ]);
    expect(onAnna.output.split('\n')).toEqual([expect.any(String), expect.stringContaining('addAccount'), '']);
    expect(before.output).toBe('Nothing was done.\n');
    expect([wrong.code, wrong.errors]).toEqual([2, expect.stringContaining('2026-11-21T10:30Z')]);
  });

  it('import a private key by TLS; who may only look is refused', async () => {
    const import_ = ['smime', 'key', 'import', anna, openssl.pkcs12(key, password), '--password-stdin'];
    const refused = await by(secrets.grafana, import_, password);
    expect([refused.code, refused.errors]).toEqual([1, expect.stringContaining('read-only')]);
    expect(await by(secrets.ann, import_, password)).toMatchObject({ code: 0, errors: '' });
    const { keys } = await jsonBy(secrets.grafana, 'smime', 'key', 'list');
    expect(keys).toMatchObject([{ address: anna, fingerprint: key.fingerprint, masterKey: 'current' }]);
  });

  it('leave no token, no password and no private key in what is kept', async () => {
    await server.stop();
    const kept = readdirSync(data, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name)));
    expect(kept.some((bytes) => bytes.includes('setPassword'))).toBe(true);
    const ofKey = tracesOf(secretPartOf(key));
    for (const secret of [...Object.values(secrets), 'a-token-that-is-none', password, ...ofKey]) {
      expect(kept.filter((bytes) => bytes.includes(secret))).toEqual([]);
    }
  });
});
