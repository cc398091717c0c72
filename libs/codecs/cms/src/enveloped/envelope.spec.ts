import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AuthEnvelopedData,
  type CmsError,
  type EnvelopedData,
  archivePolicy,
  envelop,
  isRecipient,
  openEnvelope,
  readCms,
  verifySignedData,
} from '../index.ts';
import { type Issued, OpensslFolder, hasGpgsm, hasLegacyProvider, trusting } from '../openssl.fixture.ts';

const folder = new OpensslFolder();
afterAll(() => folder.remove());

const rsa = folder.issue('rsa', { key: 'rsa' });
const p256 = folder.issue('p256');
const p384 = folder.issue('p384', { key: 'P-384' });
const p521 = folder.issue('p521', { key: 'P-521' });
const content = new TextEncoder().encode('Content-Type: text/plain\r\n\r\nSecret\r\n'.repeat(30));
folder.write('content', content);

type Enveloped = EnvelopedData | AuthEnvelopedData;

function read(bytes: Uint8Array): Enveloped {
  const cms = readCms(bytes);
  if (cms.type !== 'enveloped-data' && cms.type !== 'auth-enveloped-data') throw new Error(cms.type);
  return cms;
}

/** What `openssl cms -encrypt` makes of the content. */
const encrypted = (to: Issued, ...args: readonly string[]): Enveloped =>
  read(
    folder.run(
      'cms',
      '-encrypt',
      '-binary',
      '-in',
      'content',
      '-outform',
      'DER',
      '-recip',
      to.certificateFile,
      ...args,
    ),
  );

function decrypted(message: Uint8Array, by: Issued): Uint8Array {
  folder.write('message', message);
  const as = ['-recip', by.certificateFile, '-inkey', by.keyFile];
  return folder.run('cms', '-decrypt', '-binary', '-inform', 'DER', '-in', 'message', ...as);
}

const oaep = ['-keyopt', 'rsa_padding_mode:oaep'];
const derivation = (digest: string): string[] => ['-keyopt', `ecdh_kdf_md:${digest}`];

describe('messages encrypted by OpenSSL, RFC 5652 6', () => {
  it.each([
    ['AES-128-CBC', rsa, ['-aes128']],
    ['AES-192-CBC', rsa, ['-aes192']],
    ['AES-256-CBC', rsa, ['-aes256']],
    ['AES-256-CBC', rsa, ['-aes256', '-keyid']],
    ['AES-256-CBC', rsa, ['-aes256', '-stream']],
    ['AES-256-CBC', rsa, ['-aes256', ...oaep]],
    ['AES-256-CBC', rsa, ['-aes256', ...oaep, '-keyopt', 'rsa_oaep_md:sha256', '-keyopt', 'rsa_mgf1_md:sha256']],
    ['AES-256-CBC', rsa, ['-aes256', ...oaep, '-keyopt', 'rsa_oaep_label:6c6162656c']],
    ['AES-128-GCM', rsa, ['-aes-128-gcm']],
    ['AES-192-GCM', rsa, ['-aes-192-gcm']],
    ['AES-256-GCM', rsa, ['-aes-256-gcm']],
    ['AES-128-CBC', p256, ['-aes128']],
    ['AES-192-CBC', p256, ['-aes192', ...derivation('sha224')]],
    ['AES-256-CBC', p256, ['-aes256', ...derivation('sha256')]],
    ['AES-256-CBC', p256, ['-aes256', '-keyid', '-keyopt', 'ecdh_cofactor_mode:1']],
    ['AES-256-CBC', p384, ['-aes256', ...derivation('sha384')]],
    ['AES-256-GCM', p521, ['-aes-256-gcm', ...derivation('sha512')]],
  ] as const)('%s is opened, by %o', async (algorithm, to, args) => {
    const cms = encrypted(to, ...args);
    const opened = await openEnvelope(cms, { keys: [to.signer] });
    expect(opened.content).toEqual(content);
    expect(opened).toMatchObject({
      algorithm,
      authenticated: algorithm.endsWith('GCM'),
      recipient: to.certificate,
      weak: [],
    });
    expect(isRecipient(cms, to.certificate)).toBe(true);
  });

  it('are opened with any of several keys', async () => {
    const cms = encrypted(rsa, '-aes256', p256.certificateFile);
    for (const to of [rsa, p256])
      expect((await openEnvelope(cms, { keys: [p384.signer, to.signer] })).content).toEqual(content);
    expect(isRecipient(cms, p384.certificate)).toBe(false);
  });

  it.skipIf(!hasLegacyProvider).each([
    ['3DES-CBC', '3des', ['-des3'], []],
    ['DES-CBC', 'des', ['-des'], ['-provider', 'legacy', '-provider', 'default']],
    ['RC2-CBC', 'rc2', ['-rc2-128'], ['-provider', 'legacy', '-provider', 'default']],
    ['RC2-CBC', 'rc2', ['-rc2-64'], ['-provider', 'legacy', '-provider', 'default']],
    ['RC2-CBC', 'rc2', ['-rc2-40'], ['-provider', 'legacy', '-provider', 'default']],
  ] as const)(
    '%s is weak: refused, or opened where the policy allows it',
    async (algorithm, weak, cipher, providers) => {
      const cms = encrypted(rsa, ...cipher, ...providers);
      await expect(openEnvelope(cms, { keys: [rsa.signer] })).rejects.toMatchObject({ code: 'weak-algorithm' });
      const opened = await openEnvelope(cms, { keys: [rsa.signer], policy: archivePolicy });
      expect(opened.content).toEqual(content);
      expect(opened).toMatchObject({ algorithm, weak: [weak] });
    },
  );

  it('for passwords and known keys are listed and not opened', async () => {
    const key = ['-secretkey', '00112233445566778899aabbccddeeff', '-secretkeyid', '01'];
    const bytes = folder.run(
      'cms',
      '-encrypt',
      '-in',
      'content',
      '-outform',
      'DER',
      '-aes128',
      '-pwri_password',
      'x',
      ...key,
    );
    const cms = read(bytes);
    expect(cms.recipientInfos.map(({ type }) => type).sort()).toEqual(['key-encryption-key', 'password']);
    await expect(openEnvelope(cms, { keys: [rsa.signer] })).rejects.toMatchObject({ code: 'cannot-decrypt' });
  });
});

