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
  return oneOffEntryIds([recipient])[0]!;
}

/** The EntryIDs of `recipients` in their order; they share one buffer, as a new one costs more than what is written into it. */
export function oneOffEntryIds(recipients: readonly OneOff[]): Uint8Array<ArrayBuffer>[] {
  let length = 0;
  for (const { displayName, addressType, emailAddress } of recipients) {
    length += longestOf(displayName, addressType, emailAddress);
  }
  const bytes = new Uint8Array(length);
  let start = 0;
  return recipients.map((recipient) => {
    const end = writeOneOff(bytes, start, recipient);
    const entryId = start === 0 && end === length ? bytes : bytes.subarray(start, end);
    start = end;
    return entryId;
  });
}

function longestOf(displayName: string, addressType: string, emailAddress: string): number {
  return stringsAt + (displayName.length + addressType.length + emailAddress.length) * 2 + 6;
}

/** @returns where it ends */
function writeOneOff(bytes: Uint8Array, start: number, { displayName, addressType, emailAddress }: OneOff): number {
  bytes.set(providerUid, start + 4);
  bytes[start + 22] = mimeFlag;
  bytes[start + 23] = unicodeFlag >> 8;
  const afterName = writeText(bytes, start + stringsAt, displayName);
  return writeText(bytes, writeText(bytes, afterName, addressType), emailAddress);
}

/** UTF-16 up to a U+0000, which is written in any case. */
function writeText(bytes: Uint8Array, start: number, text: string): number {
  let at = start;
  for (let index = 0; index < text.length; index++, at += 2) {
    const unit = text.charCodeAt(index);
    if (unit === 0) break;
    bytes[at] = unit;
    bytes[at + 1] = unit >> 8;
  }
  return at + 2;
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
