/** What OpenSSL signs and encrypts, after every way through the formats. */
import { isDeepStrictEqual } from 'node:util';
import { parseMime } from '@postbus/mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OpensslFolder, hasOpenssl } from './openssl.fixture.ts';
import {
  bytes,
  has,
  header,
  messageOf,
  oddShapes,
  signedEntity,
  signedParts,
  text,
} from './secure-messages.fixture.ts';
import { type Way, failing, rewritten } from './ways.fixture.ts';

const forwarded: Way = (message) =>
  new Uint8Array(
    Buffer.concat([
      bytes(
        `${header}Content-Type: multipart/mixed; boundary=f\r\n\r\n--f\r\n\r\nsee below\r\n--f\r\nContent-Type: message/rfc822\r\n\r\n`,
      ),
      message,
      bytes('\r\n--f--\r\n'),
    ]),
  );
const forwardedEncoded: Way = (message) =>
  bytes(
    `${header}Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(message).toString('base64')}\r\n`,
  );

/** Whether `message` is the header that was there before, and `entity`. */
const isRewritten = (message: Uint8Array, entity: Uint8Array): boolean => {
  const whole = text(message);
  return whole.endsWith(text(entity)) && /^Subject: hello\r\n/m.test(whole.slice(0, -entity.length));
};
const cmsOf = (message: Uint8Array): string => text(parseMime(message).content());

describe.skipIf(!hasOpenssl)('exact bytes', () => {
  let openssl: OpensslFolder;
  beforeAll(() => {
    openssl = new OpensslFolder();
  });
  afterAll(() => openssl?.remove());

  describe.each(Object.entries(oddShapes))('a clear-signed message with %s', (_, shape) => {
    let entity: Uint8Array;
    beforeAll(() => {
      entity = signedEntity(shape, openssl);
    });
    it('keeps its entity, whose signature OpenSSL verifies, by every way', () => {
      expect(failing((way) => isRewritten(way(messageOf(entity)), entity))).toEqual([]);
      const { content, signature } = signedParts(entity, shape);
      expect(text(content)).toBe(shape.content);
      expect(openssl.holds(content, signature)).toBe(true);
      expect(openssl.holds(bytes(`${shape.content} `), signature)).toBe(false);
    });
    it('keeps its entity when it is forwarded as an attachment, by every way', () => {
      expect(failing((way) => has(way(forwarded(messageOf(entity))), entity))).toEqual([]);
      expect(has(rewritten(forwardedEncoded(messageOf(entity))), entity)).toBe(true);
    });
  });

  const content = bytes('Content-Type: text/plain; charset=utf-8\r\n\r\nGr\xc3\xbc\xc3\x9fe \r\n--dash\r\n');
  const sealed: Readonly<Record<string, () => Uint8Array>> = {
    'opaque-signed': () => openssl.opaque(content),
    encrypted: () => openssl.encrypted(content),
    'signed and encrypted': () => openssl.encrypted(openssl.signed(content)),
    'encrypted and authenticated': () => openssl.encrypted(content, '-aes-128-gcm'),
  };

  it.each(Object.entries(sealed))('a message that is %s keeps its CMS and its Content-Type by every way', (_, make) => {
    const message = make();
    const { contentType } = parseMime(message);
    expect(failing((way) => cmsOf(way(message)) === cmsOf(message))).toEqual([]);
    expect(failing((way) => isDeepStrictEqual(parseMime(way(message)).contentType, contentType))).toEqual([]);
  });
  it('an opaque-signed message verifies, and an encrypted one is decrypted, after every way', () => {
    const signed = openssl.opaque(content);
    const encrypted = openssl.encrypted(content);
    expect(failing((way) => openssl.verifies(way(signed)))).toEqual([]);
    expect(failing((way) => text(openssl.decrypted(way(encrypted))) === text(content))).toEqual([]);
  });
  it('what OpenSSL signs as a message verifies after every way', () => {
    const signed = openssl.signed(content);
    expect(failing((way) => openssl.verifies(way(signed)))).toEqual([]);
    expect(openssl.verifies(bytes(text(signed).replace('dash', 'Dash')))).toBe(false);
  });
  it('a triple-wrapped message verifies, is decrypted, and verifies again, after every way, RFC 2634 1.1', () => {
    const outer = openssl.signed(openssl.encrypted(openssl.signed(content)));
    expect(failing((way) => openssl.verifies(way(outer)))).toEqual([]);
    const enveloped = (way: Way): Uint8Array => parseMime(way(outer)).parts[0]!.bytes();
    expect(failing((way) => openssl.verifies(openssl.decrypted(enveloped(way))))).toEqual([]);
  });
  it('an opaque-signed message that is forwarded verifies after every way', () => {
    const message = forwarded(openssl.opaque(content));
    const within = (way: Way): Uint8Array => parseMime(way(message)).parts[1]!.message!.bytes();
    expect(failing((way) => openssl.verifies(within(way)))).toEqual([]);
  });
});
