/**
 * Gives multimedia messages to a carrier that takes them at once: one message for all its recipients. 3GPP TS 23.140 8.7.1.1
 * What is stored before the request is written, and what comes of its answer, is such that no message leaves twice.
 */
import type { TextFault, TextMessage } from '@postbus/domain';
import { mmsEntity } from '@postbus/oxosmms';
import type {
  BlobStore,
  Clock,
  Directory,
  MmsChannel,
  SubmitOutcome,
  TextMessageStore,
  Versioned,
} from '@postbus/ports';
import { advanceMessage, putMessage } from '@postbus/text-messages';
import { untilStored } from '../carrier/until-stored.ts';
import { channels } from '../channels.ts';
import type { ChannelDispatch, Dispatched, MessageToDispatch } from '../dispatched.ts';
import { eventSource } from '../event-source.ts';
import type { ChannelTable } from '../routing/channel-table.ts';
import { contentAtHand } from './mms-content.ts';
import { accepted, isPending, refused, retryAt, submitting, unknownOutcome, waitingAgain } from './mms-state.ts';
import type { TakeMmsReport } from './take-mms-report.ts';

export interface MmsDispatchParts {
  readonly texts: TextMessageStore;
  readonly blobs: Pick<BlobStore, 'read'>;
  readonly directory: Pick<Directory, 'account'>;
  readonly clock: Clock;
  readonly table: Pick<ChannelTable, 'sender'>;
  readonly reports: Pick<TakeMmsReport, 'takeKept'>;
}

export interface MmsChannelLimits {
  readonly name: string;
  /** Bytes of a message as it leaves. */
  readonly largest: number;
}

const ended: Dispatched = { then: 'ended' };

export class MmsDispatch implements ChannelDispatch {
  constructor(
    private readonly parts: MmsDispatchParts,
    private readonly channel: MmsChannel,
    private readonly limits: MmsChannelLimits,
  ) {}

  async execute({ message: held, object, now }: MessageToDispatch, signal: AbortSignal): Promise<Dispatched> {
    if (held.value.state === 'dispatched') return this.#afterCrash(held, now);
    const content = object && (await contentAtHand(object, this.parts.blobs));
    if (content === undefined) return { then: 'elsewhere', fault: unreadable };
    const entity = mmsEntity(content.mms, { resolve: content.resolve });
    if (entity.length > this.limits.largest) return { then: 'elsewhere', fault: tooLarge };
    const sender = await this.#sender(held.value);
    signal.throwIfAborted();
    const marked = submitting(held.value, this.limits.name, sender, now);
    const stored = await putMessage(this.parts.texts, held, marked, eventSource);
    const started = performance.now();
    const { id, recipients, submittedAt, expiresAt } = stored.value;
    const outcome = await this.channel.submit(
      {
        id,
        ...(sender !== undefined && { sender }),
        recipients: recipients.map(({ number }) => number),
        subject: content.mms.subject,
        content: entity,
        submittedAt,
        expiresAt,
      },
      signal,
    );
    this.#tell(stored.value, outcome, performance.now() - started);
    return this.#settle(stored, outcome, signal);
  }

  /** Takes the reports that came before the answer was stored. */
  async followUp({ carrier }: TextMessage): Promise<void> {
    const messageId = carrier?.parts[0]?.messageId;
    if (messageId !== undefined) await this.parts.reports.takeKept(this.limits.name, messageId);
  }

  /** A worker died between the request and its answer: the carrier may have the message. */
  async #afterCrash(held: Versioned<TextMessage>, now: number): Promise<Dispatched> {
    const next = (message: TextMessage): TextMessage | undefined =>
      message.state === 'dispatched' ? unknownOutcome(message, lost, now) : undefined;
    await advanceMessage(this.parts.texts, held, next, eventSource);
    return ended;
  }

  async #sender({ mailbox, sender }: TextMessage): Promise<string | undefined> {
    const account = await this.parts.directory.account(mailbox);
    return account === undefined ? sender : this.parts.table.sender(this.limits.name, account, sender);
  }

  async #settle(stored: Versioned<TextMessage>, outcome: SubmitOutcome, signal: AbortSignal): Promise<Dispatched> {
    const { texts, clock, reports } = this.parts;
    const now = clock.now();
    const isStopping = signal.aborted;
    const change = async (next: (message: TextMessage) => TextMessage | undefined): Promise<void> => {
      const pending = (message: TextMessage): TextMessage | undefined =>
        isPending(message) ? next(message) : undefined;
      await untilStored(() => advanceMessage(texts, stored, pending, eventSource), signal);
    };
    if (outcome.outcome === 'accepted') {
      await change((message) => accepted(message, outcome.messageId, now));
      if (outcome.messageId !== undefined) await reports.takeKept(this.limits.name, outcome.messageId);
      return ended;
    }
    const { fault } = outcome;
    if (outcome.outcome === 'unknown') {
      await change((message) => unknownOutcome(message, fault, now));
      return ended;
    }
    if (outcome.outcome === 'refused' && outcome.retry === 'never') {
      await change((message) => refused(message, fault, now));
      return ended;
    }
    await change((message) => waitingAgain(message, now));
    const { channels: others, submittedAt } = stored.value;
    const isNotHere = outcome.outcome === 'unsent' ? others.length > 0 && !isStopping : outcome.retry === 'elsewhere';
    return isNotHere ? { then: 'elsewhere', fault } : { then: 'later', due: retryAt(submittedAt, now) };
  }

  #tell({ traceparent }: TextMessage, { outcome }: SubmitOutcome, duration: number): void {
    if (channels.submitted.hasSubscribers)
      channels.submitted.publish({ channel: this.limits.name, outcome, duration, traceparent });
  }
}

const unreadable: TextFault = { code: 'unreadable', text: 'what the message shows cannot be read' };
const tooLarge: TextFault = { code: 'too-large', text: 'the message is larger than the channel takes' };
const lost: TextFault = { code: 'no-answer', text: 'the service ended between the request and its answer' };
