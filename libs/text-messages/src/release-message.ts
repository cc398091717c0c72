/** Sends again, at its owner's word, what may have left and may not. [MS-ASMS] 3.1.5.1 */
import {
  DomainError,
  type MailboxScope,
  type MessageId,
  type Operation,
  type StoredMessage,
  type TextMessage,
} from '@postbus/domain';
import { type Clock, type MailStore, PortError, type TextMessageStore, type Versioned } from '@postbus/ports';
import type { FindSubmission, FoundSubmission } from './find-submission.ts';
import { phoneChannel } from './phone-relay.ts';
import { objectToSendAgain } from './object-to-send-again.ts';
import { statusRecord } from './status-record.ts';
import { TextMessageError } from './text-message-error.ts';
import { textItem } from './text-item.ts';

export interface ReleasePorts {
  readonly textMessages: Pick<TextMessageStore, 'message' | 'put'>;
  readonly store: MailStore;
  readonly clock: Clock;
  /** CloudEvents source: `/sync`. */
  readonly eventSource: string;
  /** Whether what a carrier may have is sent again at its owner's word; what a phone may have always is. */
  readonly alsoOfCarriers: boolean;
}

/** Tries against who brings the item to Sent Items meanwhile. */
const mostTries = 5;

export class ReleaseMessage {
  constructor(
    private readonly find: FindSubmission,
    private readonly ports: ReleasePorts,
  ) {}

  /**
   * It waits again, with an item in the Outbox of its own, for the next channel that may carry it, or for the same one
   * where there is none. News of the phone that may have it is still heard, and takes it back where it has not left.
   * @param id of one text message, or of a submission for all of it that is unknown
   * @throws {TextMessageError} `no-such-text-message`; `not-unknown`; `may-not-send` where a carrier may have it;
   *   `no-such-message` where its item is nowhere
   */
  async execute(scope: MailboxScope, id: string): Promise<FoundSubmission> {
    const { messages } = await this.find.execute(scope, id);
    const named = messages.filter(({ value }) => value.id === id.toLowerCase());
    const unknown = (named.length > 0 ? named : messages).filter(({ value }) => value.state === 'unknown');
    if (unknown.length === 0) throw new TextMessageError('not-unknown', 'it is known what became of it');
    if (!this.ports.alsoOfCarriers && unknown.some(({ value }) => value.channel !== phoneChannel))
      throw new TextMessageError('may-not-send', 'what a carrier may have is not sent again here');
    for (const message of unknown) await this.#release(scope, message);
    return this.find.execute(scope, id);
  }

  async #release(scope: MailboxScope, unknown: Versioned<TextMessage>): Promise<void> {
    let present: Versioned<TextMessage> | undefined = unknown;
    for (let tries = 1; present?.value.state === 'unknown'; tries++) {
      const message: Versioned<TextMessage> = present;
      try {
        return await this.#releaseOnce(scope, message);
      } catch (error) {
        const isRaced =
          (error instanceof PortError && error.code === 'conflict') ||
          (error instanceof DomainError && error.code === 'no-such-message');
        if (!isRaced || tries === mostTries) throw error;
      }
      present = await this.ports.textMessages.message(message.value.id);
    }
  }

  /** The item comes first: a message without one would be cancelled. Done again after a crash, it comes once. */
  async #releaseOnce(scope: MailboxScope, { value, version }: Versioned<TextMessage>): Promise<void> {
    const item = await this.#itemAgain(scope, value, `sms-release/${value.id}/${version}`);
    const again = waitingAgain(value, item, this.ports.clock.now());
    try {
      const told = statusRecord(again, version + 1, this.ports.eventSource, value.state);
      await this.ports.textMessages.put(again, version, [told]);
    } catch (error) {
      if (!(error instanceof PortError && error.code === 'conflict')) throw error;
      const present = await this.ports.textMessages.message(value.id);
      // Where another one let it wait again, that was by the same item.
      if (present?.value.item !== item) await this.#remove(scope, item);
      throw error;
    }
  }

  async #itemAgain(scope: MailboxScope, message: TextMessage, dedupe: string): Promise<MessageId> {
    const { store, clock } = this.ports;
    const stored = message.item === undefined ? undefined : await store.message(scope, message.item);
    const operations = stored === undefined ? [] : operationsOf(stored, message, clock.now());
    const { results } = await store.apply(scope, operations, { dedupe: [dedupe] });
    const item = results[0]?.message;
    if (item === undefined) throw new TextMessageError('no-such-message', 'its text is in the mailbox no more');
    return item;
  }

  async #remove(scope: MailboxScope, id: MessageId): Promise<void> {
    try {
      await this.ports.store.apply(scope, [{ do: 'delete-message', id }]);
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'no-such-message')) throw error;
    }
  }
}

/** A new item for the recipients of `message`; the old one goes where it was for nobody else. */
function operationsOf(stored: StoredMessage, message: TextMessage, at: number): readonly Operation[] {
  const { object, mime, traceparent, id } = stored;
  const again = textItem(objectToSendAgain(object, message, at), at, true, traceparent);
  const item = { ...again, ...(mime !== undefined && { mime }) };
  const isForOthers = object.recipients.length > message.recipients.length;
  return [
    { do: 'insert-message', folder: 'outbox', message: item },
    ...(isForOthers ? [] : [{ do: 'delete-message' as const, id }]),
  ];
}

/** A phone that had it stays known; what a carrier was given is given up. */
function waitingAgain(message: TextMessage, item: MessageId, now: number): TextMessage {
  const { fault: _fault, carrier: _carrier, channels, channel, dueAt, expiresAt, ...rest } = message;
  const [next = channel, ...others] = channels;
  return {
    ...rest,
    ...(next !== undefined && { channel: next }),
    channels: others,
    item,
    state: 'scheduled',
    dueAt: now,
    expiresAt: now + (expiresAt - dueAt),
    changedAt: now,
  };
}
