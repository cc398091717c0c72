import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import {
  CmsError,
  type SignedData,
  type SignerInfo,
  type VerifyOptions,
  archivePolicy,
  readCms,
  readCrl,
  verifySignedData,
} from '../index.ts';
import { countersigned } from './countersigned.fixture.ts';
import { ed25519Signed } from './ed25519-signed.fixture.ts';
import { type Issued, OpensslFolder, caExtensions, trusting } from '../openssl.fixture.ts';

const folder = new OpensslFolder();
afterAll(() => folder.remove());

const root = folder.issue('root', { extensions: caExtensions });
const people = {
  rsa: folder.issue('rsa', { issuer: root, key: 'rsa' }),
  pss: folder.issue('pss', { issuer: root, key: 'rsa-pss' }),
  p256: folder.issue('p256', { issuer: root }),
  p384: folder.issue('p384', { issuer: root, key: 'P-384' }),
  p521: folder.issue('p521', { issuer: root, key: 'P-521' }),
  ed25519: folder.issue('ed25519', { issuer: root, key: 'ed25519' }),
};
const { p256 } = people;

const content = new TextEncoder().encode('Content-Type: text/plain\r\n\r\nGr\u00fc\u00dfe\r\n'.repeat(40));
folder.write('content', content);

/** What `openssl cms -sign` makes of the content. */
function signed(by: Issued, ...args: readonly string[]): SignedData {
  return read(folder.run('cms', '-sign', '-binary', '-in', 'content', '-outform', 'DER', ...as(by), ...args));
}
const as = (by: Issued): string[] => ['-signer', by.certificateFile, '-inkey', by.keyFile];

function read(bytes: Uint8Array): SignedData {
  const cms = readCms(bytes);
  if (cms.type !== 'signed-data') throw new Error(cms.type);
  return cms;
}

const at = new Date(Date.now() + 60_000);
const verify = (cms: SignedData, options: Partial<VerifyOptions> = {}) =>
  verifySignedData(cms, { trust: trusting(root), at, ...options });

/** Codes of all checks that failed, of all signers. */
async function codes(cms: SignedData, options: Partial<VerifyOptions> = {}): Promise<string[]> {
  const { signers } = await verify(cms, options);
  return signers.flatMap(({ checks }) => checks.flatMap((check) => (check.passed ? [] : [check.code])));
}

