/** A thread of the mailbox API: makes one file after another. Sees bytes and plain values; knows no ports. */
import { parentPort } from 'node:worker_threads';
import { type ResolveValue, type StoredMessage, fromStored } from '@postbus/mapi';
import { type MessageFormat, MessageFileError, convertMessage, writeMessageFile } from '@postbus/message-file';
import { resolveValue } from '@postbus/oxcmail';

/** A message of a mailbox to be written, or a file to be converted. */
export type ThreadRequest =
  | {
      readonly message: StoredMessage;
      /** The original that slices count in. */
      readonly mime: Uint8Array | undefined;
      /** What lies outside, by SHA-256. */
      readonly blobs: ReadonlyMap<string, Uint8Array>;
      readonly to: MessageFormat;
    }
  | { readonly file: Uint8Array; readonly from: MessageFormat | undefined; readonly to: MessageFormat };

export type ThreadAnswer =
  | { readonly bytes: Uint8Array<ArrayBuffer>; readonly defects: readonly string[] }
  | { readonly failure: string; readonly code: string };

parentPort?.on('message', (request: ThreadRequest) => {
  const answer = answerTo(request);
  parentPort?.postMessage(answer, 'bytes' in answer ? [answer.bytes.buffer] : []);
});

function answerTo(request: ThreadRequest): ThreadAnswer {
  try {
    return 'file' in request ? converted(request) : { bytes: own(written(request)), defects: [] };
  } catch (error) {
    const code = error instanceof MessageFileError ? error.code : 'thrown';
    return { code, failure: error instanceof Error ? error.message : 'thrown' };
  }
}

function converted({ file, from, to }: Extract<ThreadRequest, { file: unknown }>): ThreadAnswer {
  const { bytes, defects } = convertMessage(file, to, { read: { format: from } });
  return { bytes: own(bytes), defects: [...new Set(defects.map(({ code }) => code))] };
}

function written({ message, mime, blobs, to }: Extract<ThreadRequest, { message: unknown }>): Uint8Array {
  const resolve: ResolveValue = (value) => {
    const source = value.in === 'blob' ? blobs.get(value.sha256) : mime;
    if (source === undefined) throw new MessageFileError('value-not-here', to, 'what a value lies in is not there');
    return value.in === 'blob' ? source : resolveValue(value, source);
  };
  return writeMessageFile({ message: fromStored(message), resolve }, to);
}

/** In memory that can be handed over whole. */
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength;
  return whole ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
}
