import { createHash } from 'node:crypto';
import { parseMime } from '@postbus/mime';
import { readCms } from '@postbus/cms';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type SignMessageOptions,
  decryptMessage,
  encryptMessage,
  secureForm,
  signMessage,
  verifyMessage,
} from './index.ts';
import { OpensslFolder, bytesOf, lines, textOf } from './openssl.fixture.ts';

const openssl = new OpensslFolder();
afterAll(() => openssl.remove());
const people = {
  rsa: openssl.person('rsa', 'rsa'),
  p256: openssl.person('p256'),
  p384: openssl.person('p384', 'P-384'),
  ed25519: openssl.person('ed25519', 'ed25519'),
};
const { p256, rsa } = people;

const messageOf = (address: string): Uint8Array =>
  lines(
    'Received: from a by b',
    `From: ${address}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=',
    'Content-Language: de',
    '',
    'Hallo',
  );
const letter = messageOf(p256.address);
const at = new Date(Date.now() + 60_000);
const verify = (signed: Uint8Array) => verifyMessage(signed, { trust: openssl.trust, at });
const sign = (what: Uint8Array, options: Partial<SignMessageOptions> = {}) =>
  signMessage(what, { form: 'clear', signers: [p256.signer], ...options });

/** What OpenSSL verifies and gives out. */
function verifiedByOpenssl(signed: Uint8Array): string {
  openssl.write('signed.eml', signed);
  return textOf(openssl.run('cms', '-verify', '-in', 'signed.eml', '-CAfile', 'root.pem'));
}

describe('signMessage, RFC 8551 3.5', () => {
  const pss = { padding: 'pss' as const };
  const sha512 = { digest: 'SHA-512' as const };
  it.each([
    ['clear', 'RSA', people.rsa, {}, 'sha-256'],
    ['opaque', 'RSA', people.rsa, {}, ''],
    ['clear', 'RSA-PSS', people.rsa, pss, 'sha-256'],
    ['opaque', 'RSA with SHA-512', people.rsa, sha512, ''],
    ['clear', 'ECDSA on P-256', people.p256, {}, 'sha-256'],
    ['opaque', 'ECDSA on P-256', people.p256, {}, ''],
    ['clear', 'ECDSA on P-384', people.p384, {}, 'sha-384'],
  ] as const)('makes %s messages by %s that OpenSSL verifies', async (form, _, person, how, micalg) => {
    const signed = await sign(messageOf(person.address), { form, signers: [{ ...person.signer, ...how }] });
    expect(verifiedByOpenssl(signed)).toBe(
      'Content-Type: text/plain; charset=utf-8\r\nContent-Language: de\r\n\r\nHallo\r\n',
    );
    const root = parseMime(signed);
    expect(secureForm(root)).toBe(form === 'clear' ? 'clear-signed' : 'signed');
    expect(root.contentType.parameters.get('micalg') ?? '').toBe(micalg);
    expect(await verify(signed)).toMatchObject({ outcome: 'valid', form, signedAs: 'from', lineEnds: 'as-found' });
  });

  it('signs with Ed25519, whose digest is SHA-512, RFC 8419', async () => {
    const signed = await sign(messageOf(people.ed25519.address), { signers: [people.ed25519.signer] });
    expect(parseMime(signed).contentType.parameters.get('micalg')).toBe('sha-512');
    expect(await verify(signed)).toMatchObject({ outcome: 'valid' });
  });

  it('leaves the other fields outside, in order, MIME-Version once, and puts all Content-* fields inside', async () => {
    for (const form of ['clear', 'opaque'] as const) {
      const signed = await sign(letter, { form });
      const names = [...parseMime(signed).headers].map(({ name }) => name);
      const own = form === 'clear' ? [] : ['Content-Transfer-Encoding', 'Content-Disposition'];
      expect(names).toEqual(['Received', 'From', 'MIME-Version', 'Subject', 'Content-Type', ...own]);
    }
    const without = await sign(lines('From: p256@example.org', 'Subject: a', '', 'Hi'));
    expect([...parseMime(without).headers].map(({ value }) => value)).toEqual([
      'p256@example.org',
      'a',
      '1.0',
      expect.stringMatching(/^multipart\/signed; protocol="application\/pkcs7-signature"; micalg=sha-256; +boundary=/),
    ]);
    const twice = await sign(lines('MIME-Version: 1.0', 'From: p256@example.org', 'mime-version: 1.0 (x)', '', 'Hi'));
    expect([...parseMime(twice).headers].map(({ name }) => name)).toEqual(['MIME-Version', 'From', 'Content-Type']);
    expect(await verify(twice)).toMatchObject({ outcome: 'valid' });
  });

  it('makes two parts and no more around them, the second smime.p7s in base64', async () => {
    const signed = await sign(letter);
    const { parts, preamble, epilogue, defects } = parseMime(signed);
    expect([parts.length, preamble!.end - preamble!.start, epilogue!.end - epilogue!.start, defects]).toEqual([
      2,
      0,
      0,
      [],
    ]);
    expect(textOf(parts[1]!.headerBytes())).toBe(
      'Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n' +
        'Content-Disposition: attachment; filename=smime.p7s\r\n\r\n',
    );
    const opaque = parseMime(await sign(letter, { form: 'opaque' }));
    expect(textOf(opaque.headerBytes())).toContain(
      'Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n',
    );
  });

  it('signs with several signers, whose digests micalg all names', async () => {
    const signers = [p256.signer, rsa.signer, people.p384.signer];
    const signed = await sign(letter, { signers, certificates: [openssl.root.certificate] });
    expect(verifiedByOpenssl(signed)).toContain('Hallo');
    expect(parseMime(signed).contentType.parameters.get('micalg')).toBe('sha-256,sha-384');
    const found = await verifyMessage(signed, {
      trust: openssl.trust,
      at,
      from: signers.flatMap(({ certificate }) => certificate.emailAddresses),
    });
    expect(found).toMatchObject({ outcome: 'valid', signers: [{ outcome: 'valid' }, {}, {}] });
    expect(found.certificates).toHaveLength(4);
  });

  it('signs at the time told, of a signer before that of all', async () => {
    const signingTime = new Date('2026-01-02T03:04:05Z');
    const own = new Date('2025-01-02T03:04:05Z');
    const signed = await sign(letter, { signers: [p256.signer, { ...rsa.signer, signingTime: own }], signingTime });
    const times = (await verify(signed)).signers.map((signer) => signer.signingTime);
    expect(times).toEqual(expect.arrayContaining([signingTime, own]));
  });

  it('hashes with what the platform has, and copies nothing of a large message', async () => {
    const large = lines(
      'From: p256@example.org',
      'Content-Type: text/plain',
      '',
      ...Array<string>(20_000).fill('x'.repeat(70)),
    );
    const hashed: Uint8Array[] = [];
    const signed = await sign(large, {
      createHash: (name) => {
        const hash = createHash(name.replace('-', ''));
        return { update: (piece) => (hashed.push(piece), hash.update(piece)), digest: () => hash.digest() };
      },
    });
    expect(hashed.at(-1)!.buffer).toBe(large.buffer);
    expect(await verify(signed)).toMatchObject({ outcome: 'valid' });
  });

  it('refuses to sign by nobody, and with a key of somebody else', async () => {
    await expect(sign(letter, { signers: [] })).rejects.toMatchObject({ name: 'SmimeError', code: 'no-signer' });
    const mixed = { certificate: p256.certificate, privateKey: rsa.privateKey };
    await expect(sign(letter, { signers: [mixed] })).rejects.toMatchObject({ code: 'key-mismatch' });
  });
});

/** The signed entity of `message`, clear-signed; it must be the same as OpenSSL finds. */
async function signedEntity(message: Uint8Array) {
  const signed = await sign(message);
  const { outcome, form, content } = await verify(signed);
  expect(outcome).toBe('valid');
  expect(verifiedByOpenssl(signed)).toBe(textOf(content));
  return { form, entity: parseMime(content), text: textOf(content) };
}
const from = 'From: p256@example.org';

describe('what is signed, RFC 8551 3.1', () => {
  it('has CRLF line ends, whatever the message has', async () => {
    const { text } = await signedEntity(
      bytesOf(`${from}\nContent-Type: text/plain;\n charset=utf-8\n\none\ntwo\r\nthree`),
    );
    expect(text).toBe('Content-Type: text/plain;\r\n charset=utf-8\r\n\r\none\r\ntwo\r\nthree');
  });

  it('is 7-bit: text in quoted-printable, the rest in base64, each octet as it was', async () => {
    const text = 'Sch\xf6ne Gr\xfc\xdfe aus dem Norden\r\n'.repeat(20);
    const picture = Array.from({ length: 512 }, (_, place) => String.fromCharCode(place % 256)).join('');
    const { entity } = await signedEntity(
      bytesOf(
        `${from}\r\nContent-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: binary\r\n\r\nMIME\r\n--b\r\n` +
          `Content-Type: text/plain; charset=latin1\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${text}\r\n--b\r\n` +
          `Content-Type: image/png\r\nContent-Transfer-Encoding: binary\r\n\r\n${picture}\r\n--b--\r\nend\r\n`,
      ),
    );
    expect(entity.headers.has('Content-Transfer-Encoding')).toBe(false);
    const [first, second] = entity.parts;
    expect([first!.transferEncoding, textOf(first!.content())]).toEqual(['quoted-printable', text]);
    expect([second!.transferEncoding, textOf(second!.content())]).toEqual(['base64', picture]);
    expect(textOf(entity.bytes())).toContain('MIME\r\n--b\r\n');
  });

  it('has no line over 998 characters, none that begins with From or ends with a blank', async () => {
    for (const body of [
      'y'.repeat(1200),
      'a\r\nFrom here\r\n',
      'From the start\r\n',
      '-- \r\nme\r\n',
      'a\tb \r\n',
      'end ',
    ]) {
      const { entity, text } = await signedEntity(bytesOf(`${from}\r\nContent-Type: text/plain\r\n\r\n${body}`));
      expect([entity.transferEncoding, textOf(entity.content())]).toEqual(['quoted-printable', body]);
      expect(text.split('\r\n').every((line) => line.length <= 998 && !/^From | $/.test(line))).toBe(true);
    }
  });

  it('leaves what is 7-bit as it is, ISO-2022-JP and base64 too', async () => {
    const body =
      '--b\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n\x1b$B%F%9%H\x1b(B\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\nAAECAwQ=\r\n--b--\r\n';
    const { text } = await signedEntity(bytesOf(`${from}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${body}`));
    expect(text).toBe(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${body}`);
  });

  it('has encoded parts within multiparts and messages, whose containers then say nothing of 8bit', async () => {
    const inner =
      'Subject: in\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xc3\xa4\r\n';
    const { entity, text } = await signedEntity(
      bytesOf(
        `${from}\r\nContent-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: 8bit\r\n\r\n--b\r\n` +
          `Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${inner}\r\n--b--\r\n`,
      ),
    );
    expect(text).not.toContain('8bit');
    const embedded = entity.parts[0]!.message!;
    expect([embedded.headers.first('Subject')!.value, embedded.text()]).toEqual(['in', '\u00e4\r\n']);
  });

  it('loses a preamble and an epilogue that are not 7-bit, and no part', async () => {
    const { text, form } = await signedEntity(
      bytesOf(
        `${from}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\xfcber\r\n--b\r\n\r\nHi\r\n--b--\r\nen\xdf\r\n`,
      ),
    );
    expect(form).toBe('clear');
    expect(text).toBe('Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHi\r\n--b--\r\n');
  });

  it('is opaque where a header or a delimiter is not 7-bit, and keeps every part', async () => {
    const parts = '--b\r\n\r\none\r\n--b \xe4\r\nContent-Disposition: inline; filename="\xe4"\r\n\r\ntwo\r\n--b--\r\n';
    const { entity, form } = await signedEntity(
      bytesOf(`${from}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${parts}`),
    );
    expect([form, entity.parts.map((part) => textOf(part.content()))]).toEqual(['opaque', ['one', 'two']]);
  });

  it('repairs what is labelled base64 or quoted-printable and holds octets that are neither', async () => {
    const { entity } = await signedEntity(
      bytesOf(
        `${from}\r\nContent-Type: text/plain; charset=latin1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=E4\xfc\r\n`,
      ),
    );
    expect([textOf(entity.bodyBytes()), textOf(entity.content())]).toEqual(['=E4=FC\r\n', '\xe4\xfc\r\n']);
  });

  it('puts no delimiter of a multipart around it at the start of a line that quoted-printable broke', async () => {
    const body = `${'x'.repeat(75)}--b and more \xe4 text\r\n`;
    const { entity } = await signedEntity(
      bytesOf(
        `${from}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=latin1\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${body}\r\n--b--\r\n`,
      ),
    );
    expect(entity.parts.map((part) => [part.transferEncoding, textOf(part.content())])).toEqual([['base64', body]]);
  });

  it('is of a boundary that stands nowhere in it', async () => {
    const first = await sign(letter);
    const again = await sign(first);
    const boundaries = [first, again].map((signed) => parseMime(signed).contentType.boundary);
    expect(boundaries[0]).not.toBe(boundaries[1]);
    expect(verifiedByOpenssl(again)).toContain(boundaries[0]);
  });
});

