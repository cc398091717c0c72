/** Changes the text or the time of what waits. */
import { type BusRecord, type SmsSubmitted, derivedEventId, smsSubmitted, toRecord } from '@postbus/contracts';
import { type MailboxScope, type MessageId, type Operation, type TextMessage, isWaiting } from '@postbus/domain';
import { type Clock, type MailStore, PortError, type TextMessageStore, type Versioned } from '@postbus/ports';
import type { FindSubmission, FoundSubmission } from './find-submission.ts';
import { type Revision, revisedObject } from './revised-object.ts';
import { textItem } from './text-item.ts';
import { TextMessageError } from './text-message-error.ts';

export interface SubmissionRevision extends Revision {
  /** Milliseconds from when it is to leave, after which it is of no use any more. */
  readonly validFor?: number;
}

export interface RevisePorts {
  readonly textMessages: TextMessageStore;
  readonly store: MailStore;
  readonly clock: Clock;
  /** CloudEvents source: `/sync`. */
  readonly eventSource: string;
}

type Update = Extract<Operation, { readonly do: 'update-message' }>;

/** Milliseconds for which nothing leaves while its item is changed; over by itself where the process dies meanwhile. */
const held = 15_000;

export class ReviseSubmission {
  constructor(
    private readonly find: FindSubmission,
    private readonly ports: RevisePorts,
  ) {}

  /**
   * Holds it back, changes the item, and has it planned anew: what leaves is the whole of the one or of the other.
   * @throws {TextMessageError} `no-such-text-message`; `not-waiting` where any of it has left or has ended;
   *   `not-planned` where nobody looked at it yet
   */
  async execute(scope: MailboxScope, id: string, revision: SubmissionRevision): Promise<FoundSubmission> {
    const found = await this.find.execute(scope, id);
    if (found.unplanned !== undefined) await this.#refuseUnplanned(scope, found.unplanned);
    await this.#hold(found, revision);
    const items = new Set(found.messages.flatMap(({ value }) => value.item ?? []));
    const updates = await Promise.all([...items].map((item) => this.#update(scope, item, revision)));
    const parts = Map.groupBy(
      found.messages.map(({ value }) => value),
      ({ submission, part = submission }) => part,
    );
    const events = Array.from(parts, ([part, messages]) => this.#submittedAgain(part, messages[0]!, updates, revision));
    await this.ports.store.apply(scope, updates, { events });
    return this.find.execute(scope, id);
  }

  async #refuseUnplanned(scope: MailboxScope, item: MessageId): Promise<never> {
    const [record] = await this.ports.store.messages(scope, [item]);
    if (record === undefined) throw notWaiting();
    throw new TextMessageError('not-planned', 'it was submitted just now; ask again in a moment', { retryable: true });
  }

  /** A put that another one overtook shows that it is on its way. How long it is of use is kept by it too. */
  async #hold({ messages }: FoundSubmission, { validFor }: SubmissionRevision): Promise<void> {
    if (!messages.every(({ value }) => isWaiting(value.state) && value.item !== undefined)) throw notWaiting();
    const until = this.ports.clock.now() + held;
    for (const message of messages) await this.#holdOne(message, until, validFor);
  }

  async #holdOne(
    { value, version }: Versioned<TextMessage>,
    until: number,
    validFor = value.expiresAt - value.dueAt,
  ): Promise<void> {
    const dueAt = Math.max(value.dueAt, until);
    const waiting: TextMessage = { ...value, state: 'scheduled', dueAt, expiresAt: dueAt + validFor };
    try {
      await this.ports.textMessages.put(waiting, version);
    } catch (error) {
      if (error instanceof PortError && error.code === 'conflict') throw notWaiting();
      throw error;
    }
  }

  async #update(scope: MailboxScope, id: MessageId, revision: Revision): Promise<Update> {
    const stored = await this.ports.store.message(scope, id);
    if (stored === undefined) throw notWaiting();
    const { object, received, changeNumber, traceparent } = stored;
    const message = textItem(revisedObject(object, revision, received), received, true, traceparent);
    return { do: 'update-message', id, message, ifChangeNumber: changeNumber };
  }

  /** @param message one of the part, as it was before it was held */
  #submittedAgain(
    part: string,
    message: TextMessage,
    updates: readonly Update[],
    { at, validFor }: SubmissionRevision,
  ): BusRecord {
    const { submission, tenant, mailbox, kind, source, sender, mail, submittedAt, dueAt, expiresAt, traceparent } =
      message;
    const now = this.ports.clock.now();
    const due = at === undefined ? dueAt : Math.max(at === 'now' ? now : at, now);
    const data: SmsSubmitted = {
      id: part,
      ...(part !== submission && { partOf: submission }),
      tenant,
      mailbox,
      kind,
      source,
      ...(sender !== undefined && { sender }),
      expiresAt: new Date(due + (validFor ?? expiresAt - dueAt)).toISOString(),
      ...(mail !== undefined && { mail }),
      submittedAt: new Date(submittedAt).toISOString(),
    };
    const versions = updates.map(({ id, ifChangeNumber }) => `${id}/${ifChangeNumber}`);
    const id = derivedEventId('sms-revised', part, ...versions);
    const trace = traceparent === undefined ? {} : { traceparent };
    return toRecord(smsSubmitted, data, { id, source: this.ports.eventSource, ...trace }, new Date(now));
  }
}

function notWaiting(): TextMessageError {
  return new TextMessageError('not-waiting', 'it has left, or has ended');
}
