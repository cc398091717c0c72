import { afterAll, describe, expect, it } from 'vitest';
import {
  TrustStore,
  type ValidationOptions,
  fingerprint,
  readCertificate,
  readCrl,
  readPem,
  validateCertificate,
  writePem,
} from '../index.ts';
import { type Issued, OpensslFolder, caExtensions, trusting } from '../openssl.fixture.ts';

const folder = new OpensslFolder();
afterAll(() => folder.remove());

const root = folder.issue('root', { extensions: caExtensions });
const middle = folder.issue('middle', { issuer: root, extensions: caExtensions });
const person = folder.issue('person', { issuer: middle });
const at = new Date(Date.now() + 60_000);

async function codes({ certificate }: Issued, options: Partial<ValidationOptions> = {}): Promise<string[]> {
  const all = { trust: trusting(root), at, intermediates: [middle.certificate], ...options };
  const { checks } = await validateCertificate(certificate, all);
  return checks.flatMap((check) => (check.passed ? [] : [check.code]));
}

/** Whether OpenSSL, too, takes the certificate for one that signs mail. */
const opensslVerifies = ({ certificateFile }: Issued, through: Issued = middle, ...args: readonly string[]): boolean =>
  folder.succeeds(
    'verify',
    '-purpose',
    'smimesign',
    '-CAfile',
    root.certificateFile,
    '-untrusted',
    through.certificateFile,
    ...args,
    certificateFile,
  );

