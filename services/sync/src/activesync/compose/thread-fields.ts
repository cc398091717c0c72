/** Fields that put an answer or a forward into the conversation of its original. RFC 5322 3.6.4, [MS-OXCMAIL] 2.1.3.2 */
import { fromHex, toBase64 } from '@postbus/bytes';
import type { MessageSummary } from '@postbus/domain';
import { isConversationIndex, newConversationIndex, replyConversationIndex } from '@postbus/mapi';
import { idField, textField } from '@postbus/mime';

/** Stops References from growing with a conversation that does not end. */
const mostReferences = 100;

/** @param now epoch milliseconds, when the answer is written */
export function threadFields(original: MessageSummary, now: number): string[] {
  const { messageId, references, conversationTopic, conversationIndex, conversationId } = original;
  const index = fromHex(conversationIndex);
  const parent = isConversationIndex(index) ? index : newConversationIndex(now, fromHex(conversationId));
  return [
    ...(messageId === undefined ? [] : [idField('In-Reply-To', [messageId])]),
    ...(messageId === undefined ? [] : [idField('References', [...references.slice(-mostReferences + 1), messageId])]),
    ...(conversationTopic === '' ? [] : [textField('Thread-Topic', conversationTopic)]),
    textField('Thread-Index', toBase64(replyConversationIndex(parent, now))),
  ];
}
