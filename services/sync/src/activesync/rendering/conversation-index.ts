/** ConversationIndex of an item from PidTagConversationIndex. [MS-ASCON] 2.2.2.4, [MS-OXOMSG] 2.2.1.3 */
import { concat } from '@postbus/bytes';
import { isConversationIndex } from '@postbus/mapi';

/** Bytes of a PidTagConversationIndex before its response levels. */
const headerLength = 22;
/** The byte that every FILETIME of the years 1829 to 2057 begins with, and that ConversationIndex leaves out. */
const firstTimeByte = 0x01;

/**
 * Five bytes of the time when the conversation began, then its response levels: the GUID between them is left out.
 * @returns undefined where `index` is none
 */
export function conversationIndex(index: Uint8Array): Uint8Array | undefined {
  if (!isConversationIndex(index)) return undefined;
  const levels = index.subarray(headerLength);
  // Some writers put the time after the reserved byte, others let its first byte be the reserved one.
  if (index[1] === firstTimeByte) return concat([index.subarray(2, 6), Uint8Array.of(0), levels]);
  return concat([index.subarray(1, 6), levels]);
}
