import { describe, expect, it } from 'vitest';
import { ReplyParser, replyText } from './reply.ts';

const parse = (text: string, parser = new ReplyParser()) => parser.push(Buffer.from(text, 'latin1'));
const fault = (text: string, limits?: { lineBytes: number; lines: number }) => {
  try {
    new ReplyParser(limits).push(Buffer.from(text, 'latin1'));
    return undefined;
  } catch (error) {
    return error;
  }
};

describe('replies, RFC 5321 4.2', () => {
  it('reads the example of 4.2.1 with several lines', () => {
    expect(
      parse('250-First line\r\n250-Second line\r\n250-234 Text beginning with numbers\r\n250 The last line\r\n'),
    ).toEqual([
      { code: 250, lines: ['First line', 'Second line', '234 Text beginning with numbers', 'The last line'] },
    ]);
  });

  it('reads a reply without text', () => {
    expect(parse('250\r\n')).toEqual([{ code: 250, lines: [''] }]);
    expect(parse('250 \r\n')).toEqual([{ code: 250, lines: [''] }]);
  });

  it('reads the EHLO reply of 3.1.1 of RFC 1869', () => {
    const [reply] = parse(
      '250-dbc.mtview.ca.us says hello\r\n250-EXPN\r\n250-HELP\r\n250-8BITMIME\r\n250-XONE\r\n250 XVRB\r\n',
    );
    expect(reply!.lines.slice(1)).toEqual(['EXPN', 'HELP', '8BITMIME', 'XONE', 'XVRB']);
  });

  it('takes the enhanced status off each line, RFC 2034 5', () => {
    const [reply] = parse('250-2.1.0 Originator\r\n250 2.1.0 ok\r\n');
    expect(reply).toEqual({ code: 250, status: '2.1.0', lines: ['Originator', 'ok'] });
    expect(replyText(reply!)).toBe('250 2.1.0 Originator ok');
  });

  it.each([
    '250 5.1.1 of another class',
    '550 5.1 too short',
    '550 x5.1.1 not at the beginning',
    '550 5.1.1with text behind it',
    '354 3.0.0 no such class',
  ])('takes no status from %s', (line) => expect(parse(`${line}\r\n`)[0]).not.toHaveProperty('status'));

  it('gives the same replies in whatever pieces the bytes come', () => {
    const text = '220 hi\r\n250-a\r\n250 b\r\n550 5.1.1 no\r\n';
    const whole = parse(text);
    for (let size = 1; size < text.length; size++) {
      const parser = new ReplyParser();
      const pieces = [...Buffer.from(text).entries()]
        .filter(([at]) => at % size === 0)
        .map(([at]) => text.slice(at, at + size));
      expect(pieces.flatMap((piece) => parse(piece, parser))).toEqual(whole);
    }
  });

  it('tells a reply that has begun and not ended', () => {
    const parser = new ReplyParser();
    parse('250-a\r\n', parser);
    expect(parser.unfinished).toBe(true);
    parse('250 b\r\n', parser);
    expect(parser.unfinished).toBe(false);
    parse('2', parser);
    expect(parser.unfinished).toBe(true);
  });

  it('takes a line that ends with LF alone', () => {
    expect(parse('250 ok\n')).toEqual([{ code: 250, lines: ['ok'] }]);
  });

  it('keeps UTF-8, reads other bytes as Latin-1, and lets no control character through', () => {
    expect(parse('550 caf\xc3\xa9\r\n')[0]!.lines).toEqual(['café']);
    expect(parse('550 caf\xe9\r\n')[0]!.lines).toEqual(['café']);
    expect(parse('550 a\x1b[31mb\0c\rd\r\n')[0]!.lines).toEqual(['a?[31mb?c?d']);
  });

  it.each([
    ['no code', 'hello\r\n', 0],
    ['a code of two digits', '25 ok\r\n', 0],
    ['a code below 200', '120 wait\r\n', 0],
    ['a code above 599', '650 what\r\n', 0],
    ['another separator', '250+ok\r\n', 0],
    ['an empty line', '220 hi\r\n\r\n', 8],
    ['another code on the next line', '250-a\r\n251 b\r\n', 7],
  ])('refuses %s, with the offset of the line', (_, text, offset) => {
    expect(fault(text)).toMatchObject({ code: 'malformed-reply', offset, retryable: true });
  });

  it('refuses a line that does not end', () => {
    expect(fault(`250 ${'a'.repeat(100)}`, { lineBytes: 50, lines: 5 })).toMatchObject({ code: 'reply-too-long' });
    expect(fault(`250 ${'a'.repeat(100)}\r\n`, { lineBytes: 50, lines: 5 })).toMatchObject({ code: 'reply-too-long' });
  });

  it('refuses a reply that does not end', () => {
    expect(fault('250-a\r\n'.repeat(6), { lineBytes: 50, lines: 5 })).toMatchObject({
      code: 'reply-too-long',
      offset: 35,
    });
  });
});
