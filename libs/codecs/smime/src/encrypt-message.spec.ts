import { ContentType, archivePolicy, envelop } from '@postbus/cms';
import { parseMime } from '@postbus/mime';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type EncryptMessageOptions,
  compressMessage,
  decompressMessage,
  decryptMessage,
  encryptMessage,
  secureForm,
  signMessage,
  verifyMessage,
} from './index.ts';
import { OpensslFolder, type Person, bytesOf, lines, textOf } from './openssl.fixture.ts';

const openssl = new OpensslFolder();
afterAll(() => openssl.remove());
const rsa = openssl.person('rsa', 'rsa');
const p256 = openssl.person('p256');
const p384 = openssl.person('p384', 'P-384');
const other = openssl.person('other', 'rsa');

const letter = lines(
  'From: rsa@example.org',
  'Content-Type: text/plain; charset=utf-8',
  'Subject: Hi',
  'Bcc: x@example.org',
  '',
  'Hello',
);
const entity = 'Content-Type: text/plain; charset=utf-8\r\n\r\nHello\r\n';
const encrypt = (options: Partial<EncryptMessageOptions> = {}) =>
  encryptMessage(letter, { recipients: [rsa.certificate, p256.certificate, p384.certificate], ...options });
const decrypt = (message: Uint8Array, ...people: Person[]) =>
  decryptMessage(message, { keys: people.map(({ signer }) => signer) });

function decryptedByOpenssl(message: Uint8Array, { certificateFile, keyFile }: Person): string {
  openssl.write('sealed', message);
  return textOf(openssl.run('cms', '-decrypt', '-in', 'sealed', '-recip', certificateFile, '-inkey', keyFile));
}
/** A message that OpenSSL encrypts. */
function encryptedByOpenssl(person: Person, ...args: readonly string[]): Uint8Array {
  openssl.write('entity', entity);
  const sealed = openssl.run('cms', '-encrypt', '-in', 'entity', '-binary', ...args, person.certificateFile);
  return bytesOf(`From: x@example.org\r\nSubject: Hi\r\n${textOf(sealed)}`);
}

describe('encryptMessage, RFC 8551 3.3, 3.4', () => {
  it.each(['AES-128-CBC', 'AES-192-CBC', 'AES-256-CBC', 'AES-128-GCM', 'AES-256-GCM'] as const)(
    'makes messages by %s that OpenSSL decrypts with every key, RSA by PKCS #1 or OAEP and ECDH',
    async (contentEncryption) => {
      for (const keyTransport of ['pkcs1', 'oaep'] as const) {
        const sealed = await encrypt({ contentEncryption, keyTransport });
        const gcm = contentEncryption.endsWith('GCM');
        const { parameters } = parseMime(sealed).contentType;
        expect([...parameters.values()]).toEqual([gcm ? 'authEnveloped-data' : 'enveloped-data', 'smime.p7m']);
        expect(secureForm(parseMime(sealed))).toBe(gcm ? 'auth-enveloped' : 'enveloped');
        for (const person of [rsa, p256, p384]) {
          expect(decryptedByOpenssl(sealed, person)).toBe(entity);
          const opened = await decrypt(sealed, person);
          expect(opened).toMatchObject({
            algorithm: contentEncryption,
            authenticated: gcm,
            weak: [],
            recipient: person.certificate,
          });
        }
      }
    },
  );

  it('leaves the other fields outside, readable', async () => {
    const sealed = await encrypt();
    expect([...parseMime(sealed).headers].map(({ name }) => name)).toEqual([
      'From',
      'Subject',
      'Bcc',
      'MIME-Version',
      'Content-Type',
      'Content-Transfer-Encoding',
      'Content-Disposition',
    ]);
    expect(textOf((await decrypt(sealed, rsa)).message)).toBe(
      `From: rsa@example.org\r\nSubject: Hi\r\nBcc: x@example.org\r\nMIME-Version: 1.0\r\n${entity}`,
    );
  });

  it('takes AES-256-GCM where every recipient is known to read it, RFC 8551 2.7.1', async () => {
    const gcm = ['2.16.840.1.101.3.4.1.46'];
    const capabilities = ({ subject }: { subject: { text: string } }) =>
      subject.text.includes('rsa') ? gcm : undefined;
    const algorithmOf = async (options: Partial<EncryptMessageOptions>) =>
      (await decrypt(await encrypt(options), rsa)).algorithm;
    expect(await algorithmOf({})).toBe('AES-256-CBC');
    expect(await algorithmOf({ capabilities })).toBe('AES-256-CBC');
    expect(await algorithmOf({ capabilities: () => gcm })).toBe('AES-256-GCM');
    expect(await algorithmOf({ capabilities: () => gcm, contentEncryption: 'AES-128-CBC' })).toBe('AES-128-CBC');
  });

  it('refuses to encrypt for nobody', async () => {
    await expect(encrypt({ recipients: [] })).rejects.toMatchObject({ code: 'no-recipient' });
  });
});

