import { describe, expect, it } from 'vitest';
import {
  chooseTransferEncoding,
  entityBytes,
  entityRuns,
  leafEntity,
  longestLineOf,
  messageEntity,
  multipartEntity,
  parseMime,
  textField,
  writeLeaf,
  writeMultipart,
} from './index.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'utf8'));
const latin1 = (value: Uint8Array): string => Buffer.from(value).toString('latin1');

describe('entities of one body, RFC 2045', () => {
  it('writes header and body', () => {
    const entity = leafEntity('text/plain', bytes('Hello\r\n'), {
      fields: [textField('Subject', 'x')],
      parameters: [['charset', 'us-ascii']],
      contentId: '<a@b>',
      disposition: { type: 'inline' },
    });
    expect(latin1(entity)).toBe(
      'Subject: x\r\nContent-Type: text/plain; charset=us-ascii\r\nContent-ID: <a@b>\r\nContent-Disposition: inline\r\n\r\nHello\r\n',
    );
  });
  it.each([
    ['ASCII in short lines', 'Hello\r\n', 'text/plain', false, '7bit'],
    ['blanks at line ends', 'Hello \r\n', 'text/plain', false, 'quoted-printable'],
    ['a little 8-bit', 'Grüße aus der schönen Stadt am Rhein', 'text/plain', false, 'quoted-printable'],
    ['8-bit where the way takes it', 'Grüße', 'text/plain', true, '8bit'],
    ['much 8-bit', '日本語', 'text/html', false, 'base64'],
    ['lines too long', 'x'.repeat(999), 'text/plain', true, 'quoted-printable'],
    ['bare line ends', 'a\nb', 'text/plain', true, 'base64'],
    ['bare line ends of long lines', 'a line of text\n'.repeat(9), 'text/plain', true, 'quoted-printable'],
    ['what is no text', 'abc', 'application/pdf', true, 'base64'],
  ])('chooses for %s', (_, text, mediaType, eightBit, encoding) => {
    expect(chooseTransferEncoding(bytes(text), mediaType, eightBit)).toBe(encoding);
  });
});

describe('content under a chosen encoding', () => {
  it('keeps every octet, line ends of any kind among them', () => {
    for (const text of [
      'a line of text\n'.repeat(9),
      'one line of text\rand another of it\r\n',
      'a \n b\t\r\n.\r\nFrom x ',
    ]) {
      const entity = leafEntity('text/plain', bytes(text));
      expect(latin1(parseMime(entity).content())).toBe(text);
      expect(latin1(entity)).not.toMatch(/[^\r]\n|\r(?!\n)/);
    }
  });
});

describe('an entity of large content', () => {
  it('has the bytes of its runs, whatever its length', () => {
    for (const length of [0, 1, 56, 57, 58, 57 * 16_384 - 1, 57 * 16_384, 57 * 16_384 + 1, 2_000_000]) {
      const content = Uint8Array.from({ length }, (_, index) => index * 7);
      const entity = writeLeaf('a/b', content);
      const whole = entityBytes(entity);
      expect(Buffer.concat([...entityRuns(entity)]).equals(whole)).toBe(true);
      expect(Buffer.from(parseMime(whole).content()).equals(content)).toBe(true);
    }
  });
});

describe('multiparts, RFC 2046 5.1', () => {
  it('gives each its own boundary though one is offered for all', () => {
    const boundary = () => 'same';
    const leaf = writeLeaf('text/plain', bytes('--same\r\n--same_8'));
    const inner = writeMultipart('alternative', [leaf, leaf], { boundary });
    const outer = parseMime(entityBytes(writeMultipart('mixed', [inner, leaf], { boundary })));
    expect(outer.parts.map((part) => part.parts.length)).toEqual([2, 0]);
    expect(outer.contentType.boundary).not.toBe(outer.parts[0]!.contentType.boundary);
  });
  it('puts parts in byte for byte and chooses a boundary that is in none of them', () => {
    const part = bytes('Content-Type: text/plain \r\n\r\n--taken\r\n odd \t\nbytes \xff');
    const candidates = ['taken', 'also', 'free'];
    const other = bytes('X: --also\r\n\r\n');
    const entity = multipartEntity('signed', [part, other], {
      parameters: [['protocol', 'application/pkcs7-signature']],
      boundary: () => candidates.shift()!,
    });
    const message = parseMime(entity);
    expect(message.contentType.boundary).toBe('free');
    expect(message.parts.map((read) => latin1(read.bytes()))).toEqual([latin1(part), latin1(other)]);
    expect(message.defects).toEqual([]);
  });
  it('keeps lines within 998 characters, whatever is inside', () => {
    const leaf = leafEntity('text/plain', bytes('ü'.repeat(5000)));
    const message = leafEntity(
      'application/octet-stream',
      Uint8Array.from({ length: 5000 }, (_, index) => index & 0xff),
    );
    const whole = multipartEntity('mixed', [leaf, messageEntity(message)], {
      fields: [textField('Subject', 'x'.repeat(5000))],
    });
    expect(longestLineOf(whole)).toBeLessThanOrEqual(998);
    expect(parseMime(whole).parts[1]!.message!.content()).toEqual(
      Uint8Array.from({ length: 5000 }, (_, index) => index & 0xff),
    );
  });
  it('says 8bit of a composite that holds 8-bit bytes, RFC 2045 6.4', () => {
    const part = leafEntity('text/plain', bytes('Grüße'), { transferEncoding: '8bit' });
    expect(parseMime(multipartEntity('mixed', [part])).transferEncoding).toBe('8bit');
  });
});
