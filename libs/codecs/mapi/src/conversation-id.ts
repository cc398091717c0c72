/** Which conversation a message belongs to. [MS-OXOMSG] 2.2.1.2 */
import { md5 } from './md5.ts';

const topicCharacters = 255;
/** The topic at hand: a new place for each costs more than its digest. */
const topicUnits = new Uint8Array(topicCharacters * 2);

export interface ConversationProperties {
  /** PidTagConversationIndexTracking */
  readonly tracking?: boolean | undefined;
  /** PidTagConversationIndex */
  readonly index?: Uint8Array | undefined;
  /** PidTagConversationTopic */
  readonly topic?: string | undefined;
}

/**
 * PidTagConversationId: the GUID of the index where it is tracked, the digest of the topic otherwise.
 * @returns 16 bytes, or undefined where there is neither: such a message is a conversation of its own
 */
export function conversationIdOf({ tracking, index, topic }: ConversationProperties): Uint8Array | undefined {
  if (tracking === true && index !== undefined && index.length >= 22 && index[0] === 0x01) return index.slice(6, 22);
  return topic === undefined ? undefined : md5(topicBytes(topic));
}

/** Up to 255 non-zero UTF-16 code units in their upper case, each mapped alone. Good until the next topic. */
function topicBytes(topic: string): Uint8Array {
  let length = 0;
  for (let at = 0; at < topic.length && length < topicUnits.length; at++) {
    const unit = topic.charCodeAt(at);
    if (unit === 0) continue;
    const upper = upperCase(unit);
    topicUnits[length] = upper;
    topicUnits[length + 1] = upper >> 8;
    length += 2;
  }
  return topicUnits.subarray(0, length);
}

function upperCase(unit: number): number {
  if (unit < 0x80) return unit >= 0x61 && unit <= 0x7a ? unit - 0x20 : unit;
  const upper = String.fromCharCode(unit).toUpperCase();
  return upper.length === 1 ? upper.charCodeAt(0) : unit;
}
