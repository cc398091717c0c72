/**
 * Ids of events: they rise with each commit of a mailbox, whichever process commits, and within a process over all.
 * Two processes may give one id to events of two mailboxes; `_id` names the mailbox too.
 */

/** Milliseconds of this epoch, times 4096, stay exact as numbers until 2094. */
const epoch = Date.UTC(2025, 0, 1);
const idsOfOneMillisecond = 4096;

export class EventIds {
  #last = 0;

  /**
   * The first of the next `count` ids.
   * @param after the last id given to an event of the same mailbox
   * @param now epoch milliseconds
   */
  take(count: number, after: number, now: number): number {
    const random = Math.floor(Math.random() * idsOfOneMillisecond);
    const first = Math.max(this.#last + 1, after + 1, (now - epoch) * idsOfOneMillisecond + random);
    this.#last = first + count - 1;
    return first;
  }
}
