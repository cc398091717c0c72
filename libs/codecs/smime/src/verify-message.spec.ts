import { createHash } from 'node:crypto';
import { parseMime } from '@postbus/mime';
import { afterAll, describe, expect, it } from 'vitest';
import { type VerifyMessageOptions, certificatesIn, signMessage, verifyMessage, withEntity } from './index.ts';
import { OpensslFolder, type Person, bytesOf, lines, textOf } from './openssl.fixture.ts';

const openssl = new OpensslFolder();
afterAll(() => openssl.remove());
const rsa = openssl.person('rsa', 'rsa');
const p256 = openssl.person('p256');
const p384 = openssl.person('p384', 'P-384');

const entity = 'Content-Type: text/plain; charset=us-ascii\r\n\r\nHello \r\nFrom here\r\n.\r\n';
openssl.write('entity', entity);
const by = (person: Person): string[] => ['-signer', person.certificateFile, '-inkey', person.keyFile];
const headed = (mail: Uint8Array, person: Person = rsa): Uint8Array =>
  bytesOf(`From: ${person.address}\r\nSubject: Hi\r\n${textOf(mail)}`);
/** A message that OpenSSL signed; `-crlfeol` makes it CRLF throughout. */
const signedByOpenssl = (person: Person, ...args: readonly string[]): Uint8Array =>
  headed(openssl.run('cms', '-sign', '-in', 'entity', '-crlfeol', ...by(person), ...args), person);

const at = new Date(Date.now() + 60_000);
const verify = (message: Uint8Array | string, options: Partial<VerifyMessageOptions> = {}) =>
  verifyMessage(typeof message === 'string' ? bytesOf(message) : message, { trust: openssl.trust, at, ...options });
const clear = signedByOpenssl(rsa, '-binary');
const opaque = signedByOpenssl(rsa, '-nodetach');

describe('messages signed by OpenSSL', () => {
  it.each([
    ['RSA with SHA-256', rsa, []],
    ['RSA with SHA-512', rsa, ['-md', 'sha512']],
    ['RSA-PSS with SHA-256', rsa, ['-keyopt', 'rsa_padding_mode:pss']],
    ['ECDSA with SHA-256', p256, []],
    ['ECDSA with SHA-384', p384, ['-md', 'sha384']],
  ] as const)('are verified, clear and opaque, by %s', async (name, person, args) => {
    // OpenSSL 3.0 cannot stream with RSA-PSS.
    const streams = args[0] === '-keyopt' ? [] : [['-stream'], ['-nodetach', '-stream']];
    for (const how of [[], ['-binary'], ['-nodetach'], ...streams]) {
      const found = await verify(signedByOpenssl(person, ...args, ...how));
      expect(found).toMatchObject({ outcome: 'valid', signedAs: 'from', signers: [{ signatureAlgorithm: name }] });
      expect([found.form, textOf(found.content)]).toEqual([how.includes('-nodetach') ? 'opaque' : 'clear', entity]);
    }
  });

  it('are verified by several signers, and by the x- types of openssl smime', async () => {
    const two = signedByOpenssl(rsa, ...by(p256));
    expect(await verify(two, { from: [rsa.address, p256.address] })).toMatchObject({
      outcome: 'valid',
      signers: { length: 2 },
    });
    const old = headed(openssl.run('smime', '-sign', '-in', 'entity', '-crlfeol', ...by(rsa)));
    expect(textOf(old)).toContain('application/x-pkcs7-signature');
    expect(await verify(old)).toMatchObject({ outcome: 'valid' });
    const oldOpaque = headed(openssl.run('smime', '-sign', '-nodetach', '-in', 'entity', '-crlfeol', ...by(rsa)));
    expect(textOf(oldOpaque)).toContain('application/x-pkcs7-mime');
    expect(await verify(oldOpaque)).toMatchObject({ outcome: 'valid', form: 'opaque' });
  });

  it('give what was signed as a view of the message, hashed by the platform in its place', async () => {
    const hashed: Uint8Array[] = [];
    const { content, outcome } = await verify(clear, {
      createHash: (name) => {
        const hash = createHash(name.replace('-', ''));
        return { update: (piece) => (hashed.push(piece), hash.update(piece)), digest: () => hash.digest() };
      },
    });
    expect([outcome, content.buffer, hashed[0]!.buffer]).toEqual(['valid', clear.buffer, clear.buffer]);
  });

  it('are verified where their line ends became those of Unix, or were so when they were signed', async () => {
    const unix = textOf(clear).replaceAll('\r\n', '\n');
    expect(await verify(unix)).toMatchObject({ outcome: 'valid', lineEnds: 'crlf' });
    const text = openssl.run('cms', '-sign', '-in', 'entity', ...by(rsa));
    expect(await verify(headed(text))).toMatchObject({ outcome: 'valid' });
    openssl.write('unix', 'Content-Type: text/plain\n\nas it is\n');
    const asItIs = openssl.run('cms', '-sign', '-binary', '-in', 'unix', ...by(rsa));
    const found = await verify(headed(asItIs));
    expect(found).toMatchObject({ outcome: 'valid', lineEnds: 'as-found' });
    expect(textOf(found.content)).toBe('Content-Type: text/plain\n\nas it is\n');
  });
});