describe('what was signed or encrypted before', () => {
  it('stays byte for byte where it is signed again, RFC 8551 3.7', async () => {
    const inner = await sign(letter);
    const { text, entity } = await signedEntity(inner);
    expect(textOf(inner)).toContain(text);
    expect(await verify(entity.bytes())).toMatchObject({ outcome: 'valid', form: 'clear' });
  });

  it('is never encoded: around 8-bit content the outer signature is opaque', async () => {
    openssl.write('8bit.txt', bytesOf('Content-Type: text/plain; charset=latin1\r\n\r\nGr\xfc\xdfe\r\n'));
    const by = ['-signer', p256.certificateFile, '-inkey', p256.keyFile];
    const inner = openssl.run('cms', '-sign', '-binary', '-crlfeol', '-in', '8bit.txt', ...by);
    const whole = bytesOf(`${from}\r\n${textOf(inner)}`);
    expect(await verify(whole)).toMatchObject({ outcome: 'valid' });
    const outer = await verify(await sign(whole));
    expect(outer).toMatchObject({ outcome: 'valid', form: 'opaque' });
    const again = await verifyMessage(outer.content, { trust: openssl.trust, at, from: p256.address });
    expect(again).toMatchObject({ outcome: 'valid', form: 'clear' });
    expect(textOf(again.content)).toContain('Gr\xfc\xdfe');
  });

  it('keeps line ends that it was signed with as they were, and is then within an opaque signature', async () => {
    openssl.write('unix.txt', 'Content-Type: text/plain\n\nas it is\n');
    const by = ['-signer', p256.certificateFile, '-inkey', p256.keyFile];
    const inner = textOf(openssl.run('cms', '-sign', '-binary', '-in', 'unix.txt', ...by));
    const outer = await verify(await sign(bytesOf(`${from}\r\n${inner}`)));
    expect(outer).toMatchObject({ outcome: 'valid', form: 'opaque' });
    const options = { trust: openssl.trust, at, from: p256.address };
    expect(await verifyMessage(outer.content, options)).toMatchObject({ outcome: 'valid', lineEnds: 'as-found' });
  });

  it('is wrapped three times and opened by OpenSSL and by this package, RFC 8551 3.7', async () => {
    const signed = await sign(letter);
    const encrypted = await encryptMessage(signed, { recipients: [rsa.certificate] });
    const wrapped = await sign(encrypted);
    openssl.write('encrypted', verifiedByOpenssl(wrapped));
    const opened = openssl.run('cms', '-decrypt', '-in', 'encrypted', '-recip', 'rsa.pem', '-inkey', 'rsa.key');
    expect(verifiedByOpenssl(opened)).toContain('Hallo');
    const { content } = await verify(wrapped);
    const { message } = await decryptMessage(content, { keys: [rsa.signer] });
    expect(await verifyMessage(message, { trust: openssl.trust, at, from: p256.address })).toMatchObject({
      outcome: 'valid',
    });
  });

  it('gets back the line ends that it was signed with, where the whole comes from a file of Unix', async () => {
    const unix = bytesOf(textOf(await sign(letter)).replaceAll('\r\n', '\n'));
    const { text } = await signedEntity(unix);
    expect(await verifyMessage(bytesOf(text), { trust: openssl.trust, at })).toMatchObject({
      outcome: 'valid',
      lineEnds: 'as-found',
    });
  });

  it('sends certificates of the signers once', async () => {
    const { parts } = parseMime(
      await sign(letter, { signers: [p256.signer, p256.signer], certificates: [p256.certificate] }),
    );
    expect(readCms(parts[1]!.content())).toMatchObject({ certificates: { length: 1 }, signerInfos: { length: 2 } });
  });
});
