import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dotStuffed } from './dot-stuffing.ts';

async function stuff(chunks: readonly Uint8Array[]): Promise<Buffer> {
  async function* source() {
    yield* chunks;
  }
  const out: Uint8Array[] = [];
  for await (const chunk of dotStuffed(source())) out.push(chunk);
  return Buffer.concat(out);
}

describe('transparency, RFC 5321 4.5.2', () => {
  it.each([
    ['a line that begins with a dot', '.a\r\n', '..a\r\n'],
    ['a line of a dot alone', 'a\r\n.\r\nb\r\n', 'a\r\n..\r\nb\r\n'],
    ['two dots', '..\r\n', '...\r\n'],
    ['a dot within a line', 'a.b\r\n', 'a.b\r\n'],
    ['a last line without its end', 'a', 'a\r\n'],
    ['nothing', '', ''],
    ['an empty line', '\r\n', '\r\n'],
  ])('%s', async (_, content, expected) => {
    expect((await stuff([Buffer.from(content)])).toString()).toBe(expected);
  });

  it('does the same in whatever chunks the content comes, and a server gets back what was sent', async () => {
    const line = fc.array(fc.constantFrom('.', 'a', '..', ' '), { maxLength: 4 }).map((parts) => parts.join(''));
    const property = fc.asyncProperty(
      fc.array(line, { maxLength: 8 }),
      fc.array(fc.nat(60), { maxLength: 6 }),
      async (lines, cuts) => {
        const content = Buffer.from(lines.map((text) => `${text}\r\n`).join(''));
        const places = [
          0,
          ...cuts.map((cut) => Math.min(cut, content.length)).toSorted((a, b) => a - b),
          content.length,
        ];
        const chunks = places.slice(1).map((end, index) => content.subarray(places[index], end));
        const sent = (await stuff(chunks)).toString();
        const received = sent.split('\r\n').map((text) => (text.startsWith('.') ? text.slice(1) : text));
        expect(received.join('\r\n')).toBe(content.toString());
        expect(`\r\n${sent}`).not.toContain('\r\n.\r\n');
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });
});
