/** Which mailbox an entry that was given out belongs to: its id names it within its shard only as far as this process knows. */
import { type OfMailbox, keyOf } from '../of-mailbox.ts';

/** Entries remembered; one that was forgotten is not removed, and so sent again. Stops a bus that is away from filling the memory. */
const mostRemembered = 100_000;

export class GivenEntries {
  readonly #mailboxes = new Map<number, string>();

  /** Whether the id is this mailbox's now; not where it is another's. */
  add(id: number, mailbox: string): boolean {
    const present = this.#mailboxes.get(id);
    if (present !== undefined) return present === mailbox;
    this.#mailboxes.set(id, mailbox);
    if (this.#mailboxes.size > mostRemembered) this.#forgetOldest();
    return true;
  }

  /** Keys of those of `ids` that were given. */
  keys(ids: readonly number[]): OfMailbox[] {
    return ids.flatMap((id) => {
      const mailbox = this.#mailboxes.get(id);
      return mailbox === undefined ? [] : [keyOf(mailbox, id)];
    });
  }

  forget(ids: readonly number[]): void {
    for (const id of ids) this.#mailboxes.delete(id);
  }

  #forgetOldest(): void {
    for (const oldest of this.#mailboxes.keys()) {
      this.#mailboxes.delete(oldest);
      return;
    }
  }
}
