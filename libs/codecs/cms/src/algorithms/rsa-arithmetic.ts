/**
 * RSA on integers, RFC 8017 5: for what WebCrypto does not do, PKCS #1 v1.5 encryption and signatures with digests that it
 * lacks. BigInt takes no constant time, so that the private operation is blinded.
 */
import { fromHex, toHex } from '@postbus/bytes';

export interface RsaPublicNumbers {
  readonly modulus: Uint8Array;
  readonly exponent: Uint8Array;
}

export interface RsaPrivateNumbers {
  readonly modulus: bigint;
  readonly publicExponent: bigint;
  readonly prime1: bigint;
  readonly prime2: bigint;
  readonly exponent1: bigint;
  readonly exponent2: bigint;
  readonly coefficient: bigint;
  /** Octets of the modulus. */
  readonly size: number;
}

/** OS2IP, RFC 8017 4.2. */
export const integerOf = (octets: Uint8Array): bigint => (octets.length === 0 ? 0n : BigInt(`0x${toHex(octets)}`));

/** I2OSP, RFC 8017 4.1. */
export const octetsOf = (value: bigint, size: number): Uint8Array =>
  fromHex(value.toString(16).padStart(size * 2, '0'));

/** RSAEP and RSAVP1, RFC 8017 5.1.1, 5.2.2. Undefined where `input` is not below the modulus. */
export function rsaPublic({ modulus, exponent }: RsaPublicNumbers, input: Uint8Array): Uint8Array | undefined {
  const n = integerOf(modulus);
  const value = integerOf(input);
  return value < n ? octetsOf(power(value, integerOf(exponent), n), modulus.length) : undefined;
}

/** RSADP by the Chinese remainders, RFC 8017 5.1.2, blinded. Undefined where `input` is not below the modulus. */
export function rsaPrivate(key: RsaPrivateNumbers, input: Uint8Array): Uint8Array | undefined {
  const { modulus, publicExponent, prime1, prime2, exponent1, exponent2, coefficient, size } = key;
  const value = integerOf(input);
  if (value >= modulus) return undefined;
  const blind = (integerOf(crypto.getRandomValues(new Uint8Array(size))) % modulus) | 1n;
  const unblind = inverse(blind, modulus);
  if (unblind === undefined) return undefined;
  const blinded = (value * power(blind, publicExponent, modulus)) % modulus;
  const first = power(blinded % prime1, exponent1, prime1);
  const second = power(blinded % prime2, exponent2, prime2);
  const step = ((((first - second) * coefficient) % prime1) + prime1) % prime1;
  return octetsOf(((second + step * prime2) * unblind) % modulus, size);
}

/** Powers by windows of four bits. */
function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const powers = [1n];
  for (let index = 1; index < 16; index++) powers.push((powers[index - 1]! * base) % modulus);
  let result = 1n;
  for (const digit of exponent.toString(16)) {
    for (let square = 0; square < 4; square++) result = (result * result) % modulus;
    result = (result * powers[Number.parseInt(digit, 16)]!) % modulus;
  }
  return result;
}

function inverse(value: bigint, modulus: bigint): bigint | undefined {
  let [remainder, next, coefficient, nextCoefficient] = [modulus, value, 0n, 1n];
  while (next !== 0n) {
    const quotient = remainder / next;
    [remainder, next] = [next, remainder - quotient * next];
    [coefficient, nextCoefficient] = [nextCoefficient, coefficient - quotient * nextCoefficient];
  }
  return remainder === 1n ? ((coefficient % modulus) + modulus) % modulus : undefined;
}
