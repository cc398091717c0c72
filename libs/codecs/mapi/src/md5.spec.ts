import { createHash } from 'node:crypto';
import { toHex } from '@postbus/bytes';
import { describe, expect, it } from 'vitest';
import { md5 } from './md5.ts';

describe('MD5, RFC 1321', () => {
  it.each([
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['a', '0cc175b9c0f1b6a831c399e269772661'],
    ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
    [
      '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
      '57edf4a22be3c955ac49da2e2107b67a',
    ],
  ])('gives the digest of the test suite in A.5 for %j', (text, digest) => {
    expect(toHex(md5(Buffer.from(text)))).toBe(digest);
  });
  it('agrees with OpenSSL for every length to 300', () => {
    for (let length = 0; length < 300; length++) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 31 + length) & 0xff);
      expect(toHex(md5(bytes))).toBe(createHash('md5').update(bytes).digest('hex'));
    }
  });
});
