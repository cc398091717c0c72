/** Changes the text or the time of what waits. */
import { type BusRecord, type SmsSubmitted, derivedEventId, smsSubmitted, toRecord } from '@postbus/contracts';
import {
  DomainError,
  type MailboxScope,
  type MessageId,
  type Operation,
  type TextMessage,
  isWaiting,
} from '@postbus/domain';
import { type Clock, type MailStore, PortError, type TextMessageStore, type Versioned } from '@postbus/ports';
import type { FindSubmission, FoundSubmission } from './find-submission.ts';
import { type SubmissionRevision, type RevisedObject, revisedObject } from './revised-object.ts';
import { textItem } from './text-item.ts';
import { TextMessageError } from './text-message-error.ts';

export interface RevisePorts {
  readonly textMessages: TextMessageStore;
  readonly store: MailStore;
  readonly clock: Clock;
  /** CloudEvents source: `/sync`. */
  readonly eventSource: string;
}

interface Update {
  readonly operation: Extract<Operation, { readonly do: 'update-message' }>;
  readonly revised: RevisedObject;
}

/** Milliseconds for which nothing leaves while its item is changed; over by itself where the process dies meanwhile. */
const held = 15_000;
/** Tries against others who change the same messages, or their item. */
const mostTries = 10;

export class ReviseSubmission {
  constructor(
    private readonly find: FindSubmission,
    private readonly ports: RevisePorts,
  ) {}

  /**
   * Holds it back, changes the item, and has it planned anew: what leaves is the whole of the one or of the other. The
   * item says all that counts, so that of several changes the last one counts, in whatever order their events come.
   * @returns it with the times that its items say now
   * @throws {TextMessageError} `no-such-text-message`; `not-waiting` where any of it has left or has ended;
   *   `not-planned` where nobody looked at it yet
   */
  async execute(scope: MailboxScope, id: string, revision: SubmissionRevision): Promise<FoundSubmission> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#revise(scope, id, revision);
      } catch (error) {
        if (!isRaced(error) || tries === mostTries) throw error;
      }
    }
  }

  async #revise(scope: MailboxScope, id: string, revision: SubmissionRevision): Promise<FoundSubmission> {
    const found = await this.find.execute(scope, id);
    if (found.unplanned !== undefined) await this.#refuseUnplanned(scope, found.unplanned);
    await this.#hold(found);
    const now = this.ports.clock.now();
    const byItem = new Map(found.messages.map(({ value }) => [value.item!, value]));
    const updates = new Map<MessageId, Update>();
    for (const [item, message] of byItem) updates.set(item, await this.#update(scope, item, message, revision, now));
    const parts = Map.groupBy(byItem.values(), ({ submission, part = submission }) => part);
    const events = Array.from(parts, ([part, messages]) => this.#submittedAgain(part, messages[0]!, updates, now));
    await this.ports.store.apply(
      scope,
      Array.from(updates.values(), ({ operation }) => operation),
      { events },
    );
    return withTimes(await this.find.execute(scope, id), updates, now);
  }

  async #refuseUnplanned(scope: MailboxScope, item: MessageId): Promise<never> {
    const [record] = await this.ports.store.messages(scope, [item]);
    if (record === undefined) throw notWaiting();
    throw new TextMessageError('not-planned', 'it was submitted just now; ask again in a moment', { retryable: true });
  }

  /** @throws {PortError} `conflict` where another one changed it meanwhile: its channel, or a plan */
  async #hold({ messages }: FoundSubmission): Promise<void> {
    if (!messages.every(({ value }) => isWaiting(value.state) && value.item !== undefined)) throw notWaiting();
    const until = this.ports.clock.now() + held;
    for (const message of messages) await this.#holdOne(message, until);
  }

  async #holdOne({ value, version }: Versioned<TextMessage>, until: number): Promise<void> {
    const dueAt = Math.max(value.dueAt, until);
    const expiresAt = dueAt + value.expiresAt - value.dueAt;
    await this.ports.textMessages.put({ ...value, state: 'scheduled', dueAt, expiresAt }, version);
  }

  /** @param message one of those that were made of the item, as it was before it was held */
  async #update(
    scope: MailboxScope,
    id: MessageId,
    { expiresAt, dueAt }: TextMessage,
    revision: SubmissionRevision,
    now: number,
  ): Promise<Update> {
    const stored = await this.ports.store.message(scope, id);
    if (stored === undefined) throw notWaiting();
    const { object, received, changeNumber, traceparent } = stored;
    const revised = revisedObject(object, revision, { submittedAt: received, now, validity: expiresAt - dueAt });
    const message = textItem(revised.object, received, true, traceparent);
    return { operation: { do: 'update-message', id, message, ifChangeNumber: changeNumber }, revised };
  }

  /** @param message one of the part */
  #submittedAgain(part: string, message: TextMessage, updates: ReadonlyMap<MessageId, Update>, now: number): BusRecord {
    const { submission, tenant, mailbox, item, kind, source, sender, mail, submittedAt, traceparent } = message;
    const data: SmsSubmitted = {
      id: part,
      ...(part !== submission && { partOf: submission }),
      tenant,
      mailbox,
      kind,
      source,
      ...(sender !== undefined && { sender }),
      expiresAt: new Date(updates.get(item!)!.revised.expiresAt).toISOString(),
      ...(mail !== undefined && { mail }),
      submittedAt: new Date(submittedAt).toISOString(),
    };
    const versions = Array.from(updates.values(), ({ operation: { id, ifChangeNumber } }) => `${id}/${ifChangeNumber}`);
    const id = derivedEventId('sms-revised', part, ...versions);
    const trace = traceparent === undefined ? {} : { traceparent };
    return toRecord(smsSubmitted, data, { id, source: this.ports.eventSource, ...trace }, new Date(now));
  }
}

/** What waits still, at the times that are planned now: its plan may come a moment later. */
function withTimes(found: FoundSubmission, updates: ReadonlyMap<MessageId, Update>, now: number): FoundSubmission {
  const messages = found.messages.map(({ value, version }) => {
    const revised = isWaiting(value.state) && value.item !== undefined ? updates.get(value.item)?.revised : undefined;
    if (revised === undefined) return { value, version };
    const { expiresAt } = revised;
    return { value: { ...value, dueAt: Math.max(revised.dueAt, now), expiresAt }, version };
  });
  return { ...found, messages };
}

function isRaced(error: unknown): boolean {
  if (error instanceof PortError) return error.code === 'conflict';
  return error instanceof DomainError && (error.code === 'changed-meanwhile' || error.code === 'no-such-message');
}

function notWaiting(): TextMessageError {
  return new TextMessageError('not-waiting', 'it has left, or has ended');
}
