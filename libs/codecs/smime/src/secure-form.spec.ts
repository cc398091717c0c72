import { parseMime } from '@postbus/mime';
import { certificatesOnly } from '@postbus/cms';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type SecureForm,
  compressMessage,
  encryptMessage,
  secureForm,
  secureParts,
  signMessage,
  verifyMessage,
} from './index.ts';
import { OpensslFolder, bytesOf, lines, textOf } from './openssl.fixture.ts';

const openssl = new OpensslFolder();
afterAll(() => openssl.remove());
const ada = openssl.person('ada', 'rsa');
const letter = lines('From: ada@example.org', 'Content-Type: text/plain', '', 'Hi');
const made = {
  clear: await signMessage(letter, { form: 'clear', signers: [ada.signer] }),
  opaque: await signMessage(letter, { form: 'opaque', signers: [ada.signer] }),
  sealed: await encryptMessage(letter, { recipients: [ada.certificate] }),
  gcm: await encryptMessage(letter, { recipients: [ada.certificate], contentEncryption: 'AES-128-GCM' }),
  compressed: await compressMessage(letter),
};
const formOf = (text: string): SecureForm | undefined => secureForm(parseMime(bytesOf(text)));
const cms = (type: string, body = ''): string => `Content-Type: ${type}\r\n\r\n${body}`;

describe('secureForm, RFC 8551 3.2.2, 3.10', () => {
  it('tells each form by the CMS, whatever the label', () => {
    for (const [message, form] of [
      [made.opaque, 'signed'],
      [made.sealed, 'enveloped'],
      [made.gcm, 'auth-enveloped'],
      [made.compressed, 'compressed'],
    ] as const) {
      const text = textOf(message);
      expect(formOf(text)).toBe(form);
      for (const label of ['', 'smime-type=enveloped-data; ', 'smime-type=signed-data; ', 'smime-type=odd; '])
        expect(formOf(text.replace(/smime-type=[\w-]+; /, label))).toBe(form);
      for (const type of [
        'application/x-pkcs7-mime',
        'APPLICATION/PKCS7-MIME',
        'application/octet-stream',
        '(x) application/pkcs7-mime (y)',
      ])
        expect(formOf(text.replace('application/pkcs7-mime', type))).toBe(form);
    }
  });

  it('goes by smime-type where the CMS cannot be read', () => {
    expect(formOf(cms('application/pkcs7-mime; smime-type=Enveloped-Data'))).toBe('enveloped');
    expect(formOf(cms("application/pkcs7-mime; smime-type*=us-ascii''authEnveloped-data", 'x'))).toBe('auth-enveloped');
    expect(formOf(cms('application/pkcs7-mime; name=smime.p7m', 'x'))).toBeUndefined();
  });

  it('tells certificates alone', () => {
    const base64 = Buffer.from(certificatesOnly([ada.certificate])).toString('base64');
    const header = 'application/pkcs7-mime; smime-type=certs-only; name=smime.p7c\r\nContent-Transfer-Encoding: base64';
    expect(formOf(cms(header, base64))).toBe('certs-only');
  });

  it('tells clear-signed messages by protocol, signature part or CMS, and not those of OpenPGP', () => {
    const text = textOf(made.clear);
    const without = text.replace('protocol="application/pkcs7-signature"; ', '');
    expect([formOf(text), formOf(without)]).toEqual(['clear-signed', 'clear-signed']);
    expect(formOf(without.replace('application/pkcs7-signature', 'text/plain'))).toBe('clear-signed');
    expect(formOf(text.replace('application/pkcs7-signature', 'application/pgp-signature'))).toBeUndefined();
    expect(
      formOf('Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\na\r\n--b\r\n\r\nb\r\n--b--'),
    ).toBeUndefined();
  });

  it('finds nothing in other messages and in lone signatures and certificates', () => {
    for (const type of [
      'text/plain',
      'application/octet-stream; name=a.p7s',
      'application/pkcs7-signature; name=smime.p7s',
      'application/octet-stream; name=x.p7m.pdf',
      'multipart/mixed; boundary=b',
    ])
      expect(formOf(cms(type, 'MIAGCSqGSIb3DQEHAqCA'))).toBeUndefined();
  });
});

describe('secureParts', () => {
  const at = new Date(Date.now() + 60_000);
  const entityOf = (message: Uint8Array): string => textOf(message).slice(textOf(message).search(/^Content-Type:/m));

  it('lists layers by part, the outer before the inner, each to be verified by itself', async () => {
    const boss = 'From: boss@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=list\r\n\r\n';
    const forwarded = `Content-Type: message/rfc822\r\n\r\n${textOf(made.clear)}`;
    const message = bytesOf(
      `${boss}--list\r\n${entityOf(made.clear)}\r\n--list\r\n\r\nfooter\r\n--list\r\n${forwarded}\r\n--list\r\n${entityOf(made.sealed)}\r\n--list--\r\n`,
    );
    const parts = secureParts(message);
    expect(parts.map(({ path, form, from }) => [path, form, from])).toEqual([
      ['1', 'clear-signed', ['boss@example.org']],
      ['3.0', 'clear-signed', ['ada@example.org']],
      ['4', 'enveloped', ['boss@example.org']],
    ]);
    expect(parts.every(({ entity }) => entity.buffer === message.buffer)).toBe(true);
    const verify = (place: number) =>
      verifyMessage(parts[place]!.entity, {
        trust: openssl.trust,
        at,
        ...(parts[place]!.from && { from: parts[place]!.from }),
      });
    expect(await verify(0)).toMatchObject({ outcome: 'untrusted' });
    expect(await verify(1)).toMatchObject({ outcome: 'valid' });
    expect(await verifyMessage(parts[0]!.entity, { trust: openssl.trust, at })).toMatchObject({
      outcome: 'valid',
      signedAs: undefined,
    });
  });

  it('lists what was wrapped several times, as deep as it shows', async () => {
    const twice = await signMessage(made.clear, { form: 'clear', signers: [ada.signer] });
    expect(secureParts(twice).map(({ path }) => path)).toEqual(['', '1']);
    const wrapped = await signMessage(made.sealed, { form: 'clear', signers: [ada.signer] });
    expect(secureParts(wrapped).map(({ path, form }) => [path, form])).toEqual([
      ['', 'clear-signed'],
      ['1', 'enveloped'],
    ]);
  });

  it('finds signed messages within messages under a transfer encoding', async () => {
    const encoded = Buffer.from(made.clear).toString('base64').replace(/.{76}/g, '$&\r\n');
    const message = bytesOf(
      `From: x@y\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded}`,
    );
    const [part] = secureParts(message);
    expect(await verifyMessage(part!.entity, { trust: openssl.trust, at })).toMatchObject({
      outcome: 'valid',
      signedAs: 'from',
    });
    expect(secureParts(letter)).toEqual([]);
  });
});