describe('messages encrypted here', () => {
  it.each([
    ['AES-128-CBC', 'pkcs1'],
    ['AES-192-CBC', 'pkcs1'],
    ['AES-256-CBC', 'oaep'],
    ['AES-128-GCM', 'pkcs1'],
    ['AES-192-GCM', 'pkcs1'],
    ['AES-256-GCM', 'oaep'],
  ] as const)('with %s and %s are decrypted by OpenSSL, by every recipient', async (algorithm, keyTransport) => {
    const people = [rsa, p256, p384, p521];
    const recipients = people.map(({ certificate }) => certificate);
    const message = await envelop(content, { recipients, algorithm, keyTransport });
    for (const person of people) expect(decrypted(message, person)).toEqual(content);
    expect((await openEnvelope(read(message), { keys: [p521.signer] })).content).toEqual(content);
  });

  it('are refused to weak keys and to keys that cannot encrypt', async () => {
    const short = folder.issue('short', { key: 'rsa1024' });
    const signing = folder.issue('signing', { key: 'ed25519' });
    const to = (person: Issued) => envelop(content, { recipients: [person.certificate] });
    await expect(to(short)).rejects.toMatchObject({ code: 'weak-algorithm' });
    await expect(to(signing)).rejects.toMatchObject({ code: 'unsupported-algorithm' });
  });
});

