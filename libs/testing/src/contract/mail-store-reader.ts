/** Two ways to follow a folder's contents by numbers alone, each checking that what it is told fits what it holds. */
import type { MailboxScope, MessageRecord } from '@postbus/domain';
import type { MailStore } from '@postbus/ports';
import { expect } from 'vitest';

/** What a reader holds of a message. */
export type Held = Map<number, string>;

export function heldOf({ summary, read }: Pick<MessageRecord, 'summary' | 'read'>): string {
  return `${summary.subject}/${read}`;
}

/** Follows a folder in whole rounds: what is new is above the number that the round began from. */
export class RoundReader {
  readonly held: Held = new Map();
  #since = 0;

  async round(store: MailStore, scope: MailboxScope, folder: number, limit: number): Promise<void> {
    const began = this.#since;
    let more = true;
    while (more) {
      const page = await store.contentChanges(scope, folder, this.#since, limit);
      for (const change of page.changes) {
        if (change.kind === 'tombstone') {
          this.held.delete(change.id);
          continue;
        }
        const { message } = change;
        expect(this.held.has(message.id), 'a message is held unless it is new').toBe(message.id <= began);
        this.held.set(message.id, heldOf(message));
      }
      this.#since = page.upTo;
      more = page.more;
    }
  }
}

/** Follows a folder a page at a time, while it changes: arrivals by their ids, changes of what arrived by their numbers. */
export class PagingReader {
  readonly held: Held = new Map();
  #since = 0;
  #arrived = 0;

  /** Whether there may be more. */
  async page(store: MailStore, scope: MailboxScope, folder: number, limit: number): Promise<boolean> {
    const { changes, upTo, more } = await store.contentChanges(scope, folder, this.#since, limit);
    for (const change of changes) {
      if (change.kind === 'tombstone') {
        this.held.delete(change.id);
      } else if (change.message.id <= this.#arrived) {
        expect(this.held.has(change.message.id), 'what arrived is held').toBe(true);
        this.held.set(change.message.id, heldOf(change.message));
      }
    }
    this.#since = upTo;
    const arrivals = await store.arrivals(scope, folder, this.#arrived, limit);
    for (const message of arrivals) {
      expect(this.held.has(message.id), 'a message arrives once').toBe(false);
      this.held.set(message.id, heldOf(message));
      this.#arrived = message.id;
    }
    return more || arrivals.length === limit;
  }

  async finish(store: MailStore, scope: MailboxScope, folder: number): Promise<void> {
    while (await this.page(store, scope, folder, 7));
  }
}
