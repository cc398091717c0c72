import { describe, expect, it } from 'vitest';
import { latin1 } from './python-readers.fixture.ts';
import { RtfToken, RtfTokenizer } from './rtf-tokenizer.ts';

const names = new Map<number, string>(Object.entries(RtfToken).map(([name, value]) => [value, name]));

/** Each token as its name and what it holds. */
function tokens(rtf: string): string[] {
  const tokenizer = new RtfTokenizer(latin1(rtf));
  const found: string[] = [];
  for (let token = tokenizer.next(); token !== RtfToken.end; token = tokenizer.next()) {
    const { start, end, word, parameter, value } = tokenizer;
    const bytes = Buffer.from(tokenizer.bytes.subarray(start, end)).toString('latin1');
    if (token === RtfToken.text || token === RtfToken.binary) found.push(`${names.get(token)} ${bytes}`);
    else if (token === RtfToken.controlWord) found.push(`${word} ${parameter ?? ''}`.trim());
    else if (token === RtfToken.groupStart || token === RtfToken.groupEnd) found.push(names.get(token)!);
    else found.push(`${names.get(token)} ${value.toString(16)}`);
  }
  return found;
}

describe('tokens of RTF', () => {
  it('are groups, control words with and without parameters, and text', () => {
    expect(tokens('{\\rtf1\\ansi text\\b0 more}')).toEqual([
      'groupStart',
      'rtf 1',
      'ansi',
      'text text',
      'b 0',
      'text more',
      'groupEnd',
    ]);
  });
  it('take one blank as the end of a control word, and no more', () => {
    expect(tokens('\\b  x\\b1  y\\b-1z')).toEqual(['b', 'text  x', 'b 1', 'text  y', 'b -1', 'text z']);
  });
  it('take a minus sign without a digit for text', () => expect(tokens('\\b-x')).toEqual(['b', 'text -x']));
  it('tell upper case from lower case', () => expect(tokens('\\clFitText\\B')).toEqual(['clFitText', 'B']));
  it('leave line ends and NUL out of text', () =>
    expect(tokens('a\r\nb\0c\nd')).toEqual(['text a', 'text b', 'text c', 'text d']));
  it('are control symbols', () => {
    expect(tokens('\\~\\{\\\\\\*\\\n')).toEqual([
      'controlSymbol 7e',
      'controlSymbol 7b',
      'controlSymbol 5c',
      'controlSymbol 2a',
      'controlSymbol a',
    ]);
  });
  it("are bytes of \\'hh in either case", () =>
    expect(tokens("\\'e9\\'E9x\\'zz")).toEqual(['hex e9', 'hex e9', 'text x', 'controlSymbol 27', 'text zz']));
  it('are binary data of the length told, as far as there is any', () => {
    expect(tokens('\\bin3 {}\\x\\bin9 {')).toEqual(['binary {}\\', 'text x', 'binary {']);
    expect(tokens('\\bin-3 x\\bin y')).toEqual(['binary ', 'text x', 'binary ', 'text y']);
  });
  it('keep parameters within 32 bits, and words within 32 letters', () => {
    expect(tokens('\\b99999999999999999999 \\b-99999999999999999999 ')).toEqual(['b 2147483647', 'b -2147483647']);
    expect(tokens(`\\${'a'.repeat(1000)}1 x`)).toEqual([`${'a'.repeat(32)} 1`, 'text x']);
  });
  it('take the second byte of a double-byte character as it is', () => {
    const tokenizer = new RtfTokenizer(latin1('\x83\x5c}'));
    tokenizer.leadBytes = new Uint8Array(256).fill(1, 0x81, 0xa0);
    expect(tokenizer.next()).toBe(RtfToken.text);
    expect([tokenizer.start, tokenizer.end]).toEqual([0, 2]);
  });
  it('end at a backslash at the end', () => expect(tokens('a\\')).toEqual(['text a']));
  it('can be skipped to the end of a group, binary data and escapes in it stepped over', () => {
    const tokenizer = new RtfTokenizer(latin1('{a{b}\\}\\bin2 }}\\\\c}d'));
    tokenizer.next();
    tokenizer.skipGroup();
    expect(tokenizer.next()).toBe(RtfToken.groupEnd);
    expect(tokenizer.next()).toBe(RtfToken.text);
    expect(tokenizer.offset).toBe(20);
  });
});
