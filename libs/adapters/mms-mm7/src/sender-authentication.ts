/** Which carrier sends, by path and password. RFC 7617 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Mm7HttpError } from './mm7-http-error.ts';
import type { Mm7Sender } from './listener-options.ts';

/** Milliseconds for which wrong passwords are counted. */
const countedFor = 60_000;
/** Addresses that are counted at once; stops a network of guessers filling the memory. */
const mostCounted = 10_000;

export class SenderAuthentication {
  readonly #secrets: ReadonlyMap<string, Buffer>;
  readonly #most: number;
  #wrong = new Map<string, number>();
  #countedSince = 0;

  /** @throws {Mm7HttpError} `same-account` */
  constructor(senders: readonly Mm7Sender[], most: number) {
    this.#most = most;
    const secrets = new Map<string, Buffer>();
    for (const { channel, username, password } of senders) {
      if (secrets.has(channel)) throw new Mm7HttpError('same-account', channel, 'two carriers have this name');
      secrets.set(channel, digest(`${username}:${password}`));
    }
    this.#secrets = secrets;
  }

  /** Whether `address` guessed so often that it is not heard now. @param now milliseconds */
  isShutOut(address: string, now: number): boolean {
    if (now - this.#countedSince >= countedFor) {
      this.#wrong = new Map();
      this.#countedSince = now;
    }
    return (this.#wrong.get(address) ?? 0) >= this.#most;
  }

  /** @returns the name of the channel; undefined, and counted, where the password is wrong or there is no such channel */
  channelOf(path: string, authorization: string | undefined, address: string): string | undefined {
    const channel = /^\/mm7\/([^/?#]{1,64})$/.exec(path)?.[1];
    const known = channel === undefined ? undefined : this.#secrets.get(decoded(channel));
    const given = digest(credentialsIn(authorization) ?? '');
    const isRight = timingSafeEqual(given, known ?? nobody) && known !== undefined;
    if (isRight) return decoded(channel!);
    if (this.#wrong.size < mostCounted || this.#wrong.has(address))
      this.#wrong.set(address, (this.#wrong.get(address) ?? 0) + 1);
    return undefined;
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
/** Compared with where there is no such channel, so that the time tells nothing. */
const nobody = digest('');

function credentialsIn(authorization: string | undefined): string | undefined {
  const token = /^basic +([\w+/=-]{1,1000}) *$/i.exec(authorization ?? '')?.[1];
  return token === undefined ? undefined : Buffer.from(token, 'base64').toString();
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
