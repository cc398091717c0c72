import { describe, expect, it } from 'vitest';
import { type MimeEntity, parseMime } from './index.ts';

const parse = (text: string, limits = {}): MimeEntity =>
  parseMime(Uint8Array.from(Buffer.from(text.replaceAll('\n', '\r\n'), 'utf8')), limits);
const latin1 = (value: Uint8Array): string => Buffer.from(value).toString('latin1');
const outline = (message: MimeEntity): string[] =>
  [...message.walk()].map((entity) => `${entity.path} ${entity.contentType.mediaType}`.trim());

const nested = `Subject: outer
Content-Type: multipart/mixed; boundary=A

preamble
--A

first
--A
Content-Type: message/rfc822

Subject: inner
Content-Type: multipart/alternative; boundary=B

--B
Content-Type: text/plain

plain
--B
Content-Type: text/html

<p>
--B--
inner epilogue
--A--
epilogue
`;

describe('structure, RFC 2046 5.1, 5.2', () => {
  const message = parse(nested);
  it('numbers parts as IMAP does, RFC 3501 6.4.5', () => {
    expect(outline(message)).toEqual([
      'multipart/mixed',
      '1 text/plain',
      '2 message/rfc822',
      '2.0 multipart/alternative',
      '2.1 text/plain',
      '2.2 text/html',
    ]);
  });
  it('gives preamble, epilogue and bodies as ranges of one source, line ends of delimiters left out', () => {
    const range = (place: { start: number; end: number } | undefined): string =>
      latin1(message.source.subarray(place?.start, place?.end));
    expect(range(message.preamble)).toBe('preamble');
    expect(range(message.epilogue)).toBe('epilogue\r\n');
    expect(latin1(message.parts[0]!.bodyBytes())).toBe('first');
    expect(range(message.parts[1]!.message!.epilogue)).toBe('inner epilogue');
    for (const entity of message.walk()) expect(entity.source).toBe(message.source);
  });
  it('shares the bytes that it was given', () => {
    expect(message.parts[0]!.content().buffer).toBe(message.source.buffer);
  });
  it('has no defects', () => {
    expect([...message.walk()].flatMap((entity) => entity.defects)).toEqual([]);
  });
  it('takes the parts of a digest for messages unless they say otherwise, RFC 2046 5.1.5', () => {
    const digest = parse(
      'Content-Type: multipart/digest; boundary=d\n\n--d\n\nSubject: one\n\nbody\n--d\nContent-Type: text/plain\n\ntext\n--d--\n',
    );
    expect(outline(digest)).toEqual(['multipart/digest', '1 message/rfc822', '1.0 text/plain', '2 text/plain']);
    expect(digest.parts[0]!.message!.headers.first('subject')!.text).toBe('one');
  });
  it('reads a message that is all a message', () => {
    expect(outline(parse('Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\nSubject: x\n\ny'))).toEqual([
      'message/rfc822',
      '0 message/rfc822',
      '0.0 text/plain',
    ]);
  });
  it('reads messages under base64, and headers that a base64 label covers without being encoded', () => {
    const inner = Buffer.from('Subject: hidden\r\n\r\nbody').toString('base64');
    const encoded = parse(`Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n${inner}\n`);
    expect(encoded.message!.headers.first('Subject')!.value).toBe('hidden');
    expect(encoded.message!.source).not.toBe(encoded.source);
    const plain = parse('Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nSubject: open\n\nbody');
    expect(plain.message!.headers.first('Subject')!.value).toBe('open');
  });
  it('keeps a signed part as its bytes stand', () => {
    const signed = parse(
      'Content-Type: multipart/signed; boundary=s\n\n--s\nContent-Type: text/plain \n\nbody \n\n--s\nContent-Type: application/pkcs7-signature\n\nAA\n--s--\n',
    );
    expect(latin1(signed.parts[0]!.bytes())).toBe('Content-Type: text/plain \r\n\r\nbody \r\n');
  });
});

describe('what is broken', () => {
  const codes = (message: MimeEntity): string[] =>
    [...message.walk()].flatMap((entity) => entity.defects.map(({ code }) => code));
  it.each([
    ['an empty message', '', ['text/plain'], []],
    ['a body without a header', 'Hello there\nand more', ['text/plain'], ['no-empty-line']],
    ['a header without a body', 'Subject: x', ['text/plain'], []],
    ['a multipart without a boundary', 'Content-Type: multipart/mixed\n\n--x\n', ['multipart/mixed'], ['no-boundary']],
    [
      'a multipart without parts',
      'Content-Type: multipart/mixed; boundary=x\n\nbody',
      ['multipart/mixed'],
      ['no-parts'],
    ],
    [
      'a multipart without its end',
      'Content-Type: multipart/mixed; boundary=x\n\n--x\n\nbody',
      ['multipart/mixed', '1 text/plain'],
      ['no-closing-boundary'],
    ],
    ['a type that is none', 'Content-Type: ???\n\nbody', ['text/plain'], ['bad-content-type']],
    [
      'an encoding that is none',
      'Content-Transfer-Encoding: rot13\n\nbody',
      ['text/plain'],
      ['unknown-transfer-encoding'],
    ],
    [
      'an inner multipart cut off by the outer',
      'Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\nx\n--o\n\ny\n--o--',
      ['multipart/mixed', '1 multipart/mixed', '1.1 text/plain', '2 text/plain'],
      ['no-closing-boundary'],
    ],
    ['a line that is no field', 'Subject: x\nbroken line\nTo: a@b\n\nbody', ['text/plain'], ['not-a-header-field']],
    [
      'inner and outer with one boundary',
      'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n--b--',
      ['multipart/mixed', '1 multipart/mixed', '1.1 text/plain'],
      [],
    ],
  ])('reads %s', (_, text, expected, defects) => {
    const message = parse(text);
    expect(outline(message)).toEqual(expected);
    expect(codes(message)).toEqual(defects);
  });
  it('takes the last of several Content-Type fields, [MS-OXOSMIME] 3.1.5.1.1', () => {
    const message = parse('Content-Type: text/plain\nContent-Type: multipart/signed; boundary=x\n\n--x\n\na\n--x--');
    expect(message.contentType.is('multipart/signed')).toBe(true);
    expect(message.parts.length).toBe(1);
    expect(message.defects).toEqual([{ code: 'repeated-content-type', offset: 26 }]);
  });
  it('passes over the From line of a mailbox file', () => {
    expect(parse('From me@x Mon Jan  1 00:00:00 2024\nSubject: y\n\nz').headers.first('subject')!.value).toBe('y');
  });
  it('finds delimiters with blanks and words after them, RFC 2046 5.1.1', () => {
    const message = parse(
      'Content-Type: multipart/mixed; boundary="a b"\n\n--a b  \n\none\n--a b\n\ntwo\n--a b--  \nrest',
    );
    expect(message.parts.map((part) => latin1(part.bodyBytes()))).toEqual(['one', 'two']);
    expect(
      parse('Content-Type: multipart/mixed; boundary=x\n\n--x ignored\n\none\n--x-- ignored\n--xy').parts.length,
    ).toBe(1);
  });
});

