import { readFileSync, writeFileSync } from 'node:fs';
import { temporaryFolder } from '@postbus/testing';
import { afterAll, describe, expect, it } from 'vitest';
import type { Streams } from '../convert/streams.ts';
import { OpensslPeople } from './openssl-people.fixture.ts';
import type { AskPassword } from './own-keys.ts';
import { type DecryptRequest, runDecrypt } from './run-decrypt.ts';
import { type EncryptRequest, runEncrypt } from './run-encrypt.ts';
import { type SignRequest, runSign } from './run-sign.ts';
import { type VerifyRequest, runVerify } from './run-verify.ts';

const root = temporaryFolder();
afterAll(() => root.remove());
const openssl = new OpensslPeople(root.path);
const file = (name: string): string => openssl.file(name);
for (const name of ['ada', 'bob', 'eve']) openssl.person(name);
openssl.person('signer', { extensions: ['keyUsage=digitalSignature', 'subjectAltName=email:signer@example.org'] });

const letter = 'From: ada@example.org\r\nSubject: Hi\r\nContent-Type: text/plain\r\n\r\nHello\r\n';
writeFileSync(file('letter.eml'), letter);

const secret: AskPassword = () => Promise.resolve('secret');
const nobody: AskPassword = () => Promise.resolve(undefined);

function streamsOf(
  given: string | Uint8Array = '',
): Streams & { readonly text: (encoding?: BufferEncoding) => string; told: string } {
  const written: Uint8Array[] = [];
  const streams = {
    told: '',
    text: (encoding: BufferEncoding = 'latin1') => Buffer.concat(written).toString(encoding),
    input: (async function* () {
      yield Buffer.from(given);
    })(),
    output: { write: (chunk: string | Uint8Array) => written.push(Buffer.from(chunk)) },
    errors: { write: (chunk: string | Uint8Array) => (streams.told += String(chunk)) },
  };
  return streams;
}

async function sign(request: Partial<SignRequest> = {}, ask = secret, given = '') {
  const streams = streamsOf(given);
  const usual = { file: file('letter.eml'), keys: [file('ada.p12')], certificates: [], output: undefined };
  const how = { form: 'clear', digest: undefined, padding: 'pkcs1' } as const;
  await runSign({ ...usual, ...how, ...request }, ask, streams);
  return { signed: streams.text(), told: streams.told };
}
async function encrypt(request: Partial<EncryptRequest> = {}) {
  const streams = streamsOf();
  const usual = { file: file('letter.eml'), to: [file('bob.pem')], trust: [], allowWeak: false, output: undefined };
  await runEncrypt({ ...usual, algorithm: undefined, keyTransport: 'pkcs1', ...request }, streams);
  return streams.text();
}
async function decrypt(message: string, request: Partial<DecryptRequest> = {}, ask = secret) {
  const streams = streamsOf(Buffer.from(message, 'latin1'));
  const usual = { file: '-', keys: [file('bob.p12')], certificates: [], allowWeak: false, output: undefined };
  await runDecrypt({ ...usual, ...request }, ask, streams);
  return { message: streams.text(), told: streams.told };
}
async function verify(message: string, request: Partial<VerifyRequest> = {}) {
  const streams = streamsOf(Buffer.from(message, 'latin1'));
  const usual = { files: ['-'], trust: [file('root.pem')], certificates: [], crls: [], at: undefined, part: '' };
  const invalid = await runVerify({ ...usual, allowWeak: false, json: false, ...request }, streams);
  return { invalid, text: streams.text('utf8') };
}

