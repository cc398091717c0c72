import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type SignedData, type Signer, certificatesOnly, readCms, signData, verifySignedData } from '../index.ts';
import { OpensslFolder, caExtensions, hasGpgsm, trusting } from '../openssl.fixture.ts';

const folder = new OpensslFolder();
afterAll(() => folder.remove());

const root = folder.issue('root', { extensions: caExtensions });
const rsa = folder.issue('rsa', { issuer: root, key: 'rsa' });
const people = {
  rsa,
  p256: folder.issue('p256', { issuer: root }),
  p384: folder.issue('p384', { issuer: root, key: 'P-384' }),
  p521: folder.issue('p521', { issuer: root, key: 'P-521' }),
};
const { p256 } = people;
const ed25519 = folder.issue('ed25519', { issuer: root, key: 'ed25519' });
const content = new TextEncoder().encode('Content-Type: text/plain\r\n\r\nHello\r\n');
folder.write('content', content);

/** What OpenSSL finds signed in `message`; throws where it does not verify. */
function verified(message: Uint8Array, ...args: readonly string[]): Uint8Array {
  folder.write('message', message);
  const purpose = ['-purpose', 'smimesign', '-CAfile', root.certificateFile];
  return folder.run('cms', '-verify', '-binary', '-inform', 'DER', '-in', 'message', ...purpose, ...args);
}

const schemes: readonly (readonly [string, Signer])[] = [
  ['RSA with SHA-256', rsa.signer],
  ['RSA with SHA-384', { ...rsa.signer, digest: 'SHA-384' }],
  ['RSA with SHA-512', { ...rsa.signer, digest: 'SHA-512' }],
  ['RSA-PSS with SHA-256', { ...rsa.signer, padding: 'pss' }],
  ['RSA-PSS with SHA-512', { ...rsa.signer, padding: 'pss', digest: 'SHA-512' }],
  ['ECDSA with SHA-256', people.p256.signer],
  ['ECDSA with SHA-384', people.p384.signer],
  ['ECDSA with SHA-512', people.p521.signer],
];

describe('signatures made, RFC 5652 5', () => {
  it.each(schemes)('%s, detached and enveloping, is verified by OpenSSL', async (name, signer) => {
    const detached = await signData(content, { signers: [signer], detached: true });
    expect(verified(detached, '-content', 'content')).toEqual(content);
    expect(verified(await signData(content, { signers: [signer] }))).toEqual(content);
    const cms = readCms(detached);
    if (cms.type !== 'signed-data') throw new Error(cms.type);
    const at = new Date(Date.now() + 60_000);
    const result = await verifySignedData(cms, { content, trust: trusting(root), at });
    expect(result).toMatchObject({ outcome: 'valid', signers: [{ signatureAlgorithm: name }] });
  });

  it('with Ed25519 has a signature that OpenSSL verifies, and the algorithms of RFC 8419', async () => {
    const cms = readCms(await signData(content, { signers: [ed25519.signer] }));
    if (cms.type !== 'signed-data') throw new Error(cms.type);
    const { signedOctets, signature, digestAlgorithm, signatureAlgorithm } = cms.signerInfos[0]!;
    folder.write('octets', signedOctets!);
    folder.write('signature', signature);
    const key = ['-certin', '-inkey', ed25519.certificateFile];
    expect(folder.succeeds('pkeyutl', '-verify', '-rawin', '-in', 'octets', '-sigfile', 'signature', ...key)).toBe(
      true,
    );
    expect(digestAlgorithm).toEqual({ algorithm: '2.16.840.1.101.3.4.2.3', parameters: undefined });
    expect(signatureAlgorithm).toEqual({ algorithm: '1.3.101.112', parameters: undefined });
  });

  it('over content in pieces is that over the whole', async () => {
    const pieces = [content.subarray(0, 5), content.subarray(5)];
    const options = { signers: [p256.signer], createHash: (name: string) => createHash(name.replace('-', '')) };
    expect(verified(await signData(pieces, options))).toEqual(content);
    expect(verified(await signData(pieces, { signers: [p256.signer] }))).toEqual(content);
  });

  it('of several signers are all verified', async () => {
    const signers = Object.values(people).map(({ signer }) => signer);
    expect(verified(await signData(content, { signers }))).toEqual(content);
  });

  it('have signing time, signing certificate and capabilities, as OpenSSL reads them', async () => {
    const signingTime = new Date('2026-05-06T07:08:09Z');
    folder.write('message', await signData(content, { signers: [{ ...p256.signer, signingTime }] }));
    const printed = new TextDecoder().decode(
      folder.run('cms', '-cmsout', '-print', '-inform', 'DER', '-in', 'message'),
    );
    for (const part of ['May  6 07:08:09 2026 GMT', 'id-smime-aa-signingCertificateV2', 'S/MIME Capabilities'])
      expect(printed).toContain(part);
    expect(verified(folder.read('message'), '-cades')).toEqual(content);
  });

  it('fail in OpenSSL where the content was changed', async () => {
    folder.write('message', await signData(content, { signers: [p256.signer], detached: true }));
    folder.write(
      'changed',
      content.map((octet, place) => (place === 3 ? octet ^ 1 : octet)),
    );
    const args = ['-verify', '-binary', '-inform', 'DER', '-in', 'message', '-CAfile', root.certificateFile];
    expect(folder.succeeds('cms', ...args, '-content', 'changed')).toBe(false);
    expect(folder.succeeds('cms', ...args, '-content', 'content')).toBe(true);
  });

  it('send certificates between along', async () => {
    const middle = folder.issue('middle', { issuer: root, extensions: caExtensions });
    const below = folder.issue('below', { issuer: middle });
    const certificates = [middle.certificate, middle.certificate];
    const message = await signData(content, { signers: [below.signer], certificates });
    expect(verified(message)).toEqual(content);
    expect((readCms(message) as SignedData).certificates).toHaveLength(2);
  });

  it('are refused with a key that is not that of the certificate', async () => {
    const other = folder.issue('other', { issuer: root });
    for (const privateKey of [other.privateKey, people.p384.privateKey, rsa.privateKey]) {
      const signed = signData(content, { signers: [{ certificate: p256.certificate, privateKey }] });
      await expect(signed).rejects.toMatchObject({ code: 'key-mismatch' });
    }
  });
});

