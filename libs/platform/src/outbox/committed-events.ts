/**
 * Events of this process's own commits, sent right after them without reading them back: what is committed while a
 * publish is under way shares the next one. What cannot be sent now is left behind, in the outbox.
 */
import type { MessageBus, Outbox, OutboxEntry } from '@postbus/ports';
import { outboxFailed, outboxPublished } from './channels.ts';
import type { PublisherSettings } from './outbox-publisher.ts';

export class CommittedEvents {
  #waiting: OutboxEntry[] = [];
  #sending: Promise<void> | undefined;
  /** Sent and not yet removed. */
  #sent: Pick<OutboxEntry, 'shard' | 'id'>[] = [];
  #removal: NodeJS.Timeout | undefined;
  #removing: Promise<void> = Promise.resolve();

  constructor(
    private readonly outbox: Outbox,
    private readonly bus: MessageBus,
    private readonly settings: PublisherSettings,
  ) {}

  send(entries: readonly OutboxEntry[]): void {
    if (this.#waiting.length + entries.length > this.settings.mostWaiting) return;
    this.#waiting.push(...entries);
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
  }

  /** Sends and removes what was given so far. */
  async stop(): Promise<void> {
    await this.#sending;
    this.#remove();
    await this.#removing;
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) await this.#publish(this.#waiting.splice(0, this.settings.batch));
  }

  async #publish(entries: readonly OutboxEntry[]): Promise<void> {
    const start = performance.now();
    try {
      await this.bus.publish(
        entries.map(({ record }) => record),
        { deadline: this.settings.deadline },
      );
    } catch (error) {
      outboxFailed.publish({ by: 'committer', wait: this.settings.leftBehindAfter, error });
      return;
    }
    outboxPublished.publish({ by: 'committer', events: entries.length, duration: performance.now() - start });
    for (const { shard, id } of entries) this.#sent.push({ shard, id });
    if (this.#sent.length >= this.settings.batch) this.#remove();
    this.#removal ??= setTimeout(() => this.#remove(), this.settings.removeAfter).unref();
  }

  /** What stays there, since removing it failed, is sent again by the shard's holder. */
  #remove(): void {
    clearTimeout(this.#removal);
    this.#removal = undefined;
    if (this.#sent.length === 0) return;
    const sent = this.#sent;
    this.#sent = [];
    this.#removing = this.#removing
      .then(() => this.outbox.removeSent(sent))
      .catch((error: unknown) => outboxFailed.publish({ by: 'committer', wait: this.settings.leftBehindAfter, error }));
  }
}
