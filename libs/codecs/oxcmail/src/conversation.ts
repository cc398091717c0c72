/** The conversation that a message belongs to, from Thread-Index and Thread-Topic. [MS-OXCMAIL] 2.2.3.2 */
import { BytesError, fromBase64, utf8Bytes } from '@postbus/bytes';
import {
  PidTagConversationId,
  PidTagConversationIndex,
  PidTagConversationIndexTracking,
  PidTagConversationTopic,
  type PropertyBag,
  conversationIdOf,
  isConversationIndex,
  md5,
  newConversationIndex,
} from '@postbus/mapi';
import type { HeaderList } from '@postbus/mime';

export interface ConversationSource {
  readonly headers: HeaderList;
  readonly normalizedSubject: string;
  /** Epoch ms, for a conversation that begins here. */
  readonly at: number;
  /** What tells a message without a subject from others without one. */
  readonly messageId: string;
}

/**
 * Sets topic, index and id. A message without Thread-Index gets an index whose GUID is its conversation's id, so that all
 * of one topic come together, whatever mailer they are from; the same bytes always give the same.
 */
export function setConversation(
  bag: PropertyBag,
  { headers, normalizedSubject, at, messageId }: ConversationSource,
): void {
  const topic = headers.first('Thread-Topic')?.text ?? normalizedSubject;
  const given = threadIndex(headers);
  const id =
    conversationIdOf({ tracking: given !== undefined, index: given, topic: topic === '' ? undefined : topic }) ??
    md5(utf8Bytes(messageId));
  bag
    .set(PidTagConversationTopic, topic)
    .set(PidTagConversationIndex, given ?? newConversationIndex(at, id))
    .set(PidTagConversationIndexTracking, true)
    .set(PidTagConversationId, id);
}

function threadIndex(headers: HeaderList): Uint8Array | undefined {
  const text = headers.first('Thread-Index')?.value.replaceAll(/\s+/g, '');
  if (text === undefined || text === '') return undefined;
  try {
    const index = fromBase64(text);
    return isConversationIndex(index) ? index : undefined;
  } catch (error) {
    if (error instanceof BytesError) return undefined;
    throw error;
  }
}
