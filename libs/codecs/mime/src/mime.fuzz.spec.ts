/** Any bytes at all: nothing throws, offsets nest, and what a sender can multiply costs time in proportion to its bytes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeBase64Body,
  decodeEncodedWords,
  decodeFlowed,
  decodeQuotedPrintable,
  decodeUuencode,
  encodeBase64Body,
  type MimeEntity,
  parseAddressList,
  parseContentType,
  parseDateTime,
  parseMessageIds,
  parseMime,
  withoutHeaders,
} from './index.ts';

const told = process.env['POSTBUS_FUZZ_RUNS'];
const runs = (usual: number) => (told === undefined ? usual : Number(told));

const snippets = [
  'Content-Type: ',
  'multipart/mixed; boundary=',
  'multipart/digest; boundary="',
  'message/rfc822',
  'text/plain; charset=',
  'Content-Transfer-Encoding: ',
  'base64',
  'quoted-printable',
  'x-uuencode',
  '\r\n',
  '\n',
  '\r',
  '\r\n\r\n',
  '--',
  '--a',
  '--a--',
  '--b',
  'a',
  'b',
  '"',
  ';',
  ':',
  ' ',
  '\t',
  '=?',
  '?=',
  '=?utf-8?Q?',
  '=?utf-8?B?',
  '=',
  '==',
  '(',
  ')',
  '<',
  '>',
  '@',
  ',',
  '\\',
  '*0*=',
  "utf-8''%",
  'filename',
  'From ',
  'begin 644 x\n',
  '\xff',
  '\x00',
  '\x1b$B',
  '>',
];
const mail = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...snippets) },
      { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
    ),
    { maxLength: 120 },
  )
  .map((pieces) => pieces.join(''));
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

function expectNested(entity: MimeEntity): void {
  expect(entity.start).toBeLessThanOrEqual(entity.bodyStart);
  expect(entity.bodyStart).toBeLessThanOrEqual(entity.end);
  expect(entity.end).toBeLessThanOrEqual(entity.source.length);
  let from = entity.bodyStart;
  for (const part of entity.parts) {
    expect(part.start).toBeGreaterThanOrEqual(from);
    expect(part.end).toBeLessThanOrEqual(entity.end);
    from = part.end;
  }
  const inner = entity.message;
  if (inner !== undefined && inner.source === entity.source)
    expect([inner.start, inner.end]).toEqual([entity.bodyStart, entity.end]);
  for (const { offset } of entity.defects) expect(offset).toBeLessThanOrEqual(entity.source.length);
}

function readAll(message: MimeEntity): void {
  const paths = Array.from(message.walk(), ({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
  for (const entity of message.walk()) {
    expectNested(entity);
    for (const field of entity.headers)
      [field.name, field.text, parseDateTime(field.value)].forEach(() => parseAddressList(field.value));
    expect(typeof entity.text() + typeof entity.fileName).toMatch(/^string(string|undefined)$/);
  }
}

describe('any bytes', () => {
  it('are read as a message without a throw, offsets nested', () => {
    fc.assert(
      fc.property(mail, (text) => readAll(parseMime(bytesOf(text)))),
      { numRuns: runs(700) },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (value) => readAll(parseMime(value))),
      { numRuns: runs(200) },
    );
  });
  it('are read under any limits', () => {
    const limits = fc.record({
      depth: fc.nat(4),
      parts: fc.nat(4),
      headers: fc.nat(3),
      headerBytes: fc.nat(50),
      encodedMessages: fc.nat(2),
    });
    fc.assert(
      fc.property(mail, limits, (text, some) => readAll(parseMime(bytesOf(text), some))),
      { numRuns: runs(400) },
    );
  });
  it('are read as headers without a throw', () => {
    fc.assert(
      fc.property(mail, (text) => {
        parseAddressList(text);
        parseContentType(text);
        parseMessageIds(text);
        expect(typeof decodeEncodedWords(text)).toBe('string');
        expect(typeof decodeFlowed(text, { delSp: true })).toBe('string');
      }),
      { numRuns: runs(500) },
    );
  });
  it('are read under every transfer encoding, and base64 comes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (value) => {
        decodeUuencode(value);
        expect(decodeQuotedPrintable(value).length).toBeLessThanOrEqual(value.length);
        expect(decodeBase64Body(encodeBase64Body(value))).toEqual(value);
        expect(decodeBase64Body(value).length).toBeLessThanOrEqual(value.length);
      }),
      { numRuns: runs(500) },
    );
  });
  it('decode base64 as Node does where they are base64 with anything between', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.array(fc.nat(150), { maxLength: 8 }), (value, places) => {
        let text = Buffer.from(value).toString('base64');
        for (const place of places) text = `${text.slice(0, place)}\r\n${text.slice(place)}`;
        expect(decodeBase64Body(bytesOf(text))).toEqual(value);
      }),
      { numRuns: runs(100) },
    );
  });
});

/** Finishing inside the test's time is the assertion: anything quadratic takes minutes on these. */
describe('bombs', () => {
  const million = 1_000_000;
  const many = 200_000;
  it('of 100,000 parts', () => {
    const message = parseMime(
      bytesOf(`Content-Type: multipart/mixed; boundary=x\r\n\r\n${'--x\r\n\r\nbody\r\n'.repeat(100_000)}--x--`),
    );
    expect(message.parts.length).toBe(9_999);
    expect(parseMime(message.source, { parts: Infinity }).parts.length).toBe(100_000);
  });
  it('nested 10,000 deep', () => {
    let text = '';
    for (let depth = 0; depth < 10_000; depth++)
      text += `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n`;
    expect([...parseMime(bytesOf(text)).walk()].length).toBe(100);
    expect([...parseMime(bytesOf(text), { depth: Infinity }).walk()].length).toBe(10_000);
  });
  it('of messages in messages', () => {
    expect([...parseMime(bytesOf('Content-Type: message/rfc822\r\n\r\n'.repeat(10_000))).walk()].length).toBe(100);
  });
  it('of a header line of a megabyte, and of a million fields', () => {
    const line = parseMime(bytesOf(`Subject: ${'x'.repeat(million)}\r\n\r\nbody`)).headers.first('Subject')!;
    expect(line.text.length).toBe(million);
    expect(parseMime(bytesOf(`${'A: b\r\n'.repeat(million)}\r\nbody`)).headers.length).toBe(100_000);
    expect(withoutHeaders(bytesOf('Bcc: a\r\n'.repeat(100_000)), ['Bcc']).length).toBe(0);
  });
  it('of a million lines that look like delimiters', () => {
    const boundaries = Array.from(
      { length: 50 },
      (_, depth) =>
        `Content-Type: multipart/mixed; boundary="${'x'.repeat(60)}${depth}"\r\n\r\n--${'x'.repeat(60)}${depth}\r\n`,
    );
    const message = parseMime(bytesOf(`${boundaries.join('')}\r\n${`--${'x'.repeat(20)}\n`.repeat(million)}`));
    expect([...message.walk()].length).toBe(51);
    expect(
      parseMime(bytesOf(`Content-Type: multipart/mixed; boundary=x\r\n\r\n${'-'.repeat(3 * million)}`)).parts.length,
    ).toBe(0);
  });
  it.each([
    ['quotes', '"'.repeat(many)],
    ['escaped quotes', '"\\'.repeat(many / 2)],
    ['comments', '('.repeat(many)],
    ['angles', '<'.repeat(many)],
    ['angles and quotes', '<"'.repeat(many / 2)],
    ['groups', 'a:'.repeat(many / 2)],
    ['commas', ','.repeat(many)],
    ['at signs', '@'.repeat(many)],
    ['blanks', ' a'.repeat(many / 2)],
    ['encoded word starts', '=?a?q?'.repeat(many / 6)],
    ['marks', '=?'.repeat(many / 2)],
    ['words', '=?a?q?b?= '.repeat(many / 10)],
    ['escapes', '\\'.repeat(many)],
    ['semicolons', ';a='.repeat(many / 3)],
    ['names', ' a a='.repeat(many / 5)],
    ['sections', ';a*1=b'.repeat(many / 6)],
    ['equals', '='.repeat(many)],
    ['brackets', '['.repeat(many)],
    ['comments in angles', '<('.repeat(many / 2)],
    ['blank runs', `a${' '.repeat(many)}b`],
    ['blanks in a word', `=?a?q?${' '.repeat(many)}?= =?a?q?x`],
    ['blanks in a value', `a; b=${' '.repeat(many)}; c=${' c'.repeat(1000)}`],
  ])('of %s in a header', (_, text) => {
    expect(parseAddressList(text).length).toBeGreaterThanOrEqual(0);
    parseContentType(text);
    parseMessageIds(text);
    parseDateTime(text);
    expect(typeof decodeEncodedWords(text)).toBe('string');
  });
  it.each([
    ['equals', '='],
    ['blanks', ' '],
    ['blanks after a soft break', '=   '],
    ['CR', '\r'],
  ])('of %s in a body', (_, text) => {
    const bytes = bytesOf(text.repeat(many));
    expect(decodeQuotedPrintable(bytes).length + decodeBase64Body(bytes).length).toBeGreaterThanOrEqual(0);
  });
});
