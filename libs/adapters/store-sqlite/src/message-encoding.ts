/** Messages in the form in which their rows hold them. */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { type NewMessage, blobsOf, messageKindOf } from '@postbus/domain';
import { type MessageObject, fromStored, toStored } from '@postbus/mapi';

export interface EncodedMessage {
  /** JSON of the stored form: text where it is short, else compressed. */
  readonly object: string | Uint8Array;
  readonly summary: string;
  /** SHA-256 of every blob that it needs. */
  readonly blobs: readonly Uint8Array[];
  readonly mimeSha256: Uint8Array | null;
  readonly mimeSize: number | null;
  readonly received: number;
  readonly textMessage: boolean;
  readonly traceparent: string | null;
}

/** Characters of JSON below which compressing costs more time than the pages that it saves. */
const shortText = 16_384;

export function encodeMessage(message: Omit<NewMessage, 'read'>): EncodedMessage {
  const { mime } = message;
  return {
    object: encodeObject(message.object),
    summary: JSON.stringify(message.summary),
    blobs: blobsOf(message).map(({ sha256 }) => sha256Bytes(sha256)),
    mimeSha256: mime === undefined ? null : sha256Bytes(mime.sha256),
    mimeSize: mime?.size ?? null,
    received: message.received,
    textMessage: messageKindOf(message.summary.messageClass) === 'text',
    traceparent: message.traceparent ?? null,
  };
}

export function decodeObject(object: string | Uint8Array): MessageObject {
  const text = typeof object === 'string' ? object : zstdDecompressSync(object).toString();
  return fromStored(JSON.parse(text));
}

export function sha256Bytes(hex: string): Uint8Array {
  return Buffer.from(hex, 'hex');
}

function encodeObject(object: MessageObject): string | Uint8Array {
  const text = JSON.stringify(toStored(object));
  return text.length < shortText ? text : zstdCompressSync(text);
}
