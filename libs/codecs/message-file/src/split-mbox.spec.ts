import { describe, expect, it } from 'vitest';
import { type MboxOptions, isMbox, splitMbox, splitMboxChunks } from './index.ts';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const text = (message: Uint8Array): string => Buffer.from(message).toString('latin1');
const split = (file: string, options?: MboxOptions) =>
  Array.from(splitMbox(bytes(file), options), (one) => text(one.bytes));
const separator = 'From anna@example.org Sat Nov 21 16:00:00 2026\n';

describe('messages of an mbox, RFC 4155', () => {
  it('are what stands between the separators, without the empty line before one', () => {
    const file = `${separator}Subject: a\n\none\n\n${separator}Subject: b\n\ntwo\n\n`;
    expect(Array.from(splitMbox(bytes(file)), ({ number, offset }) => [number, offset])).toEqual([
      [1, 0],
      [2, 64],
    ]);
    expect(split(file)).toEqual(['Subject: a\n\none\n', 'Subject: b\n\ntwo\n']);
    expect([...splitMbox(bytes(file))][0]!.separator).toBe(separator.trimEnd());
  });

  it('keep CRLF line ends', () => {
    const file = `${separator}Subject: a\n\none\n\n${separator}Subject: b\n\ntwo\n`.replaceAll('\n', '\r\n');
    expect(split(file)).toEqual(['Subject: a\r\n\r\none\r\n', 'Subject: b\r\n\r\ntwo\r\n']);
  });

  it('keep the empty line that ends a header without a body, and one that the last message ends with', () => {
    expect(split(`${separator}Subject: a\n\n${separator}Subject: b\n\n`)).toEqual(['Subject: a\n\n', 'Subject: b\n\n']);
    expect(split(`${separator}Subject: a\n\nx\n\n\n`)).toEqual(['Subject: a\n\nx\n\n']);
  });

  it.each([
    ['a sentence', 'From Russia with love\n'],
    ['a sentence before what looks like a header field', 'From Russia with love\nYear: 1963\n'],
    ['an address that nothing follows', 'From joe@example.org\nI have it\n'],
    ['a date alone', 'From Saturday, Nov 21 on\n'],
    ['a weekday and a month without a time', 'From us Sat Nov 21 2026\n'],
    ['a long line', `From x ${'y'.repeat(100_000)}\n`],
  ])('go on over a line of the body that begins with From: %s', (_, line) => {
    const message = `Subject: a\n\nbefore\n\n${line}after\n`;
    expect(split(`${separator}${message}\n${separator}\n`)).toEqual([message, '\n']);
  });

  it.each([
    'From - \n',
    'From -\n',
    'From - Mon Jun  3 12:50:27 1996\n',
    'From MAILER-DAEMON Fri Jul  8 12:08:34 2011\n',
    'From joe@example.org Fri, 8 Jul 2011 12:08:34 +0200\n',
    'From "Joe Doe"@example.org Fri Jul  8 12:08 CEST 2011\n',
    'From 1844347839636459560@xxx\n',
  ])('begin at %s', (line) => {
    expect(split(`${line}A: 1\n\nx\n\n${line}B: 2\n\ny\n`)).toEqual(['A: 1\n\nx\n', 'B: 2\n\ny\n']);
  });

  it('begin without an empty line before where a header field follows', () => {
    expect(split(`${separator}A: 1\n\nx\nFrom - \nB: 2\n\ny\n`)).toEqual(['A: 1\n\nx\n', 'B: 2\n\ny\n']);
  });

  it('may be none, or one without a header', () => {
    expect(split('')).toEqual([]);
    expect(split('\n\n')).toEqual([]);
    expect(split('\u00ef\u00bb\u00bf')).toEqual([]);
    expect(split(separator)).toEqual(['']);
    expect(split(separator.trimEnd())).toEqual(['']);
  });

  it('are refused where the file does not begin with a separator', () => {
    expect(() => split('Subject: a\n\n')).toThrow(expect.objectContaining({ code: 'not-an-mbox', place: '0' }));
    expect([
      isMbox(bytes('Subject: a\n')),
      isMbox(bytes(separator)),
      isMbox(bytes(`\xef\xbb\xbf${separator}`)),
    ]).toEqual([false, true, true]);
  });

  it('are refused where one has more bytes than the limit', () => {
    const file = `${separator}A: 1\n\nx\n\n${separator}B: 2\n\n${'y'.repeat(5000)}\n`;
    expect(() => split(file, { messageBytes: 1000 })).toThrow(
      expect.objectContaining({ code: 'message-too-large', place: '56' }),
    );
  });
});

