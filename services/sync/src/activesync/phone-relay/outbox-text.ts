/** A text message in the Outbox, as a phone would send it. */
import { xmlText } from '@postbus/activesync';
import type { Folder, MailboxScope, MessageId, MessageRecord } from '@postbus/domain';
import { isSms, readSms } from '@postbus/oxosmms';
import type { BlobStore, MailStore } from '@postbus/ports';
import { isRetryable } from '@postbus/errors';
import { bodyUnreadable } from '../../channels.ts';
import { MessageContent } from '../../content/message-content.ts';

export interface OutboxText {
  readonly record: MessageRecord;
  /** As a phone is told of it. */
  readonly text: string;
  /** As they are written in the item. */
  readonly numbers: readonly string[];
  /** Epoch milliseconds before which it is not to leave. */
  readonly scheduledFor: number | undefined;
}

export class OutboxTexts {
  constructor(
    private readonly store: MailStore,
    private readonly blobs: BlobStore,
  ) {}

  /** Which of `items` lie in the Outbox. */
  async present(scope: MailboxScope, items: readonly MessageId[]): Promise<ReadonlyMap<MessageId, MessageRecord>> {
    if (items.length === 0) return new Map();
    const [folders, records] = await Promise.all([this.store.folders(scope), this.store.messages(scope, items)]);
    const outbox = folders.find(({ role }: Folder) => role === 'outbox')?.id;
    return new Map(records.filter(({ folder }) => folder === outbox).map((record) => [record.id, record]));
  }

  /** @returns undefined where it is gone meanwhile, is no SMS object, or cannot be read: it holds up no other */
  async read(scope: MailboxScope, record: MessageRecord): Promise<OutboxText | undefined> {
    try {
      return await this.#read(scope, record);
    } catch (error) {
      if (isRetryable(error)) throw error;
      bodyUnreadable.publish({ message: record.id, error });
      return undefined;
    }
  }

  async #read(scope: MailboxScope, record: MessageRecord): Promise<OutboxText | undefined> {
    const content = new MessageContent(this.store, this.blobs, scope, record);
    const stored = await content.stored();
    if (stored === undefined || !isSms(stored.object)) return undefined;
    const { text, recipients, scheduledFor } = readSms(stored.object, await content.resolver());
    return { record: stored, text: xmlText(text), numbers: recipients.map(({ number }) => number), scheduledFor };
  }
}
