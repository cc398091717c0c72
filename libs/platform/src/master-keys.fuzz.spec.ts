import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MasterKeyError } from './master-key-error.ts';
import { MasterKey, MasterKeys } from './master-keys.ts';

const keys = new MasterKeys([new MasterKey(randomBytes(32)), new MasterKey(randomBytes(32))]);
const bytes = fc.uint8Array({ maxLength: 200 });
const sealedFor = fc.record({ address: fc.string(), fingerprint: fc.string() });

/** What `open` refuses with; what it must not do is open. */
function refusalOf(sealed: Uint8Array, name: { address: string; fingerprint: string }): string {
  try {
    keys.open(sealed, name);
    return 'opened';
  } catch (error) {
    expect(error).toBeInstanceOf(MasterKeyError);
    return (error as MasterKeyError).code;
  }
}

describe('sealed keys out of a store that somebody wrote to', () => {
  it('open for what they were sealed for, whatever they hold', () => {
    fc.assert(
      fc.property(bytes, sealedFor, (secret, name) => {
        expect(Buffer.from(keys.open(keys.seal(secret, name), name))).toEqual(Buffer.from(secret));
      }),
    );
  });

  it('are refused by code whatever they are', () => {
    fc.assert(fc.property(bytes, sealedFor, (sealed, name) => refusalOf(sealed, name) !== 'opened'));
  });

  it('are refused with bytes changed, cut or added', () => {
    fc.assert(
      fc.property(bytes, sealedFor, fc.nat(), fc.integer({ min: 1, max: 255 }), bytes, (secret, name, at, by, more) => {
        const sealed = keys.seal(secret, name);
        const changed = Uint8Array.from(sealed);
        changed[at % sealed.length]! ^= by;
        const longer = Uint8Array.from([...sealed, ...more, by]);
        const forms = [changed, sealed.subarray(0, at % sealed.length), longer];
        return forms.every((form) => refusalOf(form, name) !== 'opened');
      }),
    );
  });

  it('do not open for another address or certificate', () => {
    fc.assert(
      fc.property(bytes, sealedFor, sealedFor, (secret, name, other) => {
        fc.pre(name.address !== other.address || name.fingerprint !== other.fingerprint);
        return refusalOf(keys.seal(secret, name), other) === 'damaged';
      }),
    );
  });
});