describe('postbus smime sign', () => {
  it.each(['clear', 'opaque'] as const)('signs %s with PKCS #12 what OpenSSL verifies', async (form) => {
    const { signed, told } = await sign({ form });
    writeFileSync(file('signed.eml'), signed, 'latin1');
    const printed = openssl.run('cms', '-verify', '-in', 'signed.eml', '-CAfile', 'root.pem').toString();
    expect([printed, told]).toEqual(['Content-Type: text/plain\r\n\r\nHello\r\n', '']);
  });

  it('takes keys in PEM, under a password or not, with the certificate beside them', async () => {
    openssl.run('pkcs8', '-topk8', '-in', 'ada.key', '-out', 'ada.enc', '-passout', 'pass:secret');
    openssl.run('rsa', '-in', 'ada.key', '-traditional', '-aes128', '-out', 'ada.old', '-passout', 'pass:secret');
    writeFileSync(file('both.pem'), readFileSync(file('ada.pem'), 'utf8') + readFileSync(file('ada.key'), 'utf8'));
    for (const [key, certificates, ask] of [
      ['ada.key', ['ada.pem'], nobody],
      ['ada.enc', ['ada.pem'], secret],
      ['ada.old', ['ada.pem'], secret],
      ['both.pem', [], nobody],
    ] as const) {
      const { signed } = await sign({ keys: [file(key)], certificates: certificates.map(file) }, ask);
      expect(await verify(signed)).toMatchObject({ invalid: 0 });
    }
  });

  it('asks for no password where PKCS #12 has none', async () => {
    const as = ['-in', 'ada.pem', '-inkey', 'ada.key', '-passout', 'pass:'];
    openssl.run('pkcs12', '-export', ...as, '-out', 'open.p12');
    const { signed } = await sign({ keys: [file('open.p12')] }, () => Promise.reject(new Error('asked')));
    expect(await verify(signed)).toMatchObject({ invalid: 0 });
  });

  it('signs with several keys, from standard input, into a file', async () => {
    const output = file('two.eml');
    await sign(
      { file: '-', keys: [file('ada.p12'), file('bob.p12')], output, padding: 'pss', digest: 'SHA-512' },
      secret,
      letter,
    );
    const { text } = await verify(readFileSync(output, 'latin1'));
    expect(text).toContain('signed by    ada@example.org');
    expect(text).toContain('clear, RSA-PSS with SHA-512');
    expect(text).toContain('address-mismatch: ada@example.org is not among bob@example.org');
  });

  it('tells where the certificate is not for who wrote the message', async () => {
    const { told } = await sign({ keys: [file('bob.p12')] });
    expect(told).toBe(
      `${file('letter.eml')}: the certificate is for bob@example.org, the message from ada@example.org\n`,
    );
  });

  it.each([
    ['a wrong password', 'ada.p12', () => Promise.resolve('wrong'), 'wrong-password'],
    ['a wrong password of PEM', 'ada.enc', () => Promise.resolve('wrong'), 'not-a-key-file'],
    ['no password where nobody can be asked', 'ada.p12', nobody, 'needs-password'],
    ['a key without its certificate', 'ada.key', nobody, 'no-certificate'],
    ['no key at all', 'ada.pem', nobody, 'no-key'],
    ['what is no key file', 'letter.eml', nobody, 'not-a-key-file'],
    ['a file that is not there', 'gone.p12', nobody, 'ENOENT'],
  ])('refuses %s', async (_, key, ask, code) => {
    await expect(sign({ keys: [file(key)] }, ask)).rejects.toMatchObject({ code });
  });
});

describe('postbus smime encrypt and decrypt', () => {
  it('encrypts what OpenSSL decrypts, and decrypts it', async () => {
    for (const algorithm of [undefined, 'AES-128-CBC', 'AES-256-GCM'] as const) {
      const encrypted = await encrypt({ algorithm, keyTransport: algorithm === undefined ? 'pkcs1' : 'oaep' });
      expect(encrypted).toMatch(
        /^From: ada@example.org\r\nSubject: Hi\r\nMIME-Version: 1.0\r\nContent-Type: application\/pkcs7-mime/,
      );
      writeFileSync(file('sealed.eml'), encrypted, 'latin1');
      const printed = openssl.run('cms', '-decrypt', '-in', 'sealed.eml', '-recip', 'bob.pem', '-inkey', 'bob.key');
      expect(printed.toString()).toBe('Content-Type: text/plain\r\n\r\nHello\r\n');
      const { message, told } = await decrypt(encrypted);
      expect(message).toBe(letter.replace('Subject: Hi\r\n', 'Subject: Hi\r\nMIME-Version: 1.0\r\n'));
      const changeable =
        algorithm === 'AES-256-GCM' ? '' : '; without authentication: it may have been changed on its way';
      expect(told).toBe(`standard input: ${algorithm ?? 'AES-256-CBC'}${changeable}\n`);
    }
  });

  it('encrypts for several, by PEM or DER, and into a file', async () => {
    openssl.run('x509', '-in', 'eve.pem', '-outform', 'DER', '-out', 'eve.der');
    const output = file('for-two.eml');
    await encrypt({ to: [file('bob.pem'), file('eve.der')], trust: [file('root.pem')], output });
    const encrypted = readFileSync(output, 'latin1');
    for (const key of ['bob.p12', 'eve.p12'])
      expect((await decrypt(encrypted, { keys: [file('ada.p12'), file(key)] })).message).toContain('Hello');
  });

  it('gives one answer to who has not the key', async () => {
    const encrypted = await encrypt();
    await expect(decrypt(encrypted, { keys: [file('eve.p12')] })).rejects.toMatchObject({ code: 'cannot-decrypt' });
    await expect(decrypt(letter)).rejects.toMatchObject({ code: 'not-encrypted' });
  });

  it.each([
    ['that is not for encryption', { to: ['signer.pem'] }, /signer.pem: key-usage/],
    ['without a path to an anchor', { to: ['bob.pem'], trust: ['ada.pem'] }, /bob.pem: no-issuer/],
    ['that is none', { to: ['letter.eml'] }, /letter.eml is no certificate in PEM or DER/],
    ['that is a key', { to: ['bob.key'] }, /bob.key holds no certificate/],
  ])('refuses a certificate %s', async (_, { to, trust = [] }: { to: string[]; trust?: string[] }, told) => {
    await expect(encrypt({ to: to.map(file), trust: trust.map(file) })).rejects.toThrow(told);
  });
});

