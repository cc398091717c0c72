/** The elements of an email item that the summary of its message tells. [MS-ASEMAIL] 2.2.2 */
import { type ApplicationData, LastVerb, maxCategories } from '@postbus/activesync';
import { fromHex } from '@postbus/bytes';
import type { MessageRecord, MessageSummary } from '@postbus/domain';
import { addressList, addressText, replyToList } from './address-list.ts';
import { attachmentsOf } from './attachments.ts';
import { conversationIndex } from './conversation-index.ts';

/** [MS-ASEMAIL] 2.2.2.20 */
const contentClass = 'urn:content-classes:message';

/** NativeBodyType by PidTagNativeBody. [MS-ASAIRS] 2.2.2.32 */
const nativeBodyTypes = { 0: undefined, 1: 1, 2: 3, 3: 2 } as const;

/** LastVerbExecuted by PidTagLastVerbExecuted. [MS-ASEMAIL] 2.2.2.42 */
const lastVerbs: Readonly<Record<number, LastVerb>> = {
  102: LastVerb.ReplyToSender,
  103: LastVerb.ReplyToAll,
  104: LastVerb.Forward,
};

/** Everything but flag and bodies. */
export function emailFields(message: MessageRecord): ApplicationData {
  const { summary } = message;
  return {
    ...addressing(summary),
    Subject: summary.subject,
    DateReceived: new Date(message.received),
    ThreadTopic: summary.conversationTopic,
    Importance: summary.importance,
    Read: message.read,
    MessageClass: summary.messageClass,
    InternetCPID: String(summary.codePage),
    ContentClass: contentClass,
    Attachments: attachmentsOf(message),
    NativeBodyType: nativeBodyTypes[summary.nativeBody],
    ConversationId: fromHex(summary.conversationId),
    ConversationIndex: conversationIndex(fromHex(summary.conversationIndex)),
    ...lastVerb(summary),
    Categories: summary.categories?.slice(0, maxCategories),
  };
}

/** What is told of a message that changed: what a reader did to it. Without the flag. */
export function changedFields({ read, summary }: MessageRecord): ApplicationData {
  return { Read: read, Categories: (summary.categories ?? []).slice(0, maxCategories), ...lastVerb(summary) };
}

function addressing({ to, cc, bcc, from, sender, replyTo, displayTo }: MessageSummary): ApplicationData {
  return {
    To: addressList(to),
    Cc: addressList(cc),
    Bcc: addressList(bcc),
    From: addressList(from === undefined ? [] : [from]),
    ReplyTo: replyToList(replyTo),
    DisplayTo: displayTo === '' ? undefined : displayTo,
    Sender: sender === undefined ? undefined : addressText(sender),
  };
}

function lastVerb({ lastVerb: verb, lastVerbAt: at }: MessageSummary): ApplicationData {
  if (verb === undefined) return {};
  return {
    LastVerbExecuted: lastVerbs[verb] ?? LastVerb.Unknown,
    LastVerbExecutionTime: at === undefined ? undefined : new Date(at),
  };
}
