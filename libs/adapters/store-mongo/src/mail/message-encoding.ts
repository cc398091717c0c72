/** Messages in the form in which their documents hold them. */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { type MessageSummary, type NewMessage, blobsOf, messageKindOf } from '@postbus/domain';
import { type MessageObject, fromStored, toStored } from '@postbus/mapi';
import { PortError } from '@postbus/ports';
import { mongo } from 'mongoose';
import { type RefersToBlobs, referringTo } from '../blob-references/blob-references.ts';
import type { MessageDocument, ObjectDocument } from './message-document.ts';

/** The parts of a message's documents that follow from the message alone. */
export interface EncodedMessage {
  readonly fields: Pick<MessageDocument, 'received' | 'mime' | 'traceparent' | 'textMessage' | 'summary'>;
  readonly object: Pick<ObjectDocument, 'object'> & RefersToBlobs;
}

/** Characters of JSON below which compressing costs more time than the bytes that it saves. */
const shortText = 16_384;

/** Bytes of a document are at most 16 MiB; the rest is for its other fields. */
const largestValue = 15 << 20;

/** @throws {PortError} `record-too-large` where the object or the summary is larger than a document can be */
export function encodeMessage(message: Omit<NewMessage, 'read'>): EncodedMessage {
  const { mime, traceparent } = message;
  return {
    fields: {
      received: new Date(message.received),
      ...(mime !== undefined && { mime: { sha256: mime.sha256, size: mime.size } }),
      ...(traceparent !== undefined && { traceparent }),
      ...(messageKindOf(message.summary.messageClass) === 'text' && { textMessage: true }),
      summary: encodeSummary(message.summary),
    },
    object: {
      object: encodeObject(message.object),
      ...referringTo(blobsOf(message).map(({ sha256 }) => sha256)),
    },
  };
}

export function decodeObject(object: ObjectDocument['object']): MessageObject {
  const text = typeof object === 'string' ? object : zstdDecompressSync(object.value()).toString();
  return fromStored(JSON.parse(text));
}

function encodeObject(object: MessageObject): ObjectDocument['object'] {
  const text = JSON.stringify(toStored(object));
  if (text.length < shortText) return text;
  const compressed = zstdCompressSync(text);
  checkSize('object', compressed.length);
  return new mongo.Binary(compressed);
}

/** Half of a surrogate pair, as JSON writes it: in UTF-8, and so in the database, there is none. */
const loneSurrogate = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;

function encodeSummary(summary: MessageSummary): MessageSummary | string {
  const text = JSON.stringify(summary);
  checkSize('summary', Buffer.byteLength(text));
  return loneSurrogate.test(text) ? text : (JSON.parse(text) as MessageSummary);
}

function checkSize(what: string, size: number): void {
  if (size <= largestValue) return;
  throw new PortError(
    'record-too-large',
    'store',
    `the ${what} of the message has ${size} bytes, more than a document`,
  );
}
