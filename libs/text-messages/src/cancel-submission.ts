/** Takes back what of a submission has not left. */
import { type MailboxScope, type TextFault, type TextMessage, DomainError, isWaiting } from '@postbus/domain';
import type { Clock, MailStore, TextMessageStore } from '@postbus/ports';
import { advanceMessage } from './advance-message.ts';
import type { FindSubmission, FoundSubmission } from './find-submission.ts';
import { TextMessageError } from './text-message-error.ts';

export interface CancelPorts {
  readonly textMessages: TextMessageStore;
  readonly store: MailStore;
  readonly clock: Clock;
  /** CloudEvents source: `/sync`. */
  readonly eventSource: string;
}

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
    if (found.unplanned !== undefined) await this.#removeItem(scope, found.unplanned);
    // What was planned meanwhile, before the item went.
    const { messages } = found.unplanned === undefined ? found : await this.find.execute(scope, id);
    const { textMessages, clock, eventSource } = this.ports;
    for (const message of messages)
      await advanceMessage(textMessages, message, (one) => cancelled(one, clock.now()), eventSource);
    const now = await this.find.execute(scope, id);
    if (now.unplanned === undefined && !now.messages.some(({ value }) => value.state === 'cancelled'))
      throw new TextMessageError('not-waiting', 'it has left, or has ended');
    return now;
  }

  /** Nothing is made of an item that is gone. */
  async #removeItem(scope: MailboxScope, id: number): Promise<void> {
    try {
      await this.ports.store.apply(scope, [{ do: 'delete-message', id }]);
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'no-such-message')) throw error;
    }
  }
}

/** @returns undefined where it does not wait any more: its channel was quicker */
function cancelled(message: TextMessage, now: number): TextMessage | undefined {
  return isWaiting(message.state) ? { ...message, state: 'cancelled', fault: takenBack, changedAt: now } : undefined;
}
