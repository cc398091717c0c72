/** Keys of the S/MIME gateway in a started process, by the built command, with keys made by OpenSSL. */
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@postbus/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MadeKey, OpensslKeys, secretPartOf, tracesOf } from '../admin/smime/openssl-keys.fixture.ts';
import { type CommandResult, type StartedServer, postbus, startPostbus } from '../server/postbus-process.fixture.ts';

const root = temporaryFolder();
const data = join(root.path, 'data');
const log = join(root.path, 'postbus.log');
const config = join(root.path, 'postbus.yaml');
const openssl = new OpensslKeys();
const password = 'the password of the file';
const masterKeys = [randomBytes(32), randomBytes(32)].map((key) => key.toString('base64'));
const address = 'anna@example.org';
let authority: MadeKey;
let anna: MadeKey;
let pkcs12: string;
let server: StartedServer | undefined;
const told: CommandResult[] = [];
const short = (): string => anna.fingerprint.slice(0, 16);

const configure = (...keys: readonly string[]): void =>
  writeFileSync(config, JSON.stringify({ conversion: { smime: { masterKeys: keys } }, log: { file: log } }));
const start = async (): Promise<void> => {
  server = await startPostbus(data, '--only', 'conversion', '--config', config);
};
const stop = async (): Promise<void> => {
  await server?.stop();
  server = undefined;
};
/** Settings are read only where nothing runs. */
const smime = async (arguments_: readonly string[], input = ''): Promise<CommandResult> => {
  const place = ['--data', data, ...(server === undefined ? ['--config', config] : [])];
  const result = await postbus(['smime', ...arguments_, ...place], input);
  told.push(result);
  return result;
};

beforeAll(async () => {
  authority = openssl.make('authority', { kind: 'P-256', authority: true });
  anna = openssl.make('anna', { issuer: authority });
  pkcs12 = openssl.pkcs12(anna, password, [authority]);
  configure(masterKeys[0]!);
  await start();
});
afterAll(async () => {
  await server?.stop('SIGKILL');
  openssl.remove();
  root.remove();
});

describe('a private key of a started process', () => {
  it('is refused under another password', async () => {
    const wrong = await smime(['key', 'import', address, pkcs12, '--password-stdin'], 'wrong\n');
    expect([wrong.code, wrong.errors]).toEqual([1, expect.stringContaining('wrong-password')]);
  });

  it('is imported from PKCS #12 with its chain, and told until when it is valid', async () => {
    const imported = await smime(['key', 'import', address, pkcs12, '--password-stdin'], `${password}\n`);
    expect([imported.code, imported.errors]).toEqual([0, '']);
    expect(imported.output).toMatch(new RegExp(`^Imported key ${short()} of ${address}\n`));
    expect(imported.output).toMatch(/certificate +CN=anna,O=Postbus \(RSA 2048\)\n/);
    expect(imported.output).toMatch(/valid +\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d\n +chain +CN=authority,O=Postbus\n$/);
    const { keys } = JSON.parse((await smime(['key', 'list', '--json'])).output);
    expect(keys).toMatchObject([{ address, fingerprint: anna.fingerprint, masterKey: 'current' }]);
  });

  it('is there after a restart, sealed anew meanwhile under another master key', async () => {
    await stop();
    configure(masterKeys[1]!, masterKeys[0]!);
    expect((await smime(['key', 'reseal'])).output).toBe('Resealed 1 of 1 key\n');
    configure(masterKeys[1]!);
    await start();
    const { output } = await smime(['key', 'list']);
    expect(output).toMatch(/^ADDRESS +KEY +CERTIFICATE +ALGORITHM +EXPIRES +MASTER KEY\n/);
    expect(output).toMatch(
      new RegExp(`\n${address} +${short()} +CN=anna,O=Postbus +RSA 2048 +\\d{4}-\\d\\d-\\d\\d +current\n$`),
    );
  });

  it('is in no file of the data folder, no log, no audit entry and no output', async () => {
    const audit = await postbus(['audit', '--data', data, '--json']);
    expect(audit.output).toContain('importSmimeKey');
    const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = files.map(({ parentPath, name }) => join(parentPath, name));
    const kept = [...paths, log].map((file) => readFileSync(file));
    expect(kept.some((bytes) => bytes.includes(anna.certificate.toString('base64')))).toBe(true);
    const all = [...kept, ...[...told, audit].map(({ output, errors }) => Buffer.from(output + errors))];
    const traces = tracesOf(secretPartOf(anna));
    expect(traces.some((trace) => anna.privateKey.includes(trace))).toBe(true);
    const secrets = [...traces, password, ...masterKeys, ...masterKeys.map((key) => Buffer.from(key, 'base64'))];
    expect(secrets.filter((secret) => all.some((bytes) => bytes.includes(secret)))).toEqual([]);
  });

  it('is removed by what its fingerprint begins with, as OpenSSL writes it', async () => {
    const written = openssl.run('x509', '-in', 'anna.pem', '-noout', '-fingerprint', '-sha256').toString();
    const beginning = written.replace(/^.*=/, '').slice(0, 14);
    expect(beginning).toMatch(/^[0-9A-F:]+$/);
    const removed = await smime(['key', 'remove', 'ANNA@example.org', beginning]);
    expect(removed).toEqual({ code: 0, output: `Removed key ${short()} of ${address}\n`, errors: '' });
    expect((await smime(['key', 'list'])).output).toMatch(/^There are no keys/);
  });
});

describe('certificates and policies of a started process', () => {
  it('are added from a certs-only message, and listed', async () => {
    const added = await smime(['certificate', 'add', address, openssl.certsOnly('DER', authority, anna)]);
    expect(added.output).toMatch(/^Added certificate [0-9a-f]{16} of anna@example.org\n/);
    const listed = await smime(['certificate', 'list', address]);
    expect(listed.output).toMatch(/anna@example.org +[0-9a-f]{16} +CN=anna,O=Postbus +RSA 2048 +[\d-]+ +given\n$/);
  });

  it('are set, and listed', async () => {
    const set = await smime(['policy', 'set', 'Example.org', '--sign', 'clear', '--encrypt', 'yes', '--no-verify']);
    expect(set.output).toMatch(/^Set the policy of example.org\nNote that no mail for example.org is for here\n/);
    const { policies } = JSON.parse((await smime(['policy', 'list', '--json'])).output);
    const told = { subject: 'example.org', sign: 'clear', encrypt: 'yes', verify: false };
    const usual = { withoutKey: 'refuse', withoutCertificates: 'refuse', decrypt: 'no', learn: false };
    expect(policies).toEqual([{ ...told, ...usual }]);
  });

  it('are refused where the command line cannot be understood', async () => {
    expect(await smime(['policy', 'set', 'example.org', '--sign', 'perhaps'])).toMatchObject({ code: 2 });
  });
});
