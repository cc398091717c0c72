import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withCrlf } from './line-ends.ts';

const lineEnds = (text: string) => Buffer.from(withCrlf(Buffer.from(text))).toString();

describe('line ends of a message to send, RFC 5321 2.3.8', () => {
  it.each([
    ['a\nb', 'a\r\nb'],
    ['a\rb', 'a\r\nb'],
    ['\r', '\r\n'],
    ['\n\r', '\r\n\r\n'],
    ['a\r\r\nb\n', 'a\r\n\r\nb\r\n'],
  ])('of %j are those of %j', (text, expected) => {
    expect(lineEnds(text)).toBe(expected);
  });

  it('are CRLF alone, once and for all', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('\r', '\n', 'a', '.') }), (text) => {
        const changed = lineEnds(text);
        expect(changed).toBe(text.replace(/\r\n|\r|\n/g, '\r\n'));
        expect(lineEnds(changed)).toBe(changed);
      }),
    );
  });

  it('that are right already cost no copy', () => {
    const message = Buffer.from('a\r\nb\r\n');
    expect(withCrlf(message)).toBe(message);
  });
});
