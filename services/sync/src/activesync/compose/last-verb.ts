/** That a message was answered or forwarded, on the message itself. [MS-OXOMSG] 2.2.1.12, 2.2.1.13 */
import type { MailboxScope, MessageId, MessageSummary, Operation } from '@postbus/domain';
import {
  PidTagIconIndex,
  PidTagLastVerbExecuted,
  PidTagLastVerbExecutionTime,
  PropertyBag,
  fileTimeOf,
} from '@postbus/mapi';
import type { MailStore } from '@postbus/ports';
import { updateProperties } from '../items/update-properties.ts';
import { keyOf } from './own-address.ts';

/** Values of PidTagLastVerbExecuted. */
export const verb = { replyToSender: 102, replyToAll: 103, forward: 104 } as const;
type Verb = (typeof verb)[keyof typeof verb];

/** PidTagIconIndex of a message that was answered or forwarded. [MS-OXOMSG] 2.2.1.11 */
const icon = { replied: 0x105, forwarded: 0x106 };

/** The operation that notes `done` on the message; none where it is gone. @param at epoch milliseconds */
export async function lastVerbOperations(
  store: MailStore,
  scope: MailboxScope,
  id: MessageId,
  done: Verb,
  at: number,
): Promise<Operation[]> {
  const stored = await store.message(scope, id);
  if (stored === undefined) return [];
  const properties = new PropertyBag(stored.object.properties)
    .set(PidTagLastVerbExecuted, done)
    .set(PidTagLastVerbExecutionTime, fileTimeOf(at))
    .set(PidTagIconIndex, done === verb.forward ? icon.forwarded : icon.replied);
  return [updateProperties(stored, properties)];
}

/** Whether an answer to `recipients` goes to its sender alone. */
export function replyVerb({ from, sender, replyTo }: MessageSummary, recipients: readonly string[]): Verb {
  const authors = new Set([from, sender, ...replyTo].map((one) => keyOf(one?.address ?? '')));
  return recipients.every((address) => authors.has(keyOf(address))) ? verb.replyToSender : verb.replyToAll;
}