describe('signatures made by OpenSSL, RFC 5652 5', () => {
  it.each([
    ['RSA with SHA-256', people.rsa, ['-md', 'sha256']],
    ['RSA with SHA-384', people.rsa, ['-md', 'sha384']],
    ['RSA with SHA-512', people.rsa, ['-md', 'sha512']],
    ['RSA with SHA-224', people.rsa, ['-md', 'sha224']],
    ['RSA-PSS with SHA-256', people.rsa, ['-md', 'sha256', '-keyopt', 'rsa_padding_mode:pss']],
    [
      'RSA-PSS with SHA-512',
      people.rsa,
      ['-md', 'sha512', '-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_pss_saltlen:20'],
    ],
    ['RSA-PSS with SHA-256', people.pss, ['-md', 'sha256', '-keyopt', 'rsa_padding_mode:pss']],
    ['ECDSA with SHA-256', people.p256, []],
    ['ECDSA with SHA-384', people.p384, ['-md', 'sha384']],
    ['ECDSA with SHA-512', people.p521, ['-md', 'sha512']],
    ['ECDSA with SHA-256', people.p521, ['-md', 'sha256']],
  ] as const)('%s is verified, by %o', async (name, by, args) => {
    const result = await verify(signed(by, '-nodetach', ...args), { from: `${by.name}@EXAMPLE.org` });
    expect(result.signers[0]!.checks.filter((check) => !check.passed)).toEqual([]);
    expect(result).toMatchObject({ outcome: 'valid', signers: [{ signatureAlgorithm: name, weak: [] }] });
    expect(result.signers[0]!.certificate!.emailAddresses).toEqual([`${by.name}@example.org`]);
    expect(Math.abs(result.signers[0]!.signingTime!.getTime() - Date.now())).toBeLessThan(60_000);
    expect(result.signers[0]!.path.map(({ subject }) => subject.text)).toEqual([
      `CN=${by.name},O=Postbus`,
      'CN=root,O=Postbus',
    ]);
  });

  it('with Ed25519 are verified, RFC 8419', async () => {
    const result = await verify(read(ed25519Signed(folder, people.ed25519, content)));
    expect(result).toMatchObject({ outcome: 'valid', signers: [{ signatureAlgorithm: 'Ed25519' }] });
  });

  it('are verified over detached content, whole or in pieces, by hashes of its own or of the platform', async () => {
    const cms = signed(p256);
    expect(cms.content).toBeUndefined();
    const pieces = [content.subarray(0, 7), content.subarray(7, 500), content.subarray(500)];
    expect(await codes(cms, { content })).toEqual([]);
    expect(await codes(cms, { content: pieces })).toEqual([]);
    expect(await codes(cms, { content: pieces, createHash: (name) => createHash(name.replace('-', '')) })).toEqual([]);
    expect(await codes(cms)).toEqual(['no-content']);
    expect(await verify(cms)).toMatchObject({ outcome: 'undecided' });
  });

  it('are verified without signed attributes', async () => {
    expect(await codes(signed(p256, '-noattr'), { content: [content.subarray(0, 9), content.subarray(9)] })).toEqual(
      [],
    );
    expect(await codes(signed(p256, '-noattr'))).toEqual(['no-content']);
  });

  it('are read in BER with indefinite lengths and content in pieces', async () => {
    folder.write('large', new Uint8Array(100_000).fill(65));
    const bytes = folder.run(
      'cms',
      '-sign',
      '-binary',
      '-in',
      'large',
      '-outform',
      'DER',
      '-stream',
      '-nodetach',
      ...as(p256),
    );
    expect(bytes[1]).toBe(0x80);
    const cms = read(bytes);
    expect(cms.content!.length).toBeGreaterThan(1);
    expect(await verify(cms)).toMatchObject({ outcome: 'valid' });
  });

  it('of several signers each have a result', async () => {
    const cms = signed(p256, '-nodetach', ...as(people.rsa), ...as(people.p384));
    const { signers, outcome } = await verify(cms);
    expect(outcome).toBe('valid');
    expect(signers.map(({ certificate }) => certificate!.emailAddresses[0]).sort()).toEqual([
      'p256@example.org',
      'p384@example.org',
      'rsa@example.org',
    ]);
  });

  it('name their signer by key identifier too', async () => {
    const cms = signed(p256, '-nodetach', '-keyid');
    expect(cms.signerInfos[0]!.sid).toHaveProperty('subjectKeyIdentifier');
    expect(await codes(cms)).toEqual([]);
  });

  it('tell what their signer can read, RFC 8551 2.5.2', async () => {
    const { signers } = await verify(signed(p256, '-nodetach'));
    expect(signers[0]!.capabilities).toContain('2.16.840.1.101.3.4.1.42');
  });

  it('hold with SigningCertificateV2, RFC 5035', async () => {
    const { signers } = await verify(signed(p256, '-nodetach', '-cades'));
    expect(signers[0]!.checks).toContainEqual({ check: 'signing-certificate', passed: true });
  });

  it('by openssl smime, PKCS #7 1.5, are verified', async () => {
    const bytes = folder.run(
      'smime',
      '-sign',
      '-binary',
      '-in',
      'content',
      '-outform',
      'DER',
      '-nodetach',
      ...as(people.rsa),
    );
    expect(await codes(read(bytes))).toEqual([]);
  });

  it('are found without certificate where that comes from elsewhere', async () => {
    const cms = signed(p256, '-nodetach', '-nocerts');
    expect(await codes(cms)).toEqual(['no-signer-certificate']);
    expect(await codes(cms, { intermediates: [p256.certificate] })).toEqual([]);
  });
});

