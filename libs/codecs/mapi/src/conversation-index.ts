/** Where a message stands in its conversation. [MS-OXOMSG] 2.2.1.3 */
import { type Guid, guidText, toHex } from '@postbus/bytes';
import { epochMsOf, fileTimeOf } from './filetime.ts';
import { MapiError } from './mapi-error.ts';

const headerLength = 22;
const levelLength = 5;
/** Deltas below 2^49 ticks (1.7 years) are kept in units of 2^18 ticks, longer ones in units of 2^23. */
const shortDelta = 1n << 49n;
const deltaBits = 0x7fff_ffffn;
/** Stops an index that grows with every reply of two machines that answer each other. */
const mostLevels = 500;

export interface ConversationIndex {
  /** When the conversation began, epoch ms, to the 1.7 s that the index keeps. */
  readonly startedAt: number;
  /** The GUID's 16 bytes as they stand: PidTagConversationId where tracking is on. */
  readonly conversationId: Uint8Array;
  readonly guid: Guid;
  /** Epoch ms of each reply, from the first. */
  readonly repliedAt: readonly number[];
}

/** The index of the first message of a new conversation. @param conversationId 16 bytes; random unless given */
export function newConversationIndex(
  atMs: number,
  conversationId: Uint8Array = crypto.getRandomValues(new Uint8Array(16)),
): Uint8Array<ArrayBuffer> {
  const index = new Uint8Array(headerLength);
  const time = Number(fileTimeOf(atMs) >> 24n);
  index[0] = 0x01;
  index[1] = time / 0x1_0000_0000;
  for (let at = 0; at < 4; at++) index[2 + at] = time >>> (8 * (3 - at));
  index.set(conversationId, 6);
  return index;
}

/**
 * The index of a reply to, or a forward of, the message with `parent`: its index and one response level more.
 * @param random one byte told apart replies of the same moment; drawn unless given
 * @throws {MapiError} `not-a-conversation-index`
 */
export function replyConversationIndex(
  parent: Uint8Array,
  atMs: number,
  random = crypto.getRandomValues(new Uint8Array(1))[0]!,
): Uint8Array<ArrayBuffer> {
  checkIndex(parent);
  if (parent.length >= headerLength + mostLevels * levelLength) return Uint8Array.from(parent);
  const index = new Uint8Array(parent.length + levelLength);
  index.set(parent);
  const passed = fileTimeOf(atMs) - headerTime(parent);
  const delta = passed < 0n ? 0n : passed;
  const level = delta < shortDelta ? (delta >> 18n) & deltaBits : ((delta >> 23n) & deltaBits) | 0x8000_0000n;
  new DataView(index.buffer).setUint32(parent.length, Number(level));
  index[parent.length + 4] = random;
  return index;
}

/** @throws {MapiError} `not-a-conversation-index` */
export function readConversationIndex(index: Uint8Array): ConversationIndex {
  checkIndex(index);
  const started = headerTime(index);
  const view = new DataView(index.buffer, index.byteOffset, index.byteLength);
  const repliedAt: number[] = [];
  for (let at = headerLength; at < index.length; at += levelLength) {
    const level = BigInt(view.getUint32(at));
    const delta = (level & deltaBits) << (level > deltaBits ? 23n : 18n);
    repliedAt.push(epochMsOf(started + delta));
  }
  const conversationId = index.slice(6, headerLength);
  return { startedAt: epochMsOf(started), conversationId, guid: guidText(conversationId), repliedAt };
}

/** Whether `index` has a header and whole response levels. */
export function isConversationIndex(index: Uint8Array): boolean {
  return index.length >= headerLength && index[0] === 0x01 && (index.length - headerLength) % levelLength === 0;
}

function checkIndex(index: Uint8Array): void {
  if (!isConversationIndex(index)) {
    throw new MapiError(
      'not-a-conversation-index',
      '0',
      `${index.length} bytes beginning with ${toHex(index.subarray(0, 6))}`,
    );
  }
}

/** The FILETIME of the header. Outlook lets its first byte, always 01 to the year 2057, be the reserved one too: `01 D5 …`, not `01 01 D5 …`. */
function headerTime(index: Uint8Array): bigint {
  let time = 0n;
  for (let at = index[1] === 0x01 ? 1 : 0; at < 6; at++) time = (time << 8n) | BigInt(index[at]!);
  return index[1] === 0x01 ? time << 24n : time << 16n;
}
