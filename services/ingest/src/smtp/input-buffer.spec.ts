import { describe, expect, it } from 'vitest';
import { InputBuffer } from './input-buffer.ts';

const lines = (...chunks: readonly string[]): string[] => {
  const input = new InputBuffer();
  const taken: string[] = [];
  for (const chunk of chunks) {
    input.push(Buffer.from(chunk, 'latin1'));
    for (let line = input.takeLine(100); line !== undefined; line = input.takeLine(100)) taken.push(line);
  }
  return taken;
};

const byByte = (text: string): string[] => Array.from(text);

describe('command lines, RFC 5321 2.3.8', () => {
  it('takes lines however the bytes come', () => {
    const expected = ['NOOP', '', 'QUIT'];
    expect(lines('NOOP\r\n\r\nQUIT\r\n')).toEqual(expected);
    expect(lines(...byByte('NOOP\r\n\r\nQUIT\r\n'))).toEqual(expected);
    expect(lines('NOOP\r', '\n\r', '\nQUIT', '\r\nrest')).toEqual(expected);
  });

  it.each(['NOOP\n', '\n', 'NO\rOP\r\n', '\rNOOP\r\n', 'NOOP\r\r\n', 'NOOP\n\r\n'])('refuses %j', (text) => {
    expect(() => lines(text)).toThrow(expect.objectContaining({ code: 'bare-line-end' }));
    expect(() => lines(...byByte(text))).toThrow(expect.objectContaining({ code: 'bare-line-end' }));
  });

  it('counts the CR LF in the length of a line', () => {
    expect(lines(`${'x'.repeat(98)}\r\n`)).toHaveLength(1);
    expect(() => lines(`${'x'.repeat(99)}\r\n`)).toThrow(expect.objectContaining({ code: 'too-long', length: 101 }));
    expect(() => lines('x'.repeat(60), 'x'.repeat(41))).toThrow(expect.objectContaining({ code: 'too-long' }));
  });

  it('keeps every byte of a line', () => {
    const bytes = Array.from({ length: 90 }, (_, index) => String.fromCharCode(index + 160)).join('');
    expect(lines(`${bytes}\r\n`)).toEqual([bytes]);
  });

  it('gives what was not read, and goes on behind what is skipped', () => {
    const input = new InputBuffer();
    input.push(Buffer.from('DATA\r\nabcNOOP\r\n'));
    expect(input.takeLine(100)).toBe('DATA');
    expect(input.rest().toString()).toBe('abcNOOP\r\n');
    input.skip(3);
    expect(input.takeLine(100)).toBe('NOOP');
    expect(input.length).toBe(0);
  });
});
