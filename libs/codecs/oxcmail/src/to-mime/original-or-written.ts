/** Messages that came as MIME and did not change, given back as they came. */
import { equalBytes } from '@postbus/bytes';
import {
  type AttachmentObject,
  type MessageObject,
  PidLidFlagRequest,
  PidNameKeywords,
  PidTagAttachDataBinary,
  PidTagFlagCompleteTime,
  PidTagMessageClass,
  PidTagMessageDeliveryTime,
  PidTagMessageFlags,
  PidTagReplyTime,
  PropertyBag,
  isExternal,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { OxcmailError } from '../oxcmail-error.ts';
import { resolverOf } from '../resolve-value.ts';
import { MessageFlag, toMessageObject } from '../to-message-object.ts';
import { toMime } from './to-mime.ts';
import type { ToMimeOptions } from './to-mime-options.ts';
import { integerIn, textIn, timeIn } from './value-in.ts';

const nothing = new Uint8Array(0);

/** What a reader marks a message with. It says nothing of what the message is. */
const marks = [PidNameKeywords, PidLidFlagRequest, PidTagReplyTime, PidTagFlagCompleteTime, PidTagMessageFlags];

/**
 * `original`, byte for byte, where `message` is still what `original` says; else `message` written anew.
 * @param original the MIME that the message came as; undefined where it came as none
 * @param options as for `toMime`; `resolve` reads the values of `message` that lie in the original too
 * @throws {OxcmailError} as `toMime`
 */
export function originalOrWritten(
  message: MessageObject,
  original: Uint8Array | undefined,
  options: ToMimeOptions = {},
): Uint8Array {
  if (original !== undefined && isUnmodified(message, original, options)) return original;
  return toMime(message, options);
}

/**
 * Whether nothing that a message says changed since it was made of `original`: what would be written of the one is what
 * would be written of the other. Categories, flags and what else a reader marks are left out of it. Takes a parse and two
 * conversions of what is not the same slice of the original in both; whoever keeps `mfUnmodified` up to date asks
 * `saysUnmodified` first.
 * @throws {OxcmailError} as `options.resolve` does
 */
export function isUnmodified(message: MessageObject, original: Uint8Array, options: ToMimeOptions = {}): boolean {
  const deliveredAt = timeIn(message.properties, PidTagMessageDeliveryTime);
  const fresh = toMessageObject(parseMime(original), deliveredAt === undefined ? {} : { deliveredAt });
  const { resolve = resolverOf(original) } = options;
  return isSame(
    writtenOrRefused(withoutShared(message, fresh), { ...options, resolve }),
    writtenOrRefused(withoutShared(fresh, message), { ...options, resolve: resolverOf(original) }),
  );
}

/**
 * Whether `message` says of itself that it was not modified since it was delivered: mfUnmodified, which whoever changes
 * a message clears. [MS-OXCMSG] 2.2.1.6
 */
export function saysUnmodified({ properties }: MessageObject): boolean {
  return ((integerIn(properties, PidTagMessageFlags) ?? 0) & MessageFlag.mfUnmodified) !== 0;
}

/** `message` without the content of attachments that is the same slice of the original in `other`: it need not be read. */
function withoutShared(message: MessageObject, other: MessageObject): MessageObject {
  // What is signed or sealed is written from its attachment.
  if (/\.SMIME/i.test(textIn(message.properties, PidTagMessageClass) ?? '')) return message;
  const attachments = message.attachments.map((attachment, index): AttachmentObject => {
    const theirs = other.attachments[index];
    if (theirs === undefined) return attachment;
    const { properties, embedded } = attachment;
    const rest = isSameSlice(properties, theirs.properties) ? withoutData(properties) : properties;
    if (embedded === undefined || theirs.embedded === undefined) return { ...attachment, properties: rest };
    return { properties: rest, embedded: withoutShared(embedded, theirs.embedded) };
  });
  return { ...message, attachments };
}

function isSameSlice(a: PropertyBag, b: PropertyBag): boolean {
  const value = a.get(PidTagAttachDataBinary);
  const theirs = b.get(PidTagAttachDataBinary);
  return (
    isExternal(value) && isExternal(theirs) && value.in === 'mime' && JSON.stringify(value) === JSON.stringify(theirs)
  );
}

function withoutData(bag: PropertyBag): PropertyBag {
  return new PropertyBag(bag).set(PidTagAttachDataBinary, nothing);
}

/** The message without marks as MIME, with the same boundaries each time, or why it cannot be written. */
function writtenOrRefused(message: MessageObject, options: ToMimeOptions): Uint8Array | OxcmailError {
  const properties = new PropertyBag(message.properties);
  for (const mark of marks) properties.delete(mark);
  let next = 0;
  const boundary = () => `=_${next++}`;
  try {
    return toMime({ ...message, properties }, { ...options, writesBcc: true, tnef: 'never', boundary });
  } catch (error) {
    if (error instanceof OxcmailError && error.code === 'too-deep') return error;
    throw error;
  }
}

function isSame(a: Uint8Array | OxcmailError, b: Uint8Array | OxcmailError): boolean {
  if (a instanceof OxcmailError || b instanceof OxcmailError) {
    return a instanceof OxcmailError && b instanceof OxcmailError && a.code === b.code;
  }
  return equalBytes(a, b);
}
