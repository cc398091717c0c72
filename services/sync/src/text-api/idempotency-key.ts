/** The key by which a client says that two requests are one. draft-ietf-httpapi-idempotency-key-header 2 */
import { createHash } from 'node:crypto';
import { ApiError } from '../mailbox-api/api-error.ts';

const form = /^[\x21-\x7e]{1,255}$/;

/** A key, and what came with it. */
export interface Idempotency {
  readonly key: string;
  /** Tells the body from all others, whatever its white space. */
  readonly fingerprint: string;
}

/**
 * @param header with its quotes or without
 * @param body as it was read
 * @throws {ApiError} `bad-request`
 */
export function idempotencyOf(header: string | undefined, body: unknown): Idempotency | undefined {
  if (header === undefined) return undefined;
  const key = header.trim().replace(/^"(.*)"$/, '$1');
  if (!form.test(key))
    throw new ApiError('bad-request', 'Idempotency-Key has 1 to 255 printable ASCII characters, no spaces');
  return { key, fingerprint: createHash('sha256').update(JSON.stringify(body)).digest('base64url') };
}

/** Keys of requests that are being answered by this process. */
export class KeysInUse {
  readonly #keys = new Set<string>();

  /** @throws {ApiError} `key-in-use` where another request with it is being answered */
  async whileHolding<Answer>(key: string, run: () => Promise<Answer>): Promise<Answer> {
    if (this.#keys.has(key)) throw new ApiError('key-in-use', 'the request with this key is being answered');
    this.#keys.add(key);
    try {
      return await run();
    } finally {
      this.#keys.delete(key);
    }
  }
}
