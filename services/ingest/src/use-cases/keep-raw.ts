/** Writes the raw bytes of a message to the blob store, with fields put before them. */
import { createHash } from 'node:crypto';
import { isAscii } from 'node:buffer';
import type { BlobRef } from '@postbus/domain';
import { type BlobStore, PortError } from '@postbus/ports';
import { IngestError } from '../ingest-error.ts';
import type { MessageBody } from '../smtp/message-body.ts';

export interface KeptRaw {
  readonly raw: BlobRef;
  /** Of the bytes as the client sent them. */
  readonly contentSha256: string;
  /** Whether there is a byte above 0x7F. */
  readonly eightBit: boolean;
}

/**
 * @param head what is written in place of `body.head`
 * @throws {IngestError} `storage-full`, `not-kept`; or what the stream of `body` ends in
 */
export async function keepRaw(blobs: BlobStore, body: MessageBody, head: Uint8Array): Promise<KeptRaw> {
  const hash = createHash('sha256').update(body.head);
  let eightBit = !isAscii(head);
  async function* whole(rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    yield head;
    for await (const chunk of rest) {
      hash.update(chunk);
      eightBit ||= !isAscii(chunk);
      yield chunk;
    }
  }
  try {
    const raw = await blobs.put(body.rest === undefined ? head : whole(body.rest));
    return { raw, contentSha256: hash.digest('hex'), eightBit };
  } catch (error) {
    throw notKept(error);
  }
}

/** Only faults of a port are of the keeping; others came out of the stream. */
export function notKept(error: unknown): unknown {
  if (!(error instanceof PortError)) return error;
  const full = error.code === 'storage-full';
  const code = full ? 'storage-full' : 'not-kept';
  return new IngestError(code, error.port, full ? 'there is no room' : `not kept for sure: ${error.code}`, {
    cause: error,
  });
}
