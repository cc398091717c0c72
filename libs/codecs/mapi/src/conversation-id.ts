/** Which conversation a message belongs to. [MS-OXOMSG] 2.2.1.2 */
import { md5 } from './md5.ts';

const topicCharacters = 255;

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

/** Up to 255 non-zero UTF-16 code units in their upper case, each mapped alone. */
function topicBytes(topic: string): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(Math.min(topic.length, topicCharacters) * 2));
  let length = 0;
  for (let at = 0; at < topic.length && length < bytes.byteLength; at++) {
    const unit = topic.charCodeAt(at);
    if (unit === 0) continue;
    const upper = topic[at]!.toUpperCase();
    bytes.setUint16(length, upper.length === 1 ? upper.charCodeAt(0) : unit, true);
    length += 2;
  }
  return new Uint8Array(bytes.buffer, 0, length);
}
