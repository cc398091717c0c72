import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterAll, deviceKey, stateKey } from './device-document.ts';

/** The order of MongoDB: that of UTF-8. */
const order = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const text = fc.string({ unit: 'binary', maxLength: 8 });
const point = fc.constantFrom('a', '\ud7ff', '\ue000', '\u{10ffff}', '\u{10fffe}', '/');

describe('keys of states', () => {
  it('are found by a range with exactly those that begin so', () => {
    const near = fc.tuple(text, fc.array(point, { maxLength: 3 })).map(([some, points]) => some + points.join(''));
    fc.assert(
      fc.property(near, near, near, (prefix, name, end) => {
        const [from, to] = [`key/${prefix}`, afterAll(`key/${prefix}`)];
        for (const key of [`key/${name}`, `key/${prefix}${end}`]) {
          expect(order(from, key) <= 0 && order(key, to) < 0).toBe(key.startsWith(from));
        }
      }),
    );
  });

  it('cannot be those of another device, whatever a device calls itself', () => {
    expect(deviceKey('t/m', 'A/B')._id).toBe('t/m/A%2FB');
    expect(stateKey('t/m', 'A', 'B/C')._id).not.toBe(stateKey('t/m', 'A/B', 'C')._id);
    expect(deviceKey('t/m', 'A%2FB')._id).not.toBe(deviceKey('t/m', 'A/B')._id);
  });
});
