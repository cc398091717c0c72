/**
 * Private keys at rest, sealed by AES-256-GCM (NIST SP 800-38D) under a master key of the settings.
 * A sealed form: version 1 (1 byte), id of the master key (8), nonce (12), what is sealed, tag (16). The first two, the
 * address and the fingerprint are authenticated too, so that no sealed form can be put in another's place.
 */
import {
  type KeyObject,
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  randomBytes,
} from 'node:crypto';
import { concat, fromBase64, fromHex, toHex, utf8Bytes } from '@postbus/bytes';
import type { Kind } from './configuration/kinds.ts';
import { MasterKeyError } from './master-key-error.ts';

/** Whose key is sealed. */
export interface SealedFor {
  readonly address: string;
  readonly fingerprint: string;
}

/** `current`: by the master key that seals; `former`: by another that opens; `missing`: by none of these, or it is not sealed. */
export type SealState = 'current' | 'former' | 'missing';

const cipher = 'aes-256-gcm';
const keyLength = 32;
const version = 1;
const idLength = 8;
const nonceLength = 12;
const tagLength = 16;
const headerLength = 1 + idLength;

/** A key that can be used and not be printed: its octets are no property. */
export class MasterKey {
  /** The first 8 bytes of its SHA-256, in hexadecimal digits: tells one from another, and nothing of either. */
  readonly id: string;
  readonly #key: KeyObject;

  /** @param octets 32 bytes; filled with zeros */
  constructor(octets: Uint8Array) {
    if (octets.length !== keyLength) throw new TypeError(`a master key has ${keyLength} bytes`);
    this.id = createHash('sha256')
      .update(octets)
      .digest('hex')
      .slice(0, 2 * idLength);
    this.#key = createSecretKey(octets);
    octets.fill(0);
  }

  seal(secret: Uint8Array, header: Uint8Array, associated: Uint8Array): Uint8Array {
    const nonce = randomBytes(nonceLength);
    const sealing = createCipheriv(cipher, this.#key, nonce, { authTagLength: tagLength });
    sealing.setAAD(associated);
    return concat([header, nonce, sealing.update(secret), sealing.final(), sealing.getAuthTag()]);
  }

  /** @returns undefined where the tag does not go with it */
  open(sealed: Uint8Array, associated: Uint8Array): Uint8Array | undefined {
    const nonce = sealed.subarray(headerLength, headerLength + nonceLength);
    const opening = createDecipheriv(cipher, this.#key, nonce, { authTagLength: tagLength });
    opening.setAAD(associated).setAuthTag(sealed.subarray(-tagLength));
    const secret = opening.update(sealed.subarray(headerLength + nonceLength, -tagLength));
    try {
      opening.final();
      return secret;
    } catch {
      secret.fill(0);
      return undefined;
    }
  }
}

/** How a master key is written in the settings: base64 of 32 bytes. */
export function masterKey(): Kind<MasterKey> {
  return {
    expected: `base64 of ${keyLength} random bytes, as openssl rand -base64 ${keyLength} makes`,
    secret: true,
    read: (written) =>
      typeof written === 'string' && /^[A-Za-z0-9+/]{43}=$/.test(written)
        ? new MasterKey(fromBase64(written))
        : undefined,
  };
}

export class MasterKeys {
  readonly #keys: readonly MasterKey[];

  /** @param keys the first seals, all open; there may be none */
  constructor(keys: readonly MasterKey[]) {
    this.#keys = keys;
  }

  /** @throws {MasterKeyError} `no-master-key` */
  seal(secret: Uint8Array, sealedFor: SealedFor): Uint8Array {
    const [first] = this.#keys;
    if (first === undefined) throw noMasterKey();
    const header = headerOf(first.id);
    return first.seal(secret, header, associatedWith(header, sealedFor));
  }

  /**
   * @returns what was sealed; to be filled with zeros once it is used
   * @throws {MasterKeyError} `no-master-key`, `other-master-key`, `not-sealed`, `damaged`
   */
  open(sealed: Uint8Array, sealedFor: SealedFor): Uint8Array {
    const id = masterKeyOf(sealed);
    if (id === undefined)
      throw new MasterKeyError('not-sealed', `${named(sealedFor)} is not kept in the form of what is sealed`);
    if (this.#keys.length === 0) throw noMasterKey();
    const key = this.#keys.find((one) => one.id === id);
    if (key === undefined)
      throw new MasterKeyError(
        'other-master-key',
        `${named(sealedFor)} was sealed by master key ${id}, which is not set`,
      );
    const secret = key.open(sealed, associatedWith(sealed.subarray(0, headerLength), sealedFor));
    if (secret === undefined)
      throw new MasterKeyError('damaged', `${named(sealedFor)} was changed since it was sealed, or sealed for another`);
    return secret;
  }

  /** What opens it, without opening it. */
  stateOf(sealed: Uint8Array): SealState {
    const id = masterKeyOf(sealed);
    const index = this.#keys.findIndex((one) => one.id === id);
    return index === 0 ? 'current' : index > 0 ? 'former' : 'missing';
  }
}

/** The id of the master key by which it was sealed; undefined where it has another form. */
function masterKeyOf(sealed: Uint8Array): string | undefined {
  const isSealed = sealed[0] === version && sealed.length >= headerLength + nonceLength + tagLength;
  return isSealed ? toHex(sealed.subarray(1, headerLength)) : undefined;
}

function headerOf(id: string): Uint8Array {
  return Uint8Array.of(version, ...fromHex(id));
}

/** Neither has a zero byte, so that the two cannot be taken for two others. */
function associatedWith(header: Uint8Array, { address, fingerprint }: SealedFor): Uint8Array {
  return concat([header, utf8Bytes(`${address}\0${fingerprint}`)]);
}

function noMasterKey(): MasterKeyError {
  return new MasterKeyError('no-master-key', 'no master key is set; conversion.smime.masterKeys names one');
}

function named({ address, fingerprint }: SealedFor): string {
  return `the key ${fingerprint.slice(0, 16)} of ${address}`;
}