describe('the multipart/signed, RFC 1847 2.1', () => {
  const text = textOf(clear);
  const boundary = parseMime(clear).contentType.boundary!;

  it.each([
    ['without micalg', text.replace(/micalg="sha-256"; /, '')],
    ['with a wrong micalg', text.replace('micalg="sha-256"', 'micalg=md5')],
    ['without protocol', text.replace('protocol="application/pkcs7-signature"; ', '')],
    [
      'with a protocol in other case',
      text.replace('protocol="application/pkcs7-signature"', 'protocol=Application/X-PKCS7-Signature'),
    ],
    ['with blanks after its delimiters', text.replaceAll(`--${boundary}\r\n`, `--${boundary} \t\r\n`)],
    [
      'with a preamble and an epilogue',
      `${text.replace(`\r\n\r\n--${boundary}`, `\r\n\r\nThis is signed\r\n--${boundary}`)}bye\r\n`,
    ],
    ['without its closing delimiter', text.slice(0, text.lastIndexOf(`--${boundary}--`))],
    ['without a line end after its closing delimiter', text.trimEnd()],
    [
      'with fields folded and commented',
      text.replace('Content-Type: multipart/signed;', 'Content-Type: (x) multipart/signed (y);\r\n\t'),
    ],
    ['as the last of several Content-Type', `Content-Type: text/html\r\n${text}`],
    [
      'whose signature is application/octet-stream with a name',
      text
        .replace(/application\/pkcs7-signature; name="?smime.p7s"?/, 'application/octet-stream; name=smime.p7s')
        .replace('protocol="application/pkcs7-signature"; ', ''),
    ],
    [
      'whose signature is of another type altogether',
      text
        .replace(
          /Content-Type: application\/pkcs7-signature; name="?smime.p7s"?/,
          'Content-Type: application/x-unheard-of',
        )
        .replace('protocol="application/pkcs7-signature"; ', ''),
    ],
  ])('is verified %s', async (_, changed) => {
    expect(changed).not.toBe(text);
    expect(await verify(changed)).toMatchObject({ outcome: 'valid', form: 'clear', fault: undefined });
  });

  it('is verified under any transfer encoding of its signature', async () => {
    const root = parseMime(clear);
    const [signed, signature] = root.parts;
    const der = textOf(signature!.content());
    const octets = Array.from(signature!.content(), (octet) => `=${octet.toString(16).padStart(2, '0').toUpperCase()}`);
    const qp = octets.join('=\r\n');
    const head = textOf(clear.subarray(0, signed!.start));
    for (const [encoding, body] of [
      ['binary', der],
      ['8bit', der],
      ['quoted-printable', qp],
      ['7bit', textOf(signature!.bodyBytes())],
      ['base64', Buffer.from(der, 'latin1').toString('base64')],
    ] as const) {
      const part = `Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}`;
      const message = `${head}${textOf(signed!.bytes())}\r\n--${boundary}\r\n${part}\r\n--${boundary}--\r\n`;
      expect([encoding, (await verify(message)).outcome]).toEqual([encoding, 'valid']);
    }
  });

  it('is cut by its own delimiters, whatever stands within the signed part', async () => {
    const inside = [
      'Content-Type: multipart/mixed; boundary=x\r\n\r\nnever closed\r\n--x\r\n\r\none',
      `Content-Type: multipart/mixed; boundary="${'y'.repeat(60)}"\r\n\r\nno parts`,
      'Content-Type: message/rfc822\r\n\r\nContent-Type: multipart/mixed; boundary=z\r\n\r\n--z\r\n\r\n--z--\r\n\r\n',
      '\r\nno header, and no line end',
      'Content-Type: text/plain',
      '',
    ];
    for (const one of inside) {
      openssl.write('inside', one);
      const message = headed(openssl.run('cms', '-sign', '-binary', '-crlfeol', '-in', 'inside', ...by(rsa)));
      const found = await verify(message);
      expect([found.outcome, textOf(found.content)]).toEqual(['valid', one]);
    }
  });

  it('is broken where there are not two parts', async () => {
    const third = text.replace(`--${boundary}--`, `--${boundary}\r\n\r\nunsigned\r\n--${boundary}--`);
    const one = text.replace(
      /\r\n--[^\r\n]+\r\nContent-Type: application\/pkcs7-signature[\s\S]*$/,
      `\r\n--${boundary}--\r\n`,
    );
    const none = text.replaceAll(`--${boundary}`, '');
    for (const message of [third, one, none])
      expect(await verify(message)).toMatchObject({ outcome: 'broken', fault: { code: 'no-signature' }, signers: [] });
  });
});

