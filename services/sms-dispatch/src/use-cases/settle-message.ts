import type { BusRecord, DecodedEvent, SmsStatus } from '@postbus/contracts';
import {
  DomainError,
  type MailboxScope,
  type MessageId,
  type Operation,
  type OperationResult,
  type StoredMessage,
  type TextMessage,
  type TextMessageState,
  isEnded,
  isWaiting,
} from '@postbus/domain';
import { isMms, readMms, readSms, textOfMms } from '@postbus/oxosmms';
import {
  type BlobStore,
  type JobStore,
  type MailStore,
  PortError,
  type TextMessageStore,
  type Versioned,
} from '@postbus/ports';
import { textItem } from '@postbus/text-messages';
import { channels } from '../channels.ts';
import { serviceName } from '../event-source.ts';
import { type ReportedState, reportedStates } from '../settling/failure-text.ts';
import { mailAgain, refusal } from '../settling/refused-mail.ts';
import { reportObject } from '../settling/report-object.ts';
import { placeOf, settlingOperations } from '../settling/settled-item.ts';
import { jobOf } from '../sms-jobs.ts';

export interface SettlePorts {
  readonly texts: TextMessageStore;
  readonly mail: MailStore;
  readonly jobs: JobStore;
  readonly blobs: BlobStore;
}

export interface SettleSettings {
  /** Where numbers are users of mail; without it no mail becomes a text message. */
  readonly mailDomain: string | undefined;
}

/** Tries against others who change the same item. */
const mostTries = 10;

/**
 * Brings the mailbox to what became of a text message: the item leaves the Outbox once nothing of it waits any more, and
 * its owner, or who wrote the mail that it was, hears of what did not go well. Done again it changes nothing.
 */
export class SettleMessage {
  constructor(
    private readonly ports: SettlePorts,
    private readonly settings: SettleSettings,
  ) {}

  /** @throws {PortError} where a store is away: to be repeated */
  async execute({ data, traceparent }: Pick<DecodedEvent<SmsStatus>, 'data' | 'traceparent'>): Promise<void> {
    this.tell(data, traceparent);
    if (nothingFollows(data)) return;
    for (let tries = 1; ; tries++) {
      try {
        return await this.follow(data);
      } catch (error) {
        if (error instanceof DomainError && error.code === 'no-such-mailbox') return;
        const isRaced =
          error instanceof DomainError && (error.code === 'changed-meanwhile' || error.code === 'no-such-message');
        if (!isRaced || tries === mostTries) throw error;
      }
    }
  }

  private async follow({ id, submission, state }: SmsStatus): Promise<void> {
    const ofSubmission = await this.ports.texts.ofSubmission(submission);
    const message = ofSubmission.find(({ value }) => value.id === id)?.value;
    if (message === undefined || !isStill(state, message)) return;
    if (isWaiting(state)) return this.seeToJob(message);
    const ofItem = ofSubmission.filter(({ value }) => value.item !== undefined && value.item === message.item);
    await this.settle(message, ofItem);
  }

  /** What waits again, by another's hand, or was parted from a group, may have no job yet. */
  private async seeToJob(message: TextMessage): Promise<void> {
    const job = jobOf(message);
    if (job !== undefined) await this.ports.jobs.add([job]);
  }

  private async settle(message: TextMessage, ofItem: readonly Versioned<TextMessage>[]): Promise<void> {
    const { id, tenant, mailbox, item, state, changedAt, traceparent } = message;
    const { mail } = this.ports;
    const scope: MailboxScope = { tenant, mailbox, principal: { kind: 'service', service: serviceName } };
    const stored = item === undefined ? undefined : await mail.message(scope, item);
    const moving = stored === undefined ? [] : await this.moving(scope, stored, ofItem, changedAt);
    const { operations, events } = await this.report(message, stored);
    const unknown = ofItem.filter(({ value }) => value.state === 'unknown');
    if (moving.length + operations.length + events.length + unknown.length === 0) return;
    const { results } = await mail.apply(scope, [...moving, ...operations], {
      dedupe: [`sms-settled/${id}/${state}/${changedAt}`],
      events,
      ...(traceparent !== undefined && { traceparent }),
    });
    const place = movedTo(results);
    if (place !== undefined) for (const one of unknown) await this.keepPlace(scope, one, place);
  }