describe('certs-only messages, RFC 8551 3.8', () => {
  it('have certificates that OpenSSL reads', () => {
    folder.write('message', certificatesOnly([root.certificate, p256.certificate]));
    const printed = folder.run('pkcs7', '-print_certs', '-noout', '-inform', 'DER', '-in', 'message');
    expect(new TextDecoder().decode(printed)).toMatch(/CN = root[^]*CN = p256|CN = p256[^]*CN = root/);
  });

  it('made by OpenSSL are read', () => {
    folder.run('crl2pkcs7', '-nocrl', '-certfile', p256.certificateFile, '-outform', 'DER', '-out', 'only');
    const cms = readCms(folder.read('only'));
    expect(cms).toMatchObject({ type: 'signed-data', content: undefined, signerInfos: [] });
    expect((cms as SignedData).certificates).toHaveLength(1);
  });
});

describe.skipIf(!hasGpgsm)('gpgsm', () => {
  const home = hasGpgsm ? mkdtempSync(join(folder.path, 'gnupg-')) : '';
  const gpgsm = (...args: readonly string[]): string =>
    execFileSync('gpgsm', ['--homedir', home, '--batch', '--status-fd', '1', '--disable-crl-checks', ...args], {
      cwd: folder.path,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  // Version 2.2 has no digest that is long enough for keys of P-521.
  it.each(schemes.slice(0, -1))('verifies %s', async (_, signer) => {
    const fingerprint = createHash('sha1').update(root.certificate.raw).digest('hex').toUpperCase();
    folder.write(`${home.slice(folder.path.length + 1)}/trustlist.txt`, `${fingerprint} S relax\n`);
    folder.write(`${home.slice(folder.path.length + 1)}/gpgsm.conf`, 'auto-issuer-key-retrieve\n');
    gpgsm('--import', root.certificateFile);
    folder.write('detached', await signData(content, { signers: [signer], detached: true }));
    expect(gpgsm('--verify', 'detached', 'content')).toMatch(/GOODSIG/);
  });
  afterAll(() => {
    if (hasGpgsm) execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'], { stdio: 'ignore' });
    rmSync(home, { recursive: true, force: true });
  });
});
