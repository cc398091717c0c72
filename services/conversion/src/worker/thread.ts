/** A thread of the pool: converts one message after another. Sees bytes, gives plain values; knows no ports. */
import { parentPort } from 'node:worker_threads';
import { toStored } from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { summarize, toMessageObject } from '@postbus/oxcmail';
import type { ConvertAnswer, ConvertRequest } from './protocol.ts';

/** Bytes of what is unpacked from one message: what of it is large goes to the blob store. */
const derivedLimit = 64 * 1024 * 1024;

function convert({ id, raw, receivedAt }: ConvertRequest): ConvertAnswer {
  try {
    const message = toMessageObject(parseMime(raw), { deliveredAt: receivedAt, derivedLimit });
    return { id, message: toStored(message), summary: summarize(message, raw) };
  } catch (error) {
    return { id, failure: error instanceof Error ? `${error.name}: ${error.message}` : 'thrown' };
  }
}

parentPort?.on('message', (request: ConvertRequest) => {
  parentPort?.postMessage(convert(request));
});