  /** Nothing while any message of the item may still be sent, or once the item left the Outbox. */
  private async moving(
    scope: MailboxScope,
    stored: StoredMessage,
    ofItem: readonly Versioned<TextMessage>[],
    endedAt: number,
  ): Promise<readonly Operation[]> {
    const messages = ofItem.map(({ value }) => value);
    if (!messages.every(({ state }) => isEnded(state))) return [];
    const folder = await this.ports.mail.folder(scope, stored.folder);
    if (folder?.role !== 'outbox') return [];
    return settlingOperations(stored, placeOf(messages), endedAt);
  }

  /** What its owner may send again is found by where it lies now. */
  private async keepPlace(
    scope: MailboxScope,
    { value, version }: Versioned<TextMessage>,
    place: MessageId,
  ): Promise<void> {
    if (value.item === place) return;
    const { texts, mail } = this.ports;
    try {
      await texts.put({ ...value, item: place }, version);
    } catch (error) {
      if (!(error instanceof PortError && error.code === 'conflict')) throw error;
      // News of it came meanwhile: it is unknown no more. A phone's own copy is the one that is kept.
      const present = await texts.message(value.id);
      const [record] = present?.value.phone?.state === 'sent' ? await mail.messages(scope, [place]) : [];
      if (record !== undefined) await mail.apply(scope, [{ do: 'delete-message', id: place }]);
    }
  }

  /** A phone that failed has told its owner itself. */
  private async report(
    message: TextMessage,
    stored: StoredMessage | undefined,
  ): Promise<{ readonly operations: readonly Operation[]; readonly events: readonly BusRecord[] }> {
    const state = reportedStates.find((one): one is ReportedState => one === message.state);
    if (state === undefined || message.phone?.state === 'failed') return { operations: [], events: [] };
    const { mailDomain } = this.settings;
    if (message.mail !== undefined && mailDomain !== undefined) {
      const raw = await this.ports.blobs.put(mailAgain(message, textOf(stored), mailDomain));
      return { operations: [], events: [refusal(message, state, raw, mailDomain)] };
    }
    const object = reportObject(message, state, subjectOf(stored));
    const report = textItem(object, message.changedAt, false, message.traceparent);
    return { operations: [{ do: 'insert-message', folder: 'inbox', message: report }], events: [] };
  }

  private tell(data: SmsStatus, traceparent: string | undefined): void {
    if (!channels.changed.hasSubscribers || data.submittedAt === undefined) return;
    const { channel = '', kind, state, code } = data;
    const sinceSubmission = Date.parse(data.changedAt) - Date.parse(data.submittedAt);
    channels.changed.publish({ channel, kind, state, code, sinceSubmission, traceparent });
  }
}

/** What was planned has its job, what has left has no end yet, and what was sent before it was delivered is settled by that. */
function nothingFollows({ state, version, before }: SmsStatus): boolean {
  return (
    (isWaiting(state) && version === 1 && before === undefined) ||
    state === 'dispatched' ||
    (state === 'delivered' && before === 'sent')
  );
}

/** Of a later state there is an event of its own; but of one delivered after it was sent, that settles nothing. */
function isStill(state: TextMessageState, message: TextMessage): boolean {
  return message.state === state || (state === 'sent' && message.state === 'delivered');
}

/** The id that an item has since it moved, by this step or, where that is repeated, the first one: the second result of two. */
function movedTo([updated, moved]: readonly OperationResult[]): MessageId | undefined {
  return updated?.message === undefined ? undefined : moved?.message;
}

function subjectOf(stored: StoredMessage | undefined): string {
  return stored === undefined ? '' : (isMms(stored.object) ? readMms : readSms)(stored.object, nothing).subject;
}

/** Text that lies outside the object is left out: the reader has it in what was sent. */
function textOf(stored: StoredMessage | undefined): string {
  if (stored === undefined) return '';
  return isMms(stored.object) ? textOfMms(stored.object, nothing) : readSms(stored.object, nothing).text;
}

function nothing(): Uint8Array {
  return new Uint8Array(0);
}
