/**
 * Password hashes by scrypt, RFC 7914, as PHC strings: `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`, both base64 without padding.
 * https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { PasswordHashError } from './authentication-error.ts';

export interface ScryptCost {
  /** Binary logarithm of N, the CPU and memory cost. */
  readonly ln: number;
  /** Block size. Memory is 128 * 2^ln * r bytes. */
  readonly r: number;
  /** Parallelization: passes one after another. */
  readonly p: number;
}

/** 32 MiB and three passes: one of the equivalent choices of OWASP's Password Storage Cheat Sheet. */
export const scryptCost: ScryptCost = { ln: 15, r: 8, p: 3 };
const saltLength = 16;
const hashLength = 32;
/** Bytes of memory for one hash. Stops a hash planted in the directory from taking all memory. */
const mostMemory = 512 * 1024 * 1024;
/** Passes of one hash, for the same reason. */
const mostPasses = 64;
const form = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,4}),p=(\d{1,4})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

interface ParsedHash {
  readonly cost: ScryptCost;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** @returns the PHC string to keep; passwords are compared in NFC */
export async function hashPassword(password: string, cost: ScryptCost = scryptCost): Promise<string> {
  const salt = randomBytes(saltLength);
  const hash = await derive(password, salt, hashLength, cost);
  return `$scrypt$ln=${cost.ln},r=${cost.r},p=${cost.p}$${unpadded(salt)}$${unpadded(hash)}`;
}

/**
 * Whether `passwordHash` was made of `password`.
 * @throws {PasswordHashError} `not-a-password-hash`, `too-costly`
 */
export async function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  const { cost, salt, hash } = parse(passwordHash);
  return timingSafeEqual(await derive(password, salt, hash.length, cost), hash);
}

function parse(passwordHash: string): ParsedHash {
  const [, ln, r, p, salt, hash] = form.exec(passwordHash) ?? [];
  if (ln === undefined || r === undefined || p === undefined || salt === undefined || hash === undefined) {
    throw new PasswordHashError('not-a-password-hash', 'this is not a PHC string of scrypt');
  }
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  if (memoryOf(cost) > mostMemory || cost.p > mostPasses || cost.ln < 1 || cost.r < 1 || cost.p < 1) {
    throw new PasswordHashError('too-costly', `scrypt with ln=${ln}, r=${r}, p=${p} is not done`);
  }
  return { cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
}

function derive(password: string, salt: Buffer, length: number, cost: ScryptCost): Promise<Buffer> {
  const options = { N: 2 ** cost.ln, r: cost.r, p: cost.p, maxmem: memoryOf(cost) };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, length, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** What OpenSSL asks for: the large table, and a block for each pass and some more. */
function memoryOf({ ln, r, p }: ScryptCost): number {
  return 128 * r * (2 ** ln + p + 4);
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
