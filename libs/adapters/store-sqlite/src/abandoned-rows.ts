/**
 * Removes what deleted folders and mailboxes left, a few rows a commit, so that no commit is long however much was there.
 * Nothing of it can be read meanwhile: messages count by their folder, everything by its mailbox's row.
 */
import type { Connection } from './connection.ts';
import type { GroupCommit } from './group-commit.ts';

interface Abandoned {
  readonly mailbox: number;
  /** 0 for all of the mailbox. */
  readonly folder: number;
}

/** Tables whose rows carry the mailbox's number, with their keys: all that a mailbox has beside messages. */
const tables: readonly (readonly [table: string, key: string])[] = [
  ['message_tombstones', 'mailbox, folder, change_number'],
  ['folder_tombstones', 'mailbox, change_number'],
  ['folders', 'mailbox, id'],
  ['dedupe_keys', 'mailbox, key'],
  ['property_names', 'mailbox, name'],
  ['device_states', 'mailbox, device, name'],
  ['devices', 'mailbox, id'],
];

const rowsOfOneCommit = 200;

export class AbandonedRows {
  readonly #connection: Connection;
  readonly #commits: GroupCommit;
  #wanted = false;
  #running = false;

  constructor(connection: Connection, commits: GroupCommit) {
    this.#connection = connection;
    this.#commits = commits;
  }

  /** Goes on until nothing is left, or the store closes; what a fault interrupts goes on at the next call. */
  readonly remove = (): void => {
    this.#wanted = true;
    if (!this.#running) void this.#removeAll();
  };

  async #removeAll(): Promise<void> {
    this.#running = true;
    try {
      while (this.#wanted) {
        this.#wanted = false;
        while (await this.#commits.write(() => this.#removeSome()));
      }
    } catch {
      // The file's fault was told on postbus.store.failed, or the store closed: the rows wait.
    } finally {
      this.#running = false;
    }
  }

  /** Whether there was something. */
  #removeSome(): boolean {
    const abandoned = this.#connection.get<Abandoned>('SELECT mailbox, folder FROM abandoned LIMIT 1');
    if (abandoned === undefined) return false;
    const { mailbox, folder } = abandoned;
    let removed = this.#removeMessages(abandoned);
    if (removed === 0) removed = folder === 0 ? this.#removeOfMailbox(mailbox) : this.#removeTombstones(abandoned);
    if (removed === 0) {
      this.#connection.run('DELETE FROM abandoned WHERE mailbox = ? AND folder = ?', mailbox, folder);
    }
    return true;
  }

  #removeMessages({ mailbox, folder }: Abandoned): number {
    const rows = this.#connection.all<{ readonly row: number }>(
      folder === 0
        ? 'SELECT row FROM messages WHERE mailbox = ?1 AND ?2 = 0 LIMIT ?3'
        : 'SELECT row FROM messages WHERE mailbox = ? AND folder = ? LIMIT ?',
      mailbox,
      folder,
      rowsOfOneCommit,
    );
    const list = JSON.stringify(rows.map(({ row }) => row));
    this.#connection.run('DELETE FROM messages WHERE row IN (SELECT value FROM json_each(?))', list);
    this.#connection.run('DELETE FROM message_objects WHERE row IN (SELECT value FROM json_each(?))', list);
    this.#connection.run(
      "DELETE FROM blob_references WHERE holder = 'message' AND row IN (SELECT value FROM json_each(?))",
      list,
    );
    return rows.length;
  }

  #removeTombstones({ mailbox, folder }: Abandoned): number {
    return this.#connection.run(
      `DELETE FROM message_tombstones WHERE (mailbox, folder, change_number) IN (
         SELECT mailbox, folder, change_number FROM message_tombstones WHERE mailbox = ? AND folder = ? LIMIT ?)`,
      mailbox,
      folder,
      rowsOfOneCommit,
    ).changes;
  }

  #removeOfMailbox(mailbox: number): number {
    for (const [table, key] of tables) {
      const { changes } = this.#connection.run(
        `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE mailbox = ? LIMIT ?)`,
        mailbox,
        rowsOfOneCommit,
      );
      if (changes > 0) return changes;
    }
    return 0;
  }
}