describe('what was damaged', () => {
  /** The outcome after the byte at `place` of `message` is another one. */
  const after = async (message: Uint8Array, place: number): Promise<string> => {
    const changed = Uint8Array.from(message);
    changed[place]! ^= 4;
    return (await verify(changed)).outcome;
  };

  it('is broken wherever a byte of the signed part is another one', async () => {
    const { start, end } = parseMime(clear).parts[0]!;
    for (let place = start; place < end; place++)
      if (textOf(clear.subarray(place, place + 2)) !== '\r\n')
        expect([place, await after(clear, place)]).toEqual([place, 'broken']);
  });

  it('is broken wherever the signature, or the digest that it signs, is another one', async () => {
    const [signed, signature] = parseMime(clear).parts;
    const der = signature!.content();
    const digest = createHash('sha256').update(signed!.bytes()).digest();
    const places = [
      Buffer.from(der).indexOf(digest) + 5,
      ...Array.from({ length: 16 }, (_, step) => der.length - 1 - step * 16),
    ];
    for (const place of places) {
      const changed = Uint8Array.from(der);
      changed[place]! ^= 1;
      const body = Buffer.from(changed).toString('base64');
      const message = textOf(clear.subarray(0, signature!.bodyStart)) + body + textOf(clear.subarray(signature!.end));
      expect(await verify(message)).toMatchObject({ outcome: 'broken', fault: undefined });
    }
  });

  it('has an outcome wherever a byte of the message is another one', async () => {
    for (let place = 0; place < clear.length; place += 7) {
      const changed = Uint8Array.from(clear);
      changed[place]! ^= 1 << (place % 8);
      const outcome = await verify(changed).then(
        (found) => found.outcome,
        (error: { code: string }) => error.code,
      );
      expect(['valid', 'untrusted', 'broken', 'undecided', 'not-signed']).toContain(outcome);
    }
  });

  it('is broken where opaque content is another one', async () => {
    const root = parseMime(opaque);
    const at64 = textOf(root.bodyBytes()).indexOf(Buffer.from(entity).toString('base64').slice(8, 16));
    const places = [root.bodyStart + Math.max(at64, 120), root.end - 100];
    for (const place of places) expect(['broken', 'undecided']).toContain(await after(opaque, place));
  });

  it('is broken, with a fault, where the CMS cannot be read', async () => {
    const { bodyStart } = parseMime(clear).parts[1]!;
    for (const bytes of [clear, opaque]) {
      const start = bytes === clear ? bodyStart : parseMime(opaque).bodyStart;
      const cut = bytesOf(`${textOf(bytes.subarray(0, start + 200))}\r\n`);
      expect(await verify(cut)).toMatchObject({ outcome: 'broken', fault: { code: 'unreadable-signature' } });
    }
    const other = textOf(clear).replace(/(name="?smime.p7s"?[\s\S]*?\r\n\r\n)[\s\S]*$/, '$1not base64!');
    expect(await verify(other)).toMatchObject({ outcome: 'broken', fault: { code: 'unreadable-signature' } });
  });

  it('is refused under the limits told, as a fault', async () => {
    expect(await verify(clear, { limits: { maxSigners: 0 } })).toMatchObject({
      outcome: 'broken',
      fault: { code: 'unreadable-signature', message: expect.stringContaining('too-many-entries') },
    });
  });
});

describe('what is not signed by S/MIME', () => {
  it('is refused by its code', async () => {
    await expect(verify('From: a@b\r\n\r\nHi')).rejects.toMatchObject({ name: 'SmimeError', code: 'not-signed' });
    await expect(
      verify('Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\n--b\r\n\r\n--b--'),
    ).rejects.toMatchObject({ code: 'not-signed' });
    openssl.write('plain', entity);
    const sealed = openssl.run('cms', '-encrypt', '-in', 'plain', rsa.certificateFile);
    await expect(verify(sealed)).rejects.toMatchObject({ code: 'not-signed' });
  });

  it.each([
    ['by its protocol', 'protocol="application/pgp-signature"; ', 'application/octet-stream'],
    ['by its second part', '', 'application/pgp-signature'],
  ])('is OpenPGP %s', async (_, protocol, type) => {
    const message = `Content-Type: multipart/signed; ${protocol}boundary=b\r\n\r\n--b\r\n\r\nHi\r\n--b\r\nContent-Type: ${type}\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n--b--\r\n`;
    await expect(verify(message)).rejects.toMatchObject({ code: 'openpgp' });
  });
});