describe('lines of a body that were quoted', () => {
  const body = '\n>From a\n>>From b\n> From c\n>Fro\nFrom d\n';
  const file = `${separator}>From x@y remote from z\nA: 1\n${body}`;
  const head = '>From x@y remote from z\nA: 1\n';
  it.each([
    ['mboxrd', '\nFrom a\n>From b\n> From c\n>Fro\nFrom d\n'],
    ['mboxo', '\nFrom a\n>>From b\n> From c\n>Fro\nFrom d\n'],
    ['mboxcl', '\nFrom a\n>>From b\n> From c\n>Fro\nFrom d\n'],
    ['mboxcl2', body],
    ['auto', '\nFrom a\n>From b\n> From c\n>Fro\nFrom d\n'],
  ] as const)('lose their quote as %s had it put, in the body alone', (variant, expected) => {
    expect(split(file, { variant })).toEqual([head + expected]);
  });
});

describe('Content-Length', () => {
  const body = `see\n\n${separator}A: not a header\n\n>From here\n`;
  const file = (length: number) => `${separator}Content-Length: ${length}\n\n${body}\n${separator}B: 2\n\ny\n`;

  it.each(['auto', 'mboxcl2'] as const)(
    'tells where a body ends that holds separators, and keeps it as it is: %s',
    (variant) => {
      expect(split(file(body.length), { variant })).toEqual([
        `Content-Length: ${body.length}\n\n${body}`,
        'B: 2\n\ny\n',
      ]);
    },
  );

  it('is passed over where no separator follows', () => {
    for (const length of [0, body.length - 4, body.length + 1000, 999_999_999_999_999])
      expect(split(file(length))).toHaveLength(3);
  });

  it('counts for the last message too', () => {
    const last = `${separator}Content-Length: ${body.length}\n\n${body}`;
    expect(split(last)).toHaveLength(1);
    expect(split(`${last}\n`)[0]).toHaveLength(last.length - separator.length);
  });

  it('does not count for mboxo and mboxrd', () => {
    expect(split(file(body.length), { variant: 'mboxrd' })).toHaveLength(3);
  });
});

describe('an mbox that comes in chunks', () => {
  const body = `see\n\n${separator}A: not a header\n\n>From here\n`;
  const file = bytes(
    `\n${separator}A: 1\r\n\r\n>From x\r\n\r\nFrom - \nContent-Length: ${body.length}\n\n${body}\n${separator}C: 3\n\n${'long '.repeat(3000)}\n\n`,
  );
  function* chunks(size: number): Generator<Uint8Array> {
    for (let at = 0; at < file.length; at += size) yield file.slice(at, at + size);
  }

  it.each([1, 7, 100, 4096])('has the same messages as the whole file: chunks of %i bytes', async (size) => {
    const whole = [...splitMbox(file)];
    expect(whole).toHaveLength(3);
    expect([...splitMbox(chunks(size))]).toEqual(whole);
    const streamed = [];
    for await (const message of splitMboxChunks(
      (async function* () {
        yield* chunks(size);
      })(),
    ))
      streamed.push(message);
    expect(streamed).toEqual(whole);
  });

  it('gives a message before the next one has come as a whole', () => {
    let read = 0;
    const messages = splitMbox(
      (function* () {
        for (const chunk of chunks(100)) {
          read++;
          yield chunk;
        }
      })(),
    );
    messages.next();
    expect(read).toBeLessThan(file.length / 100 / 2);
  });

  it('takes time in proportion to its length', () => {
    const line = Buffer.alloc(64 * 1024, 0x78);
    function* endless(count: number): Generator<Uint8Array> {
      yield bytes(`${separator}Content-Length: 900000000\n\n`);
      for (let index = 0; index < count; index++) yield line;
    }
    const started = performance.now();
    expect([...splitMbox(endless(200))][0]!.bytes.length).toBeGreaterThan(13_000_000);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