describe('decryptMessage', () => {
  it.each([
    ['AES-128-CBC', rsa, ['-aes128']],
    ['AES-256-CBC', rsa, ['-aes256', '-keyopt', 'rsa_padding_mode:oaep']],
    ['AES-256-CBC', p256, ['-aes256']],
    ['AES-256-GCM', rsa, ['-aes-256-gcm']],
    ['AES-128-GCM', p384, ['-aes-128-gcm']],
    ['AES-256-CBC', rsa, ['-aes256', '-stream']],
  ] as const)('opens %s made by OpenSSL for %s, by %o', async (algorithm, person, args) => {
    const recipient = args[1] === '-keyopt' ? [args[0], '-recip', person.certificateFile, ...args.slice(1)] : args;
    const opened = await decrypt(encryptedByOpenssl(person, ...recipient), other, person);
    expect(opened).toMatchObject({ algorithm, authenticated: algorithm.endsWith('GCM') });
    expect(textOf(opened.message)).toBe(`From: x@example.org\r\nSubject: Hi\r\nMIME-Version: 1.0\r\n${entity}`);
  });

  it('opens what is weak only where the policy allows it, and tells it', async () => {
    const sealed = encryptedByOpenssl(rsa, '-des3');
    await expect(decrypt(sealed, rsa)).rejects.toMatchObject({ code: 'weak-algorithm' });
    const opened = await decryptMessage(sealed, { keys: [rsa.signer], policy: archivePolicy });
    expect(opened).toMatchObject({ algorithm: '3DES-CBC', weak: ['3des'] });
  });

  it.each([
    ['without smime-type', (text: string) => text.replace(/smime-type=[\w-]+;/, '')],
    ['with a wrong smime-type', (text: string) => text.replace(/smime-type=[\w-]+/, 'smime-type=signed-data')],
    [
      'as application/x-pkcs7-mime',
      (text: string) => text.replace('application/pkcs7-mime', 'application/x-pkcs7-mime'),
    ],
    ['as a file of octets', (text: string) => text.replace('application/pkcs7-mime', 'Application/Octet-Stream')],
    ['without the label of its base64', (text: string) => text.replace(/Content-Transfer-Encoding: base64\r?\n/, '')],
    ['with line ends of Unix', (text: string) => text.replaceAll('\r\n', '\n')],
  ])('opens messages %s', async (_, change) => {
    const sealed = textOf(await encrypt());
    expect(change(sealed)).not.toBe(sealed);
    expect(textOf((await decrypt(bytesOf(change(sealed)), rsa)).message)).toContain('Hello');
  });

  it('takes no field but Content-* from what was encrypted: anybody may have encrypted it', async () => {
    openssl.write('forged', `From: boss@example.org\r\nSubject: Pay\r\nBcc: y@example.org\r\n${entity}`);
    const sealed = openssl.run('cms', '-encrypt', '-aes256', '-binary', '-in', 'forged', rsa.certificateFile);
    const { message } = await decrypt(bytesOf(`From: mallory@example.org\r\n${textOf(sealed)}`), rsa);
    expect(textOf(message)).toBe(`From: mallory@example.org\r\nMIME-Version: 1.0\r\n${entity}`);
  });

  it('gives one answer for all that rests on a key', async () => {
    const sealed = await encrypt({ contentEncryption: 'AES-256-GCM' });
    // One character of the base64 becomes another: its length stays, and the ciphertext is another.
    const changed = bytesOf(textOf(sealed).replace(/[A-Za-z](?=[^A-Za-z]*[^]{60}$)/, flippedLetter));
    expect(changed).not.toEqual(sealed);
    const failures = await Promise.all(
      [decrypt(sealed, other), decrypt(sealed), decrypt(changed, rsa), decrypt(changed, p256)].map((opening) =>
        opening.catch((error: { code: string; message: string }) => `${error.code}: ${error.message}`),
      ),
    );
    expect(new Set(failures)).toEqual(new Set(['cannot-decrypt: the message cannot be decrypted']));
  });

  it('refuses what is not encrypted as a whole: a part is never decrypted', async () => {
    const sealed = textOf(await encrypt());
    const part = sealed.slice(sealed.indexOf('Content-Type:'));
    const around = `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n<img src="x\r\n--b\r\n${part}\r\n--b--\r\n`;
    for (const message of [
      around,
      'From: a@b\r\n\r\nHi',
      textOf(await signMessage(letter, { form: 'opaque', signers: [rsa.signer] })),
    ])
      await expect(decrypt(bytesOf(message), rsa)).rejects.toMatchObject({ code: 'not-encrypted' });
  });

  it('refuses what holds no MIME, and what cannot be read, by their codes', async () => {
    const signed = { recipients: [rsa.certificate], contentType: ContentType.SignedData };
    const base64 = Buffer.from(await envelop(bytesOf(entity), signed)).toString('base64');
    const typed = bytesOf(`Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64}`);
    await expect(decrypt(typed, rsa)).rejects.toMatchObject({ name: 'SmimeError', code: 'unreadable-content' });
    const cut = (await encrypt()).subarray(0, 900);
    await expect(decrypt(cut, rsa)).rejects.toMatchObject({ name: 'CmsError', code: 'malformed' });
  });

  it('leaves a signature within as it was', async () => {
    const signed = await signMessage(letter, { form: 'clear', signers: [rsa.signer] });
    const sealed = await encryptMessage(signed, { recipients: [p256.certificate] });
    const { message } = await decrypt(sealed, p256);
    const options = { trust: openssl.trust, at: new Date(Date.now() + 60_000) };
    expect(await verifyMessage(message, options)).toMatchObject({ outcome: 'valid', form: 'clear', signedAs: 'from' });
  });
});

