/** A submission by its id: the text messages that were made of it, or the item alone where none were yet. */
import type { MailboxScope, MessageId, TextMessage } from '@postbus/domain';
import type { MailStore, TextMessageStore, Versioned } from '@postbus/ports';
import { itemOfSubmission } from './submit-text-message.ts';
import { TextMessageError } from './text-message-error.ts';

export interface FoundSubmission {
  readonly id: string;
  /** None before they were planned. */
  readonly messages: readonly Versioned<TextMessage>[];
  /** Where it lies before it was planned. */
  readonly unplanned?: MessageId;
}

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

export class FindSubmission {
  constructor(
    private readonly textMessages: TextMessageStore,
    private readonly store: MailStore,
  ) {}

  /**
   * @param id of the submission, or of one of its text messages
   * @throws {TextMessageError} `no-such-text-message`, also where it is another mailbox's; {PortError} `unavailable`
   */
  async execute(scope: MailboxScope, id: string): Promise<FoundSubmission> {
    if (!uuid.test(id)) throw noSuchTextMessage(id);
    const messages = await this.#planned(id.toLowerCase());
    if (messages.some(({ value }) => value.mailbox !== scope.mailbox)) throw noSuchTextMessage(id);
    if (messages.length > 0) return { id: messages[0]!.value.submission, messages };
    const item = await itemOfSubmission(this.store, scope, id.toLowerCase());
    if (item === undefined) throw noSuchTextMessage(id);
    return { id: id.toLowerCase(), messages, unplanned: item };
  }

  async #planned(id: string): Promise<readonly Versioned<TextMessage>[]> {
    const ofSubmission = await this.textMessages.ofSubmission(id);
    if (ofSubmission.length > 0) return ofSubmission;
    const one = await this.textMessages.message(id);
    return one === undefined ? [] : this.textMessages.ofSubmission(one.value.submission);
  }
}

function noSuchTextMessage(id: string): TextMessageError {
  return new TextMessageError('no-such-text-message', `there is no text message ${id}`);
}
