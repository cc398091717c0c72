/** Puts a text message that came in into the Inbox of whose number it came to, and tells of it, by one step. [MS-OXOSMMS] 3.2.1 */
import { type MailboxScope, type TextMessageKind, newTraceparent } from '@postbus/domain';
import type { MessageObject } from '@postbus/mapi';
import type { MailStore } from '@postbus/ports';
import { receivedKey, receivedRecord } from './received-record.ts';
import { textItem } from './text-item.ts';

export interface ReceivedTextMessage {
  /** A UUID that follows from what came in: the same message comes once. */
  readonly id: string;
  readonly scope: MailboxScope;
  readonly channel: string;
  readonly kind: TextMessageKind;
  /** Number or name of the sender. */
  readonly from: string;
  /** The number here. */
  readonly to: string;
  /** How many the sender cut it into. */
  readonly parts: number;
  /** Whether all of them came. */
  readonly complete: boolean;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** An SMS or MMS object of origin `received`. */
  readonly object: MessageObject;
  /** CloudEvents source: `/sms-dispatch`. */
  readonly eventSource: string;
}

/** @throws {DomainError}, {PortError} as `MailStore.apply`; done again it changes nothing */
export async function deliverReceived(store: Pick<MailStore, 'apply'>, received: ReceivedTextMessage): Promise<void> {
  const { scope, object, eventSource, ...facts } = received;
  const { id, receivedAt } = facts;
  const { tenant, mailbox } = scope;
  const traceparent = newTraceparent();
  const message = textItem(object, receivedAt, false, traceparent);
  await store.apply(scope, [{ do: 'insert-message', folder: 'inbox', message }], {
    dedupe: [receivedKey(id)],
    events: [receivedRecord({ ...facts, tenant, mailbox, as: 'text-message' }, eventSource, traceparent)],
    traceparent,
  });
}
