/** EntryIDs of recipients that no directory knows. [MS-OXCDATA] 2.2.5.1 */
import { ByteReader, equalBytes, fromHex, latin1Text } from '@postbus/bytes';
import { MapiError } from './mapi-error.ts';

export interface OneOff {
  readonly displayName: string;
  /** `SMTP`, `MOBILE`, … */
  readonly addressType: string;
  readonly emailAddress: string;
}

/** MUIDOOP. */
const providerUid = fromHex('812b1fa4bea310199d6e00dd010f5402');
const stringsAt = 24;
/** Bits of the field after Version, as a little-endian number: M (MIME, not TNEF) and U (strings in UTF-16). */
const mimeFlag = 0x0001;
const unicodeFlag = 0x8000;

/** The EntryID of `recipient`, strings in UTF-16, to be sent MIME. A U+0000 in a string ends it. */
export function oneOffEntryId(recipient: OneOff): Uint8Array<ArrayBuffer> {
  const texts = [recipient.displayName, recipient.addressType, recipient.emailAddress].map(untilNull);
  const length = texts.reduce((sum, text) => sum + text.length * 2 + 2, stringsAt);
  const view = new DataView(new ArrayBuffer(length));
  const bytes = new Uint8Array(view.buffer);
  bytes.set(providerUid, 4);
  view.setUint16(22, mimeFlag | unicodeFlag, true);
  let at = stringsAt;
  for (const text of texts) {
    for (let index = 0; index < text.length; index++, at += 2) view.setUint16(at, text.charCodeAt(index), true);
    at += 2;
  }
  return bytes;
}

export function isOneOffEntryId(entryId: Uint8Array): boolean {
  return entryId.length >= stringsAt && equalBytes(entryId.subarray(4, 20), providerUid);
}

/**
 * @param decode8bit reads strings that are not UTF-16: by the message's code page; Latin-1 unless given
 * @throws {MapiError} `not-a-one-off-entry-id` with the offset
 */
export function readOneOffEntryId(entryId: Uint8Array, decode8bit: (bytes: Uint8Array) => string = latin1Text): OneOff {
  if (!isOneOffEntryId(entryId)) throw new MapiError('not-a-one-off-entry-id', '4', 'another provider, or too short');
  const reader = new ByteReader(entryId, 22);
  const next =
    (reader.uint16() & unicodeFlag) === 0 ? () => decode8bit(untilZeroByte(reader)) : () => untilZeroUnit(reader);
  return { displayName: next(), addressType: next(), emailAddress: next() };
}

function untilNull(text: string): string {
  const end = text.indexOf('\0');
  return end === -1 ? text : text.slice(0, end);
}

function untilZeroByte(reader: ByteReader): Uint8Array {
  const end = reader.bytes.indexOf(0, reader.offset);
  if (end === -1) throw unterminated(reader);
  const bytes = reader.take(end - reader.offset);
  reader.seek(end + 1);
  return bytes;
}

function untilZeroUnit(reader: ByteReader): string {
  let text = '';
  while (reader.remaining >= 2) {
    const unit = reader.uint16();
    if (unit === 0) return text;
    text += String.fromCharCode(unit);
  }
  throw unterminated(reader);
}

function unterminated(reader: ByteReader): MapiError {
  return new MapiError('not-a-one-off-entry-id', String(reader.offset), 'a string has no end');
}