describe('what is wrong with a signature is told by codes', () => {
  it('content that was changed', async () => {
    const changed = Uint8Array.from(content);
    changed[3]! ^= 1;
    expect(await codes(signed(p256), { content: changed })).toEqual(['digest-mismatch']);
    expect(await verify(signed(p256), { content: changed })).toMatchObject({ outcome: 'broken' });
    expect(await codes(signed(p256, '-noattr'), { content: changed })).toEqual(['signature-mismatch']);
  });

  it('another content type than was signed', async () => {
    const cms = { ...signed(p256, '-nodetach'), encapsulatedContentType: '1.2.840.113549.1.7.3' };
    expect(await codes(cms)).toEqual(['content-type-mismatch']);
    expect(await verify(cms)).toMatchObject({ outcome: 'broken' });
  });

  it('signed attributes that were taken away and sent as content', async () => {
    const cms = signed(p256, '-nodetach');
    const [info] = cms.signerInfos as [SignerInfo];
    const stripped = { ...info, signedOctets: undefined, signedAttributes: [] };
    const forged = { ...cms, content: [info.signedOctets!], signerInfos: [stripped] };
    expect(await codes(forged)).toEqual(['signature-mismatch']);
  });

  it('content that is shown counts before content in the message', async () => {
    expect(await codes(signed(p256, '-nodetach'), { content: new Uint8Array(3) })).toEqual(['digest-mismatch']);
  });

  it('a signature that was changed', async () => {
    const bytes = folder.run('cms', '-sign', '-binary', '-in', 'content', '-outform', 'DER', ...as(people.rsa));
    bytes[bytes.length - 1]! ^= 1;
    expect(await codes(read(bytes), { content })).toEqual(['signature-mismatch']);
  });

  it('weak algorithms, reported, and refused unless the policy allows them', async () => {
    const sha1 = signed(people.rsa, '-nodetach', '-md', 'sha1');
    const md5 = signed(people.rsa, '-nodetach', '-md', 'md5');
    expect(await codes(sha1)).toEqual(['weak-algorithm']);
    expect(await verify(sha1)).toMatchObject({ outcome: 'untrusted', signers: [{ weak: ['sha1'] }] });
    expect(await verify(sha1, { policy: archivePolicy })).toMatchObject({
      outcome: 'valid',
      signers: [{ weak: ['sha1'] }],
    });
    expect(await codes(md5)).toEqual(['weak-algorithm']);
    expect(await verify(md5, { policy: archivePolicy })).toMatchObject({
      outcome: 'valid',
      signers: [{ weak: ['md5'] }],
    });
  });

  it('short RSA keys and SHA-1 in certificates are weak', async () => {
    const short = folder.issue('short', { issuer: root, key: 'rsa1024', digest: 'sha1' });
    const { signers } = await verify(signed(short, '-nodetach'));
    expect(signers[0]!.weak).toEqual(['short-rsa-key', 'sha1']);
    expect(await codes(signed(short, '-nodetach'))).toEqual(['weak-algorithm']);
  });

  it('an address of From that the certificate does not name, the local part exactly, RFC 8550 3', async () => {
    const cms = signed(p256, '-nodetach');
    expect(await codes(cms, { from: 'p256@Example.ORG' })).toEqual([]);
    expect(await codes(cms, { from: 'P256@example.org' })).toEqual(['address-mismatch']);
    expect(await codes(cms, { from: 'someone@example.org' })).toEqual(['address-mismatch']);
    const nameless = folder.issue('nameless', { issuer: root, extensions: [] });
    expect(await codes(signed(nameless, '-nodetach'), { from: 'x@example.org' })).toEqual(['no-address']);
    const inSubject = folder.issue('inSubject', {
      issuer: root,
      extensions: [],
      subject: '/CN=x/emailAddress=x@example.org',
    });
    expect(await codes(signed(inSubject, '-nodetach'), { from: 'x@example.org' })).toEqual([]);
  });
});

describe('countersignatures, RFC 5652 11.4', () => {
  it('are listed with results of their own', async () => {
    const { signers } = await verify(read(countersigned(folder, p256, people.rsa, content)));
    expect(signers[0]).toMatchObject({ outcome: 'valid', countersignatures: [{ outcome: 'valid' }] });
    expect(signers[0]!.countersignatures[0]!.certificate!.emailAddresses).toEqual(['rsa@example.org']);
  });
});

describe('certificates of signers', () => {
  it('that are not trusted', async () => {
    const alone = folder.issue('alone', { extensions: ['subjectAltName=email:alone@example.org'] });
    expect(await codes(signed(alone, '-nodetach'))).toEqual(['untrusted-root']);
    expect(await verify(signed(alone, '-nodetach'), { trust: trusting(alone) })).toMatchObject({ outcome: 'valid' });
    expect(await codes(signed(p256, '-nodetach'), { trust: trusting() })).toEqual(['no-issuer']);
  });

  it('that are revoked by a CRL given', async () => {
    const gone = folder.issue('gone', { issuer: root, serial: 77 });
    const crls = [readCrl(folder.crl(root, [77]))];
    expect(await codes(signed(gone, '-nodetach'), { crls })).toEqual(['revoked']);
    expect(await codes(signed(p256, '-nodetach'), { crls, revocation: 'required' })).toEqual([]);
    expect(await codes(signed(p256, '-nodetach'), { revocation: 'required' })).toEqual(['no-crl']);
  });

  it('that are revoked by a CRL in the message', async () => {
    const gone = folder.issue('gone2', { issuer: root, serial: 78 });
    folder.crl(root, [78], 'within');
    const certificates = ['-certfile', gone.certificateFile];
    folder.run('crl2pkcs7', '-in', 'within.pem', ...certificates, '-outform', 'DER', '-out', 'within.p7c');
    const { crls } = read(folder.read('within.p7c'));
    expect(crls).toHaveLength(1);
    expect(await codes({ ...signed(gone, '-nodetach'), crls })).toEqual(['revoked']);
  });
});

it('refuses what is no CMS', () => {
  expect(() => readCms(new TextEncoder().encode('-----BEGIN PKCS7-----'))).toThrow(CmsError);
});
