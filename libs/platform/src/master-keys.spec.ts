import { createHash, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { MasterKey, MasterKeys, masterKey } from './master-keys.ts';

const anna = { address: 'anna@example.org', fingerprint: 'ab'.repeat(32) };
const secret = Buffer.from('the octets of a private key');
const newKey = (): MasterKey => new MasterKey(randomBytes(32));

/** Read with WebCrypto, by the layout alone. */
async function openedByWebCrypto(sealed: Uint8Array, octets: Uint8Array<ArrayBuffer>): Promise<Buffer> {
  const key = await crypto.subtle.importKey('raw', octets, 'AES-GCM', false, ['decrypt']);
  const additionalData = Buffer.concat([
    sealed.subarray(0, 9),
    Buffer.from(`${anna.address}\0${anna.fingerprint}`, 'utf8'),
  ]);
  const parameters = { name: 'AES-GCM', iv: Uint8Array.from(sealed.subarray(9, 21)), additionalData };
  return Buffer.from(await crypto.subtle.decrypt(parameters, key, Uint8Array.from(sealed.subarray(21))));
}

describe('keys sealed under master keys, NIST SP 800-38D', () => {
  it('gives back what was sealed', () => {
    const keys = new MasterKeys([newKey()]);
    for (const octets of [secret, new Uint8Array(), randomBytes(5000)])
      expect(Buffer.from(keys.open(keys.seal(octets, anna), anna))).toEqual(Buffer.from(octets));
  });

  it('seals as version, id of the master key, nonce, AES-256-GCM', async () => {
    const octets = Uint8Array.from(randomBytes(32));
    const keys = new MasterKeys([new MasterKey(Uint8Array.from(octets))]);
    const sealed = keys.seal(secret, anna);
    const id = createHash('sha256').update(octets).digest().subarray(0, 8);
    expect([sealed[0], Buffer.from(sealed.subarray(1, 9))]).toEqual([1, id]);
    expect(new MasterKey(Uint8Array.from(octets)).id).toBe(id.toString('hex'));
    expect(sealed).toHaveLength(1 + 8 + 12 + secret.length + 16);
    expect(await openedByWebCrypto(sealed, octets)).toEqual(secret);
  });

  it('takes a nonce of its own each time', () => {
    const keys = new MasterKeys([newKey()]);
    const nonces = Array.from({ length: 200 }, () =>
      Buffer.from(keys.seal(secret, anna).subarray(9, 21)).toString('hex'),
    );
    expect(new Set(nonces).size).toBe(200);
  });

  it('seals with the first and opens with all', () => {
    const [old, next] = [newKey(), newKey()];
    const sealed = new MasterKeys([old]).seal(secret, anna);
    const both = new MasterKeys([next, old]);
    expect(Buffer.from(both.open(sealed, anna))).toEqual(secret);
    expect(Buffer.from(new MasterKeys([next]).open(both.seal(secret, anna), anna))).toEqual(secret);
    expect(both.stateOf(sealed)).toBe('former');
    expect(both.stateOf(both.seal(secret, anna))).toBe('current');
    expect(new MasterKeys([next]).stateOf(sealed)).toBe('missing');
    expect(both.stateOf(secret)).toBe('missing');
  });

  it('refuses without a master key, and with another one', () => {
    const sealed = new MasterKeys([newKey()]).seal(secret, anna);
    expect(() => new MasterKeys([]).seal(secret, anna)).toThrow(expect.objectContaining({ code: 'no-master-key' }));
    expect(() => new MasterKeys([]).open(sealed, anna)).toThrow(expect.objectContaining({ code: 'no-master-key' }));
    expect(() => new MasterKeys([newKey()]).open(sealed, anna)).toThrow(
      expect.objectContaining({ code: 'other-master-key', retryable: false }),
    );
  });

  it('refuses what was changed anywhere, and what was sealed for another address or certificate', () => {
    const keys = new MasterKeys([newKey()]);
    const sealed = keys.seal(secret, anna);
    const codes = Array.from(sealed, (_, index) => {
      const changed = Uint8Array.from(sealed);
      changed[index]! ^= 1;
      try {
        keys.open(changed, anna);
        return 'opened';
      } catch (error) {
        return (error as { code: string }).code;
      }
    });
    expect(codes[0]).toBe('not-sealed');
    expect(new Set(codes.slice(1, 9))).toEqual(new Set(['other-master-key']));
    expect(new Set(codes.slice(9))).toEqual(new Set(['damaged']));
    const damaged = expect.objectContaining({ code: 'damaged' });
    expect(() => keys.open(sealed, { ...anna, address: 'bert@example.org' })).toThrow(damaged);
    expect(() => keys.open(sealed, { ...anna, fingerprint: 'ac'.repeat(32) })).toThrow(damaged);
  });

  it('refuses what is too short to be sealed', () => {
    const keys = new MasterKeys([newKey()]);
    const sealed = keys.seal(new Uint8Array(), anna);
    for (let length = 0; length < sealed.length; length++)
      expect(() => keys.open(sealed.subarray(0, length), anna)).toThrow(
        expect.objectContaining({ code: 'not-sealed' }),
      );
  });

  it('is printed by nothing, and leaves no octets where it was read from', () => {
    const octets = randomBytes(32);
    const [hex, base64] = [octets.toString('hex'), octets.toString('base64')];
    const key = new MasterKey(octets);
    const keys = new MasterKeys([key]);
    const printed = [key, keys].flatMap((one) => [inspect(one, { depth: 10, showHidden: true }), JSON.stringify(one)]);
    expect(printed.join()).not.toContain(base64);
    expect(printed.join().replace(/[\s,]/g, '')).not.toContain(hex);
    expect(octets).toEqual(Buffer.alloc(32));
  });
});

describe('a master key in the settings', () => {
  it('is base64 of 32 bytes', () => {
    const { read } = masterKey();
    expect(read(randomBytes(32).toString('base64'))).toBeInstanceOf(MasterKey);
    for (const written of [randomBytes(31), randomBytes(33), randomBytes(16)])
      expect(read(written.toString('base64'))).toBeUndefined();
    expect([read('password'), read(''), read(7)]).toEqual([undefined, undefined, undefined]);
  });
});