describe('headers', () => {
  const message = parse('Subject: one\n two\nX-A : spaced\nsubject: second\nX-Empty:\nFrom: J\u00f6rg <j@x>\n\n');
  it('are found without regard to case, first, last and all, and listed in order', () => {
    expect(message.headers.first('SUBJECT')!.text).toBe('one two');
    expect(message.headers.last('Subject')!.text).toBe('second');
    expect(message.headers.all('subject').map(({ start }) => start)).toEqual([0, 34]);
    expect([...message.headers].map(({ name }) => name)).toEqual(['Subject', 'X-A', 'subject', 'X-Empty', 'From']);
    expect(message.headers.first('x-a')!.value).toBe('spaced');
    expect(message.headers.first('X-Empty')!.value).toBe('');
    expect(message.headers.first('Date')).toBeUndefined();
  });
  it('give their bytes', () => {
    expect(latin1(message.headers.first('subject')!.bytes)).toBe('Subject: one\r\n two\r\n');
    expect(latin1(message.headers.first('subject')!.valueBytes)).toBe(' one\r\n two');
  });
  it('read raw bytes as UTF-8, else by the charset of the part, else as windows-1252', () => {
    expect(message.headers.first('From')!.value).toBe('Jörg <j@x>');
    const raw = (contentType: string, value: string): string =>
      parseMime(
        Uint8Array.from(Buffer.from(`Content-Type: ${contentType}\r\nSubject: ${value}\r\n\r\n`, 'latin1')),
      ).headers.first('Subject')!.text;
    expect(raw('text/plain', 'gr\xfcn \x80')).toBe('grün €');
    expect(raw('text/plain; charset=koi8-r', '\xf0\xd2\xc9\xd7\xc5\xd4')).toBe('Привет');
  });
});

describe('text of a part', () => {
  it('is decoded by its charset, by the charset of its HTML, or by what it looks like', () => {
    const text = (header: string, body: string): string =>
      parseMime(Uint8Array.from(Buffer.from(`Content-Type: ${header}\r\n\r\n${body}`, 'latin1'))).text();
    expect(text('text/plain; charset=iso-8859-2', '\xb1')).toBe('ą');
    expect(text('text/html', '<meta charset="windows-1251">\xcf')).toContain('П');
    expect(text('text/plain', '\xc3\xa4')).toBe('ä');
    expect(text('text/plain; charset=utf-8', '\xe4')).toBe('ä');
  });
});

describe('limits', () => {
  it('leave what is too deep unread', () => {
    const message = parse(nested, { depth: 2 });
    expect(outline(message)).toEqual(['multipart/mixed', '1 text/plain', '2 message/rfc822']);
    expect(message.parts[1]!.defects.map(({ code }) => code)).toEqual(['too-deep']);
  });
  it('stop after as many parts as allowed; the last one has the rest', () => {
    const message = parse(`Content-Type: multipart/mixed; boundary=x\n\n${'--x\n\nbody\n'.repeat(20)}--x--\n`, {
      parts: 5,
    });
    expect(message.parts.length).toBe(4);
    expect(message.parts[3]!.end).toBe(message.source.length);
    expect(message.parts[3]!.defects.map(({ code }) => code)).toEqual(['too-many-parts']);
  });
  it('drop header fields past their number or size, and still find the body', () => {
    const message = parse('A: 1\nB: 2\n folded\nC: 3\n\nbody', { headers: 1 });
    expect([message.headers.length, latin1(message.bodyBytes()), message.defects.map(({ code }) => code)]).toEqual([
      1,
      'body',
      ['too-many-headers'],
    ]);
    const long = parse(`A: 1\nB: ${'x'.repeat(100)}\nC: 3\n\nbody`, { headerBytes: 50 });
    expect([long.headers.length, latin1(long.bodyBytes()), long.defects.map(({ code }) => code)]).toEqual([
      1,
      'body',
      ['too-many-header-bytes'],
    ]);
  });
  it('bound messages under encodings inside one another', () => {
    let inner = 'Subject: x\r\n\r\ny';
    for (let depth = 0; depth < 6; depth++)
      inner = `Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(inner).toString('base64')}`;
    expect([...parse(inner).walk()].length).toBe(4);
  });
});
