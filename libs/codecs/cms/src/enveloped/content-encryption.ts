/** Content encryption algorithms: RFC 3565 (AES-CBC), RFC 5084 (AES-GCM), RFC 3370 5 (3DES, RC2), and DES. */
import type { WeakAlgorithm } from '../algorithms/policy.ts';

export type ContentEncryptionName =
  | 'AES-128-CBC'
  | 'AES-192-CBC'
  | 'AES-256-CBC'
  | 'AES-128-GCM'
  | 'AES-192-GCM'
  | 'AES-256-GCM'
  | '3DES-CBC'
  | 'DES-CBC'
  | 'RC2-CBC';

export interface ContentEncryption {
  readonly name: ContentEncryptionName;
  readonly oid: string;
  /** Octets of the key; RC2 has any number. */
  readonly keySize: number;
  readonly cipher: 'aes-cbc' | 'aes-gcm' | '3des' | 'des' | 'rc2';
  readonly weak: readonly WeakAlgorithm[];
}

const aes = (bits: 128 | 192 | 256, mode: 'CBC' | 'GCM', last: number): ContentEncryption => ({
  name: `AES-${bits}-${mode}`,
  oid: `2.16.840.1.101.3.4.1.${last}`,
  keySize: bits / 8,
  cipher: mode === 'CBC' ? 'aes-cbc' : 'aes-gcm',
  weak: [],
});

export const contentEncryptions: readonly ContentEncryption[] = [
  aes(128, 'CBC', 2),
  aes(192, 'CBC', 22),
  aes(256, 'CBC', 42),
  aes(128, 'GCM', 6),
  aes(192, 'GCM', 26),
  aes(256, 'GCM', 46),
  { name: '3DES-CBC', oid: '1.2.840.113549.3.7', keySize: 24, cipher: '3des', weak: ['3des'] },
  { name: 'DES-CBC', oid: '1.3.14.3.2.7', keySize: 8, cipher: 'des', weak: ['des'] },
  { name: 'RC2-CBC', oid: '1.2.840.113549.3.2', keySize: 16, cipher: 'rc2', weak: ['rc2'] },
];

export const contentEncryptionOf = (oid: string): ContentEncryption | undefined =>
  contentEncryptions.find((known) => known.oid === oid);

export const contentEncryptionNamed = (name: ContentEncryptionName): ContentEncryption =>
  contentEncryptions.find((known) => known.name === name)!;
