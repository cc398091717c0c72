/** Puts a text message into its owner's Outbox and tells of it, by one step. [MS-OXOSMMS] 3.2.1, [MS-ASMS] 3.1.5.1 */
import { type BusRecord, type SmsSubmitted, smsSubmitted, toRecord } from '@postbus/contracts';
import {
  type ChangeNumber,
  type MailboxScope,
  type MessageId,
  type Operation,
  type TextMessageKind,
  type TextMessageMail,
  type TextMessageSource,
  newTraceparent,
} from '@postbus/domain';
import type { MessageObject } from '@postbus/mapi';
import type { Clock, MailStore } from '@postbus/ports';
import { withExpiry } from './expiry.ts';
import { textItem } from './text-item.ts';

export interface TextSubmission {
  /** A UUID; the same one is submitted once. */
  readonly id: string;
  readonly scope: MailboxScope;
  readonly source: TextMessageSource;
  readonly kind: TextMessageKind;
  /** An SMS or MMS object of origin `submitted`. */
  readonly object: MessageObject;
  /** The sender that its owner asked for. */
  readonly sender?: string;
  /** Epoch milliseconds when it is of no use any more. */
  readonly expiresAt?: number;
  readonly mail?: TextMessageMail;
  readonly traceparent?: string;
  /** CloudEvents source: `/sync`. */
  readonly eventSource: string;
  /** Further keys of the step, as `ApplyOptions` has them. */
  readonly dedupe?: readonly string[];
  /** What else changes in the mailbox by the same step. */
  readonly operations?: readonly Operation[];
}

export interface SubmittedItem {
  readonly item: MessageId;
  /** Highest change number of the step. */
  readonly changeNumber: ChangeNumber;
  /** Whether the id was submitted before. */
  readonly repeated: boolean;
}

export class SubmitTextMessage {
  constructor(
    private readonly store: MailStore,
    private readonly clock: Clock,
  ) {}

  /** @throws {DomainError}, {PortError} as `MailStore.apply` */
  async execute(submission: TextSubmission): Promise<SubmittedItem> {
    const { id, scope, object, expiresAt, operations = [], dedupe = [], traceparent = newTraceparent() } = submission;
    const now = this.clock.now();
    const message = textItem(withExpiry(object, expiresAt), now, true, traceparent);
    const { results, changeNumber, repeated } = await this.store.apply(
      scope,
      [{ do: 'insert-message', folder: 'outbox', message }, ...operations],
      { dedupe: [dedupeKeyOf(id), ...dedupe], events: [submittedRecord(submission, now, traceparent)], traceparent },
    );
    return { item: results[0]!.message!, changeNumber, repeated };
  }
}

/** The item that was inserted with a submission, wherever it is by now. */
export async function itemOfSubmission(
  store: MailStore,
  scope: MailboxScope,
  submission: string,
): Promise<MessageId | undefined> {
  const applied = await store.applied(scope, dedupeKeyOf(submission));
  return applied?.results[0]?.message;
}

function dedupeKeyOf(submission: string): string {
  return `sms/${submission}`;
}

function submittedRecord(submission: TextSubmission, now: number, traceparent: string): BusRecord {
  const { id, scope, kind, source, sender, expiresAt, mail, eventSource } = submission;
  const at = new Date(now);
  const data: SmsSubmitted = {
    id,
    tenant: scope.tenant,
    mailbox: scope.mailbox,
    kind,
    source,
    ...(sender !== undefined && { sender }),
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt).toISOString() }),
    ...(mail !== undefined && { mail }),
    submittedAt: at.toISOString(),
  };
  return toRecord(smsSubmitted, data, { id, source: eventSource, traceparent }, at);
}