describe('the address of who signed, RFC 8550 3', () => {
  const body = textOf(clear).slice(textOf(clear).indexOf('Subject:'));
  const failures = async (fields: string, options: Partial<VerifyMessageOptions> = {}) => {
    const { signers, signedAs, outcome } = await verify(`${fields}${body}`, options);
    const codes = signers.flatMap(({ checks }) => checks.flatMap((check) => (check.passed ? [] : [check.code])));
    return [outcome, signedAs, ...codes];
  };

  it.each([
    ['From', 'From: "R, S. A" <rsa@EXAMPLE.org>\r\n', ['valid', 'from']],
    ['one of several in From', 'From: other@example.net, rsa@example.org\r\n', ['valid', 'from']],
    ['Sender, which is told', 'From: boss@example.org\r\nSender: rsa@example.org\r\n', ['valid', 'sender']],
    [
      'nobody in either',
      'From: boss@example.org\r\nSender: rsb@example.org\r\n',
      ['untrusted', undefined, 'address-mismatch'],
    ],
    ['another local part by its case', 'From: RSA@example.org\r\n', ['untrusted', undefined, 'address-mismatch']],
    [
      'one of several From fields',
      'From: boss@example.org\r\nFrom: rsa@example.org\r\n',
      ['untrusted', undefined, 'address-mismatch'],
    ],
    ['none, for there is no From', '', ['valid', undefined]],
    ['none, for From is empty', 'From: \r\n', ['untrusted', undefined, 'address-mismatch']],
  ])('is %s', async (_, fields, found) => {
    expect(await failures(fields)).toEqual(found);
  });

  it('is the one told, whatever the message says', async () => {
    expect(await failures('From: rsa@example.org\r\n', { from: 'someone@example.org' })).toEqual([
      'untrusted',
      undefined,
      'address-mismatch',
    ]);
    expect(await failures('From: x@example.org\r\n', { from: ['y@example.org', rsa.address] })).toEqual([
      'valid',
      undefined,
    ]);
    expect(await failures('', { from: [] })).toEqual(['untrusted', undefined, 'address-mismatch']);
  });

  it('is compared with A-labels of an international domain', async () => {
    const idn = openssl.person('idn', 'P-256', 'idn@xn--bcher-kva.example');
    const signed = await signMessage(lines('From: idn@xn--bcher-kva.example', '', 'Hi'), {
      form: 'clear',
      signers: [idn.signer],
    });
    const shown = Buffer.from(textOf(signed).replace('xn--bcher-kva', 'b\u00fccher'), 'utf8');
    expect(await verify(new Uint8Array(shown))).toMatchObject({ outcome: 'valid', signedAs: 'from' });
  });
});

describe('certificates in messages, RFC 8551 3.8', () => {
  it('are those of certs-only messages made by OpenSSL, and those that come with signatures', async () => {
    const chain = ['-certfile', rsa.certificateFile, '-certfile', 'root.pem'];
    openssl.run('crl2pkcs7', '-nocrl', ...chain, '-outform', 'DER', '-out', 'certs');
    const base64 = Buffer.from(openssl.read('certs')).toString('base64');
    const head =
      'Content-Type: application/pkcs7-mime; smime-type=certs-only; name=smime.p7c\r\nContent-Transfer-Encoding: base64\r\n\r\n';
    const subjects = (message: Uint8Array) => certificatesIn(message).certificates.map(({ subject }) => subject.text);
    expect(subjects(bytesOf(head + base64)).toSorted()).toEqual(['CN=root,O=Postbus', 'CN=rsa,O=Postbus']);
    for (const message of [clear, opaque]) expect(subjects(message)).toEqual(['CN=rsa,O=Postbus']);
    expect(() => certificatesIn(bytesOf('\r\nHi'))).toThrow(expect.objectContaining({ code: 'no-certificates' }));
    await expect(verify(head + base64)).rejects.toMatchObject({ code: 'not-signed' });
    expect(await verify((head + base64).replace('certs-only', 'signed-data'))).toMatchObject({
      outcome: 'undecided',
      signers: [],
    });
  });
});

describe('withEntity', () => {
  it('makes a message of its own of what was opaque, its other fields kept, and no others taken', async () => {
    const { content } = await verify(opaque);
    expect(textOf(withEntity(opaque, content))).toBe(
      `From: rsa@example.org\r\nSubject: Hi\r\nMIME-Version: 1.0\r\n${entity}`,
    );
    const forged = bytesOf('From: boss@example.org\r\nSubject: forged\r\nContent-Type: text/html\r\n\r\n<p>');
    expect(textOf(withEntity(opaque, forged))).toBe(
      'From: rsa@example.org\r\nSubject: Hi\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<p>',
    );
  });
});
