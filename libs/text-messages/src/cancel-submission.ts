/** Takes back what of a submission has not left. */
import {
  type ChangeNumber,
  DomainError,
  type MailboxScope,
  type MessageId,
  type Operation,
  type OperationResult,
  type TextFault,
  type TextMessage,
  isWaiting,
} from '@postbus/domain';
import { type MessageObject, PidNameOMSScheduleTime, PropertyBag, fileTimeOf } from '@postbus/mapi';
import type { Clock, MailStore, TextMessageStore } from '@postbus/ports';
import { advanceMessage } from './advance-message.ts';
import type { FindSubmission, FoundSubmission } from './find-submission.ts';
import { textItem } from './text-item.ts';
import { TextMessageError } from './text-message-error.ts';

export interface CancelPorts {
  readonly textMessages: TextMessageStore;
  readonly store: MailStore;
  readonly clock: Clock;
  /** CloudEvents source: `/sync`. */
  readonly eventSource: string;
}

type Update = Extract<Operation, { readonly do: 'update-message' }>;

/** Milliseconds for which an item waits while it is taken back. */
const held = 15_000;

const takenBack: TextFault = { code: 'taken-back', text: 'its owner took it back' };

/** Whether it was its owner who cancelled it: nothing more is made of its submission then, by whatever event comes late. */
export function isTakenBack({ state, fault }: TextMessage): boolean {
  return state === 'cancelled' && fault?.code === takenBack.code;
}

export class CancelSubmission {
  constructor(
    private readonly find: FindSubmission,
    private readonly ports: CancelPorts,
  ) {}

  /**
   * Of several recipients those that still wait get nothing; whoever has it, has it. One that was taken back before is
   * left as it is.
   * @throws {TextMessageError} `no-such-text-message`; `not-waiting` where nothing of it could be taken back
   */
  async execute(scope: MailboxScope, id: string): Promise<FoundSubmission> {
    const found = await this.find.execute(scope, id);
    if (found.unplanned === undefined) return this.#cancel(scope, found);
    const letGo = await this.#hold(scope, found.unplanned);
    // Whoever plans it from now on sees an item that is to wait, and then none: nothing of it leaves.
    const now = await this.find.execute(scope, id);
    if (now.unplanned !== undefined) {
      await this.#change(scope, { do: 'delete-message', id: now.unplanned });
      return now;
    }
    try {
      return await this.#cancel(scope, now);
    } finally {
      // What could not be taken back any more leaves, and lies among what was sent, as it was written.
      if (letGo !== undefined) await this.#change(scope, letGo);
    }
  }

  async #cancel(scope: MailboxScope, { id, messages }: FoundSubmission): Promise<FoundSubmission> {
    const { textMessages, clock, eventSource } = this.ports;
    for (const message of messages)
      await advanceMessage(textMessages, message, (one) => cancelled(one, clock.now()), eventSource);
    const now = await this.find.execute(scope, id);
    if (!now.messages.some(({ value }) => value.state === 'cancelled'))
      throw new TextMessageError('not-waiting', 'it has left, or has ended');
    return now;
  }

  /** Lets an item wait a while: where the process dies, it leaves then. @returns undefined where it is gone */
  async #hold(scope: MailboxScope, item: MessageId): Promise<Update | undefined> {
    const { store, clock } = this.ports;
    for (;;) {
      const stored = await store.message(scope, item);
      if (stored === undefined) return undefined;
      const { object, received, traceparent, changeNumber } = stored;
      const update = (changed: MessageObject, ifChangeNumber: ChangeNumber): Update => ({
        do: 'update-message',
        id: item,
        message: textItem(changed, received, true, traceparent),
        ifChangeNumber,
      });
      const done = await this.#change(scope, update(waiting(object, clock.now() + held), changeNumber));
      if (done !== undefined && 'changeNumber' in done) return update(object, done.changeNumber);
    }
  }

  /** @returns undefined where the item is gone, or another one changed it meanwhile */
  async #change(scope: MailboxScope, operation: Operation): Promise<OperationResult | undefined> {
    try {
      const { results } = await this.ports.store.apply(scope, [operation]);
      return results[0];
    } catch (error) {
      if (error instanceof DomainError && ['no-such-message', 'changed-meanwhile'].includes(error.code))
        return undefined;
      throw error;
    }
  }
}

/** Until then, and no less long than it waits anyway. [MS-OXOSMMS] 2.2.1.2 */
function waiting(object: MessageObject, until: number): MessageObject {
  const properties = new PropertyBag(object.properties);
  const wait = properties.get(PidNameOMSScheduleTime);
  const time = fileTimeOf(until);
  if (typeof wait !== 'bigint' || wait < time) properties.set(PidNameOMSScheduleTime, time);
  return { ...object, properties };
}

/** @returns undefined where it does not wait any more: its channel was quicker */
function cancelled(message: TextMessage, now: number): TextMessage | undefined {
  return isWaiting(message.state) ? { ...message, state: 'cancelled', fault: takenBack, changedAt: now } : undefined;
}
