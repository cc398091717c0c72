import { afterAll, describe, expect, it } from 'vitest';
import {
  archivePolicy,
  envelop,
  openEnvelope,
  readCms,
  readEncryptedPrivateKey,
  readPem,
  readPkcs12,
  signData,
} from '../index.ts';
import { OpensslFolder, caExtensions, hasLegacyProvider } from '../openssl.fixture.ts';

const folder = new OpensslFolder();
afterAll(() => folder.remove());

const root = folder.issue('root', { extensions: caExtensions });
const rsa = folder.issue('rsa', { issuer: root, key: 'rsa' });
const p256 = folder.issue('p256', { issuer: root });
const legacy = ['-provider', 'legacy', '-provider', 'default'];
const pbe = (key: string, certificate: string, mac: string) => [
  '-keypbe',
  key,
  '-certpbe',
  certificate,
  '-macalg',
  mac,
];

function exported(person: typeof rsa, password: string, ...args: readonly string[]): Uint8Array {
  const as = ['-in', person.certificateFile, '-inkey', person.keyFile, '-certfile', root.certificateFile];
  return folder.run('pkcs12', '-export', ...as, '-name', 'M\u00fcller', '-passout', `pass:${password}`, ...args);
}

/** That a file written with `args` gives the key, its certificate and its names. */
async function isRead(args: readonly string[]): Promise<void> {
  const { keys, certificates } = await readPkcs12(exported(rsa, 'secret', ...args), 'secret');
  expect(keys).toHaveLength(1);
  expect(keys[0]!.certificate!.raw).toEqual(rsa.certificate.raw);
  expect(keys[0]!.friendlyName).toBe('M\u00fcller');
  expect(certificates.map(({ subject }) => subject.text).sort()).toEqual(['CN=root,O=Postbus', 'CN=rsa,O=Postbus']);
  const recipients = [rsa.certificate];
  const cms = readCms(await envelop(new Uint8Array(5), { recipients }));
  if (cms.type !== 'enveloped-data') throw new Error(cms.type);
  const key = { certificate: rsa.certificate, privateKey: keys[0]!.privateKey };
  expect((await openEnvelope(cms, { keys: [key], policy: archivePolicy })).content).toEqual(new Uint8Array(5));
}

describe('PKCS #12 files made by OpenSSL, RFC 7292', () => {
  it.each([
    ['AES-256, as OpenSSL 3 writes', []],
    ['AES-128 and SHA-512', pbe('AES-128-CBC', 'AES-128-CBC', 'sha512')],
    ['no encryption', pbe('NONE', 'NONE', 'sha256')],
    ['no MAC', ['-nomac']],
  ] as const)('%s', (_, args) => isRead(args));

  it.skipIf(!hasLegacyProvider).each([
    ['triple DES and RC2-40, as Windows writes', [...pbe('PBE-SHA1-3DES', 'PBE-SHA1-RC2-40', 'sha1'), ...legacy]],
    ['triple DES with two keys and RC2-128', [...pbe('PBE-SHA1-2DES', 'PBE-SHA1-RC2-128', 'sha1'), ...legacy]],
  ] as const)('%s', (_, args) => isRead(args));

  it('with keys of curves, whose key is that of the certificate', async () => {
    const { keys } = await readPkcs12(exported(p256, 'secret'), 'secret');
    const { privateKey } = keys[0]!;
    await expect(
      signData(new Uint8Array(1), { signers: [{ certificate: p256.certificate, privateKey }] }),
    ).resolves.toBeDefined();
  });

  it('with passwords outside ASCII, and without one', async () => {
    const password = 'gr\u00fc\u00df';
    expect((await readPkcs12(exported(p256, password), password)).keys).toHaveLength(1);
    expect((await readPkcs12(exported(p256, ''), '')).keys).toHaveLength(1);
  });

  it('with a wrong password, or changed, with or without MAC', async () => {
    for (const args of [[], ['-nomac']]) {
      const wrong = readPkcs12(exported(p256, 'secret', ...args), 'Secret');
      await expect(wrong).rejects.toMatchObject({ code: 'wrong-password' });
    }
  });

  it('with more iterations than are allowed', async () => {
    const bytes = exported(p256, 'secret', '-iter', '5000');
    await expect(readPkcs12(bytes, 'secret', { maxIterations: 4999 })).rejects.toMatchObject({ code: 'too-large' });
    expect((await readPkcs12(bytes, 'secret', { maxIterations: 5000 })).keys).toHaveLength(1);
  });

  it('never show their keys when printed', async () => {
    const { keys } = await readPkcs12(exported(p256, 'secret'), 'secret');
    expect(JSON.stringify(keys[0]!.privateKey)).not.toContain('pkcs8');
    expect(Object.keys(keys[0]!.privateKey)).toEqual(['type', 'curve']);
  });
});

describe('private keys under a password, RFC 5958 3', () => {
  it.each([
    ['PBES2 with AES', ['-v2', 'aes-256-cbc', '-v2prf', 'hmacWithSHA512']],
    ['PBES2 with triple DES', ['-v2', 'des3']],
    ['triple DES of PKCS #12', ['-v1', 'PBE-SHA1-3DES']],
  ])('%s', async (_, args) => {
    const pem = folder.run('pkcs8', '-topk8', '-in', p256.keyFile, '-passout', 'pass:secret', ...args);
    const [block] = readPem(new TextDecoder().decode(pem));
    expect(block!.label).toBe('ENCRYPTED PRIVATE KEY');
    const key = await readEncryptedPrivateKey(block!.bytes, 'secret');
    expect(key.exportPkcs8()).toEqual(p256.privateKey.exportPkcs8());
    const wrong = readEncryptedPrivateKey(block!.bytes, 'Secret');
    await expect(wrong).rejects.toMatchObject({ code: 'wrong-password' });
  });
});