function flippedLetter(letter: string): string {
  return letter === 'A' ? 'B' : 'A';
}

describe('compressed messages, RFC 8551 3.6', () => {
  const long = lines(
    'From: a@example.org',
    'Content-Type: text/plain',
    '',
    ...Array<string>(500).fill('again and again'),
  );

  it('are opened to what they were made of', async () => {
    const compressed = await compressMessage(long);
    expect(compressed.length).toBeLessThan(long.length / 5);
    expect([...parseMime(compressed).contentType.parameters.values()]).toEqual(['compressed-data', 'smime.p7z']);
    expect(secureForm(parseMime(compressed))).toBe('compressed');
    expect(textOf(await decompressMessage(compressed))).toBe(
      textOf(long).replace('example.org\r\n', 'example.org\r\nMIME-Version: 1.0\r\n'),
    );
  });

  it('may be signed, and opened within', async () => {
    const signed = await signMessage(await compressMessage(long), { form: 'clear', signers: [rsa.signer] });
    const { content } = await verifyMessage(signed, { trust: openssl.trust, at: new Date() });
    expect(textOf(await decompressMessage(content))).toContain('again and again');
  });

  it('are bounded, and refused where they are none', async () => {
    await expect(decompressMessage(await compressMessage(long), { maxSize: 100 })).rejects.toMatchObject({
      code: 'too-large',
    });
    await expect(decompressMessage(long)).rejects.toMatchObject({ code: 'not-compressed' });
  });
});