describe('failures of decryption are all the same', () => {
  const failure = async (cms: Enveloped, ...keys: Issued[]) =>
    openEnvelope(cms, { keys: keys.map(({ signer }) => signer) }).catch(
      ({ code, message, offset, cause }: CmsError) => ({
        code,
        message,
        offset,
        cause,
      }),
    );
  const same = {
    code: 'cannot-decrypt',
    message: 'the message cannot be decrypted',
    offset: undefined,
    cause: undefined,
  };

  /** `cms` with `change` made to its first recipient and its content. */
  function changed(cms: Enveloped, change: (key: Uint8Array, octets: Uint8Array) => void): Enveloped {
    const [info] = cms.recipientInfos;
    if (info === undefined || !('encryptedKey' in info)) throw new Error('no key');
    const encryptedKey = Uint8Array.from(info.encryptedKey);
    const octets = Uint8Array.from(cms.encryptedContent![0]!);
    change(encryptedKey, octets);
    return { ...cms, recipientInfos: [{ ...info, encryptedKey }], encryptedContent: [octets] };
  }

  it('whoever the message is for, and whatever was changed in it', async () => {
    const messages = [
      [encrypted(rsa, '-aes-256-gcm'), rsa],
      [encrypted(rsa, '-aes-256-gcm', ...oaep), rsa],
      [encrypted(p256, '-aes-256-gcm'), p256],
    ] as const;
    for (const [cms, to] of messages) {
      expect(await failure(cms, p384)).toEqual(same);
      expect(await failure(cms)).toEqual(same);
      expect(
        await failure(
          changed(cms, (key) => (key[9]! ^= 1)),
          to,
        ),
      ).toEqual(same);
      expect(
        await failure(
          changed(cms, (key) => key.fill(255)),
          to,
        ),
      ).toEqual(same);
      expect(
        await failure(
          changed(cms, (_, octets) => (octets[9]! ^= 1)),
          to,
        ),
      ).toEqual(same);
      expect(await failure({ ...cms, mac: new Uint8Array(12) } as AuthEnvelopedData, to)).toEqual(same);
    }
  });

  it('wrong padding of the content, and a key with wrong padding, PKCS #1', async () => {
    const cms = encrypted(rsa, '-aes256');
    expect(
      await failure(
        changed(cms, (_, octets) => (octets[octets.length - 17]! ^= 255)),
        rsa,
      ),
    ).toEqual(same);
    const shorter = { ...cms, encryptedContent: [cms.encryptedContent![0]!.subarray(1)] };
    expect(await failure(shorter, rsa)).toEqual(same);
  });
});

describe.skipIf(!hasGpgsm)('gpgsm', () => {
  const home = hasGpgsm ? mkdtempSync(join(folder.path, 'gnupg-')) : '';
  const gpgsm = (...args: readonly string[]): Uint8Array => {
    const options = ['--homedir', home, '--batch', '--pinentry-mode', 'loopback', '--passphrase-fd', '0'];
    const run = execFileSync('gpgsm', [...options, '--disable-crl-checks', ...args], {
      cwd: folder.path,
      input: 'secret\n',
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    return new Uint8Array(run);
  };
  const fingerprint = createHash('sha1').update(rsa.certificate.raw).digest('hex').toUpperCase();

  beforeAll(() => {
    const folderOfHome = home.slice(folder.path.length + 1);
    folder.write(`${folderOfHome}/gpg-agent.conf`, 's2k-count 65536\n');
    folder.write(`${folderOfHome}/trustlist.txt`, `${fingerprint} S relax\n`);
    const as = ['-in', rsa.certificateFile, '-inkey', rsa.keyFile];
    const pbe = ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'];
    folder.run('pkcs12', '-export', ...as, ...pbe, '-passout', 'pass:secret', '-out', 'rsa.p12');
    gpgsm('--import', 'rsa.p12');
  });
  afterAll(() => {
    execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'], { stdio: 'ignore' });
  });

  it.each(['AES-128-CBC', 'AES-256-CBC'] as const)('decrypts %s for an RSA key', async (algorithm) => {
    folder.write('for-gpgsm', await envelop(content, { recipients: [rsa.certificate], algorithm }));
    expect(gpgsm('--decrypt', 'for-gpgsm')).toEqual(content);
  });

  it('encrypts what is opened here', async () => {
    const cms = read(gpgsm('--recipient', fingerprint, '--encrypt', 'content'));
    expect((await openEnvelope(cms, { keys: [rsa.signer] })).content).toEqual(content);
  });

  it('signs what is verified here', async () => {
    const cms = readCms(gpgsm('--local-user', fingerprint, '--sign', 'content'));
    if (cms.type !== 'signed-data') throw new Error(cms.type);
    const options = { intermediates: [rsa.certificate], trust: trusting(rsa), at: new Date(Date.now() + 60_000) };
    const result = await verifySignedData(cms, options);
    expect(result).toMatchObject({ outcome: 'valid' });
  });
});