describe('paths, RFC 5280 6.1', () => {
  it('lead over what lies between to an anchor', async () => {
    const { path, valid } = await validateCertificate(person.certificate, {
      trust: trusting(root),
      at,
      intermediates: [person.certificate, middle.certificate],
    });
    expect(valid).toBe(true);
    expect(path.map(({ subject }) => subject.text)).toEqual([
      'CN=person,O=Postbus',
      'CN=middle,O=Postbus',
      'CN=root,O=Postbus',
    ]);
    expect(opensslVerifies(person)).toBe(true);
  });

  it('end where an issuer is missing, or is another of the same name', async () => {
    expect(await codes(person, { intermediates: [] })).toEqual(['no-issuer']);
    const impostor = folder.issue('impostor', { subject: '/O=Postbus/CN=middle', extensions: caExtensions });
    expect(await codes(person, { intermediates: [impostor.certificate] })).toEqual(['certificate-signature-mismatch']);
    expect(await codes(person, { intermediates: [impostor.certificate, middle.certificate] })).toEqual([]);
  });

  it('are found in a maze of certificates that all may have issued each other, in bounded time', async () => {
    const subject = '/CN=maze';
    const first = folder.issue('maze0', { subject, extensions: caExtensions });
    const maze = [first];
    for (let index = 1; index < 6; index++) {
      const key = { ...first, certificateFile: maze.at(-1)!.certificateFile, keyFile: maze.at(-1)!.keyFile };
      maze.push(folder.issue(`maze${index}`, { subject, issuer: key, extensions: caExtensions }));
    }
    const many = Array.from({ length: 40 }, () => maze.map(({ certificate }) => certificate)).flat();
    const began = performance.now();
    expect(await codes(maze.at(-1)!, { intermediates: many })).toContain('untrusted-root');
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe('what must hold of certificates', () => {
  it('their time, for the time that is asked for', async () => {
    expect(await codes(person, { at: new Date('2020-01-01') })).toEqual(['not-yet-valid']);
    expect(await codes(person, { at: new Date(Date.now() + 40 * 86_400_000) })).toEqual(['expired']);
  });

  it('that only CAs issue, and as deep as they may', async () => {
    const below = folder.issue('below', { issuer: person });
    expect(await codes(below, { intermediates: [person.certificate, middle.certificate] })).toEqual([
      'not-a-ca',
      'key-usage',
    ]);
    const flat = folder.issue('flat', {
      issuer: root,
      extensions: ['basicConstraints=critical,CA:TRUE,pathlen:0', caExtensions[1]!],
    });
    const deeper = folder.issue('deeper', { issuer: flat, extensions: caExtensions });
    const leaf = folder.issue('leaf', { issuer: deeper });
    expect(await codes(leaf, { intermediates: [flat.certificate, deeper.certificate] })).toEqual(['path-too-long']);
    const direct = folder.issue('direct', { issuer: flat });
    expect(await codes(direct, { intermediates: [flat.certificate] })).toEqual([]);
  });

  it.each([
    ['key usage', ['keyUsage=critical,keyEncipherment'], 'key-usage'],
    ['extended key usage', ['extendedKeyUsage=serverAuth'], 'extended-key-usage'],
    ['a critical extension that is not known', ['1.2.3.4=critical,ASN1:NULL'], 'unknown-critical-extension'],
  ])('%s, as OpenSSL sees it too', async (_, extensions, code) => {
    const one = folder.issue(code, { issuer: middle, extensions });
    expect(await codes(one)).toEqual([code]);
    expect(opensslVerifies(one)).toBe(false);
  });

  it('that they may have any purpose, or none named', async () => {
    expect(
      await codes(folder.issue('any', { issuer: middle, extensions: ['extendedKeyUsage=anyExtendedKeyUsage'] })),
    ).toEqual([]);
    expect(await codes(folder.issue('none', { issuer: middle, extensions: ['1.2.3.4=ASN1:NULL'] }))).toEqual([]);
  });

  it('that those who get mail have keys that encrypt', async () => {
    const signing = folder.issue('signing', { issuer: middle, extensions: ['keyUsage=digitalSignature'] });
    expect(await codes(signing)).toEqual([]);
    expect(await codes(signing, { purpose: 'encrypt' })).toEqual(['key-usage']);
    expect(await codes(person, { purpose: 'encrypt' })).toEqual([]);
  });

  it('names within the constraints of those who issue, as OpenSSL sees it too', async () => {
    const constraints =
      'nameConstraints=critical,permitted;email:example.org,permitted;email:.example.net,excluded;email:bad@example.org';
    const bounded = folder.issue('bounded', { issuer: root, extensions: [...caExtensions, constraints] });
    const intermediates = [bounded.certificate];
    const cases = [
      ['good@EXAMPLE.org', []],
      ['x@mail.example.net', []],
      ['bad@example.org', ['name-not-permitted']],
      ['x@mail.example.org', ['name-not-permitted']],
      ['x@example.net', ['name-not-permitted']],
    ] as const;
    for (const [place, [address, expected]] of cases.entries()) {
      const one = folder.issue(`named${place}`, { issuer: bounded, extensions: [`subjectAltName=email:${address}`] });
      expect(await codes(one, { intermediates })).toEqual(expected);
      expect(opensslVerifies(one, bounded)).toBe(expected.length === 0);
    }
  });
});

describe('CRLs that are given, RFC 5280 6.3', () => {
  const gone = folder.issue('gone', { issuer: middle, serial: 0x9a1b });
  const crl = readCrl(folder.crl(middle, [0x9a1b, 5]));

  it('revoke from the time on that they say', async () => {
    expect(crl.revoked.get('9a1b')!.toISOString()).toBe('2025-01-01T00:00:00.000Z');
    expect(await codes(gone, { crls: [crl] })).toEqual(['revoked']);
    expect(await codes(person, { crls: [crl] })).toEqual([]);
  });

  it('of a CA revoke what it issued', async () => {
    const serial = Number.parseInt(middle.certificate.serialNumber, 16);
    const crls = [readCrl(folder.crl(root, [serial]))];
    expect(await codes(person, { crls })).toEqual(['revoked']);
  });

  it('may be required of every certificate, and are current', async () => {
    const ofRoot = readCrl(folder.crl(root, [], 'empty'));
    expect(await codes(person, { crls: [crl], revocation: 'required' })).toEqual(['no-crl']);
    expect(await codes(person, { crls: [crl, ofRoot], revocation: 'required' })).toEqual([]);
    const later = new Date(Date.now() + 31 * 86_400_000);
    expect(await codes(person, { crls: [crl, ofRoot], revocation: 'required', at: later })).toContain('no-crl');
  });

  it('signed by somebody else count for nothing', async () => {
    const impostor = folder.issue('impostor2', { subject: '/O=Postbus/CN=middle', extensions: caExtensions });
    const forged = readCrl(folder.crl(impostor, [0x9a1b]));
    expect(await codes(gone, { crls: [forged] })).toEqual([]);
    expect(await codes(gone, { crls: [forged], revocation: 'required' })).toContain('no-crl');
  });
});

describe('files', () => {
  it('of PEM are read and written, and the fingerprint is that of OpenSSL', async () => {
    const pem = folder.text(person.certificateFile);
    expect(writePem('CERTIFICATE', readPem(pem)[0]!.bytes)).toBe(pem);
    const printed = folder.run(
      'x509',
      '-in',
      person.certificateFile,
      '-noout',
      '-fingerprint',
      '-sha256',
      '-serial',
      '-email',
    );
    const text = new TextDecoder().decode(printed);
    expect(text).toContain((await fingerprint(person.certificate)).toUpperCase().replace(/..(?=.)/g, '$&:'));
    expect(text).toContain(`serial=${person.certificate.serialNumber.toUpperCase().padStart(4, '0')}`);
    expect(text).toContain(person.certificate.emailAddresses[0]);
  });

  it('of anchors make a trust store', async () => {
    const trust = TrustStore.ofPem(
      folder.text(root.certificateFile) + folder.text(middle.certificateFile) + folder.text(root.certificateFile),
    );
    expect(trust.size).toBe(2);
    const labelled = folder.text(root.certificateFile).replaceAll(' CERTIFICATE-', ' X509 CERTIFICATE-');
    expect(TrustStore.ofPem(labelled).size).toBe(1);
    expect(trust.has(readCertificate(root.certificate.raw))).toBe(true);
    expect(await codes(person, { trust, intermediates: [] })).toEqual([]);
  });
});
