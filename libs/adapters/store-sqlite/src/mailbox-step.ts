/** One commit's work on one mailbox: takes its numbers, remembers what changed. [MS-OXCFXICS] 2.2.1 */
import { type ChangeNumber, DomainError, type FolderId, counterLimit } from '@postbus/domain';
import type { Connection } from './connection.ts';
import type { MailboxRow } from './mailbox-row.ts';

export class MailboxStep {
  readonly connection: Connection;
  /** The mailbox's short number. */
  readonly mailbox: number;
  /** Folders whose contents changed. */
  readonly folders = new Set<FolderId>();
  /** Whether folders were made, renamed, moved or removed. */
  hierarchyChanged = false;
  /** Whether rows of a deleted folder wait to be removed. */
  abandoned = false;
  #counter: number;
  #changeNumber: ChangeNumber;
  #uidValidity: number;
  readonly #before: MailboxRow;

  constructor(connection: Connection, mailbox: MailboxRow) {
    this.connection = connection;
    this.mailbox = mailbox.number;
    this.#before = mailbox;
    this.#counter = mailbox.counter;
    this.#changeNumber = mailbox.changeNumber;
    this.#uidValidity = mailbox.uidValidity;
  }

  /** Highest change number that readers see after the commit. */
  get changeNumber(): ChangeNumber {
    return this.#changeNumber;
  }

  get changed(): boolean {
    return this.#changeNumber !== this.#before.changeNumber;
  }

  /** The first of the next `count` numbers. @throws {DomainError} `counter-exhausted` */
  takeNumbers(count: number): number {
    if (this.#counter + count >= counterLimit) {
      throw new DomainError('counter-exhausted', this.#counter, 'the mailbox has no numbers left');
    }
    const first = this.#counter + 1;
    this.#counter += count;
    return first;
  }

  /** The next number, for a change, and for the id of what is new in its place. @throws {DomainError} `counter-exhausted` */
  takeChangeNumber(): ChangeNumber {
    this.#changeNumber = this.takeNumbers(1);
    return this.#changeNumber;
  }

  /** A UIDVALIDITY above all given in the mailbox: the time in seconds, where that is. RFC 9051 2.3.1.1 */
  takeUidValidity(now: number): number {
    this.#uidValidity = Math.max(this.#uidValidity + 1, Math.floor(now / 1000));
    return this.#uidValidity;
  }

  /** Writes the numbers taken. */
  save(): void {
    if (this.#counter === this.#before.counter) return;
    this.connection.run(
      'UPDATE mailboxes SET counter = ?, change_number = ?, uid_validity = ? WHERE number = ?',
      this.#counter,
      this.#changeNumber,
      this.#uidValidity,
      this.mailbox,
    );
  }
}