describe('postbus smime verify', () => {
  it('tells who signed, when and how', async () => {
    const { signed } = await sign();
    const { invalid, text } = await verify(signed);
    expect(invalid).toBe(0);
    expect(text.split('\n')).toEqual([
      'standard input: valid: unchanged since it was signed, and everything about the signature holds',
      '  signed by    ada@example.org',
      expect.stringMatching(/^ {2}signed on {4}\d{4}-\d\d-\d\dT[\d:]+Z, by the clock of who signed$/),
      '  signature    clear, RSA with SHA-256',
      expect.stringMatching(/^ {2}certificate {2}CN=ada,O=Postbus, [\d-]{10} to [\d-]{10}$/),
      '  issued by    CN=root,O=Postbus',
      '',
    ]);
  });

  it('tells what does not hold, and why', async () => {
    const { signed } = await sign();
    const broken = await verify(signed.replace('Hello', 'Jello'));
    expect([broken.invalid, broken.text]).toEqual([1, expect.stringContaining(': broken: not what was signed\n')]);
    expect(broken.text).toContain('  ✗ digest-mismatch: ');
    const untrusted = await verify(signed, { trust: [] });
    expect(untrusted.text).toMatch(/untrusted: unchanged since .*\n(?: {2}.*\n)+ {2}✗ (?:no-issuer|untrusted-root): /);
    const other = await verify(signed.replace('From: ada', 'From: eve'));
    expect(other.text).toContain('✗ address-mismatch: eve@example.org is not among ada@example.org');
    const late = await verify(signed, { at: new Date('2050-01-01') });
    expect(late.text).toContain('✗ expired: ');
  });

  it('tells of a revoked certificate by a CRL', async () => {
    openssl.person('gone');
    const { signed } = await sign({ keys: [file('gone.p12')] });
    const { text } = await verify(signed.replace('From: ada', 'From: gone'), { crls: [openssl.revoked('gone')] });
    expect(text).toContain('✗ revoked: ');
  });

  it('verifies what is signed within, and counts the part that is asked for', async () => {
    const { signed } = await sign();
    const entity = signed.slice(signed.indexOf('Content-Type: multipart/signed'));
    const head = 'From: ada@example.org\r\nContent-Type: multipart/mixed; boundary=list\r\n\r\n--list\r\n';
    const list = `${head}${entity}\r\n--list\r\n\r\nTo unsubscribe\r\n--list--\r\n`;
    const whole = await verify(list);
    expect([whole.invalid, whole.text]).toEqual([
      1,
      expect.stringMatching(/^standard input: not-signed: .*\n {2}part 1: valid: /),
    ]);
    expect(await verify(list, { part: '1' })).toMatchObject({ invalid: 0 });
    expect((await verify(list, { part: '2' })).text).toContain('no-such-part: ');
  });

  it('goes on past what cannot be verified, and counts it', async () => {
    writeFileSync(file('signed.eml'), (await sign()).signed, 'latin1');
    writeFileSync(file('sealed.eml'), await encrypt(), 'latin1');
    const files = ['letter.eml', 'sealed.eml', 'missing.eml', 'signed.eml'].map(file);
    const { invalid, text } = await verify('', { files });
    expect(invalid).toBe(3);
    expect(text).toContain('letter.eml: not-signed: ');
    expect(text).toContain('sealed.eml: encrypted: it is encrypted: postbus smime decrypt');
    expect(text).toContain('missing.eml: unreadable: no such file or folder');
    expect(text).toContain('signed.eml: valid: ');
  });

  it('gives JSON with every check and its code', async () => {
    const { signed } = await sign();
    const { text } = await verify(signed.replace('Hello', 'Jello'), { json: true });
    const { files } = JSON.parse(text) as { files: unknown[] };
    expect(files).toMatchObject([
      {
        file: 'standard input',
        part: '',
        valid: false,
        layers: [
          {
            part: '',
            form: 'clear-signed',
            outcome: 'broken',
            signedAs: 'from',
            signers: [
              {
                outcome: 'broken',
                signatureAlgorithm: 'RSA with SHA-256',
                certificate: { addresses: ['ada@example.org'], fingerprint: expect.stringMatching(/^[\da-f]{64}$/) },
                path: ['CN=ada,O=Postbus', 'CN=root,O=Postbus'],
                checks: expect.arrayContaining([
                  expect.objectContaining({ check: 'message-digest', passed: false, code: 'digest-mismatch' }),
                  { check: 'chain', passed: true },
                ]),
              },
            ],
          },
        ],
      },
    ]);
  });

  it('shows what a message holds without letting it move the cursor', async () => {
    openssl.person('odd', {
      extensions: ['keyUsage=digitalSignature', 'subjectAltName=email:odd\u001b[31m@example.org'],
    });
    const { text } = await verify((await sign({ keys: [file('odd.p12')] })).signed);
    expect(text).not.toContain('\u001b');
  });
});
