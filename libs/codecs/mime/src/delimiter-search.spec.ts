import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DelimiterSearch } from './delimiter-search.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const few = fc.string({ unit: fc.constantFrom('a', 'b', '-', '\n'), maxLength: 300 });
const boundaries = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '-'), minLength: 1, maxLength: 50 }), {
  minLength: 1,
  maxLength: 5,
});

/** Every place where a delimiter begins, found one character at a time. */
function places(text: string, names: readonly string[]): number[] {
  return Array.from({ length: text.length }, (_, index) => index).filter((index) =>
    names.some((name) => text.startsWith(`\n--${name}`, index)),
  );
}

function found(search: DelimiterSearch, source: Uint8Array): number[] {
  const offsets: number[] = [];
  for (let at = search.next(source, 0); at !== -1; at = search.next(source, at + 1)) offsets.push(at);
  return offsets;
}

describe('search for delimiters', () => {
  it('skips none, however boundaries overlap and in whatever order they come', () => {
    fc.assert(
      fc.property(few, boundaries, (text, names) => {
        const search = new DelimiterSearch();
        for (const name of names) search.add(name);
        expect(found(search, bytes(text))).toEqual(expect.arrayContaining(places(text, names)));
        search.reset(names.slice(0, 1));
        expect(found(search, bytes(text))).toEqual(expect.arrayContaining(places(text, names.slice(0, 1))));
      }),
      { numRuns: 500 },
    );
  });
  it('finds them among long texts at every distance', () => {
    const search = new DelimiterSearch();
    search.add('boundary');
    for (let distance = 0; distance < 100; distance++)
      expect(search.next(bytes(`${'x'.repeat(distance)}\n--boundary`), 0)).toBe(distance);
  });
});
