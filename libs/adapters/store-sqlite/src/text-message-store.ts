/** The TextMessageStore over the same file. */
import type { BusRecord } from '@postbus/contracts';
import type { ClaimedJob, MailboxId, MessageId, NewJob, TextMessage, TextMessageState } from '@postbus/domain';
import type {
  AccountShare,
  AddedTextMessage,
  CarrierReceipt,
  Clock,
  OptOut,
  ReceivedPart,
  TextMessageStore,
  Versioned,
} from '@postbus/ports';
import type { Connection } from './connection.ts';
import type { AfterCommit, GroupCommit } from './group-commit.ts';
import { type ClaimOfNew, addClaimedJob } from './job-rows.ts';
import type { OutboxWriter } from './outbox-rows.ts';
import {
  deleteReceipts,
  deleteReferences,
  keepReceipt,
  keptReceipts,
  nextReference,
  takeReceipts,
} from './text-message-receipts.ts';
import { insertReceivedPart, keysSince, receivedParts, removeReceivedParts } from './text-message-received.ts';
import {
  type TextMessageRow,
  deleteEnded,
  insertTextMessage,
  messageOf,
  updateTextMessage,
  versioned,
} from './text-message-rows.ts';
import { holdShare } from './text-message-shares.ts';

const entriesOfOnePage = 100;
/** Rows of one commit. Stops the removal of many from holding up other writers. */
const prunedAtOnce = 50;
const behindAll = Number.MAX_SAFE_INTEGER;

export class SqliteTextMessageStore implements TextMessageStore {
  readonly #connection: Connection;
  readonly #commits: GroupCommit;
  readonly #outbox: OutboxWriter;
  readonly #clock: Clock;

  constructor(connection: Connection, commits: GroupCommit, outbox: OutboxWriter, clock: Clock) {
    this.#connection = connection;
    this.#commits = commits;
    this.#outbox = outbox;
    this.#clock = clock;
  }

  add(messages: readonly AddedTextMessage[]): Promise<boolean[]> {
    return this.#commits.write((afterCommit) => messages.map((message) => this.#insert(message, afterCommit)));
  }

  addClaimed(
    { message, events, job }: AddedTextMessage & { readonly job: NewJob },
    claim: ClaimOfNew,
  ): Promise<ClaimedJob | undefined> {
    return this.#commits.write((afterCommit) => {
      const now = this.#clock.now();
      const isKnown = this.#connection.get('SELECT 1 FROM text_messages WHERE id = ?', message.id) !== undefined;
      const claimed = isKnown ? undefined : addClaimedJob(this.#connection, job, claim, now);
      if (claimed === undefined) return undefined;
      insertTextMessage(this.#connection, message);
      this.#outbox.put(message.mailbox, events, now, afterCommit);
      return claimed;
    });
  }

  put(
    message: TextMessage,
    ifVersion: number,
    events: readonly BusRecord[] = [],
    parted: readonly AddedTextMessage[] = [],
  ): Promise<number> {
    return this.#commits.write((afterCommit) => {
      const version = updateTextMessage(this.#connection, message, ifVersion);
      this.#outbox.put(message.mailbox, events, this.#clock.now(), afterCommit);
      for (const part of parted) this.#insert(part, afterCommit);
      return version;
    });
  }

  async message(id: string): Promise<Versioned<TextMessage> | undefined> {
    const row = this.#connection.get<TextMessageRow>('SELECT version, message FROM text_messages WHERE id = ?', id);
    return row && versioned(row);
  }

  async ofSubmission(submission: string): Promise<Versioned<TextMessage>[]> {
    return this.#versioned('submission = ? ORDER BY id', submission);
  }

  async ofItem(mailbox: MailboxId, item: MessageId): Promise<Versioned<TextMessage>[]> {
    return this.#versioned('mailbox = ? AND item = ?', mailbox, item);
  }

  async forPhones(mailbox: MailboxId): Promise<Versioned<TextMessage>[]> {
    return this.#versioned(
      "mailbox = ? AND channel = 'phone' AND state IN ('queued', 'dispatched') ORDER BY submitted_at, id",
      mailbox,
    );
  }

  async list(
    mailbox: MailboxId,
    options: { readonly after?: string; readonly limit: number; readonly states?: readonly TextMessageState[] },
  ): Promise<TextMessage[]> {
    const { after, limit, states } = options;
    const submittedAt = after === undefined ? behindAll : this.#submittedAt(mailbox, after);
    if (submittedAt === undefined) return [];
    const ofStates = states === undefined ? '' : ' AND state IN (SELECT value FROM json_each(?))';
    const rows = this.#connection.all<TextMessageRow>(
      `SELECT message FROM text_messages WHERE mailbox = ? AND (submitted_at, id) < (?, ?)${ofStates}
       ORDER BY submitted_at DESC, id DESC LIMIT ?`,
      mailbox,
      submittedAt,
      after ?? '',
      ...(states === undefined ? [] : [JSON.stringify(states)]),
      limit,
    );
    return rows.map(messageOf);
  }

  async countSince(
    of: { readonly mailbox: MailboxId } | { readonly number: string },
    since: number,
    most: number,
  ): Promise<number> {
    const [from, value] =
      'mailbox' in of
        ? ['text_messages WHERE mailbox = ?', of.mailbox]
        : ['text_message_recipients WHERE number = ?', of.number];
    const row = this.#connection.get<{ readonly messages: number }>(
      `SELECT count(*) AS messages FROM (SELECT 1 FROM ${from} AND submitted_at >= ? LIMIT ?)`,
      value,
      since,
      most,
    );
    return row?.messages ?? 0;
  }

  async lastTo(mailbox: MailboxId, number: string): Promise<TextMessage | undefined> {
    const row = this.#connection.get<TextMessageRow>(
      `SELECT m.message FROM text_message_recipients AS r JOIN text_messages AS m ON m.row = r.row
       WHERE r.mailbox = ? AND r.number = ? ORDER BY r.submitted_at DESC, r.row DESC LIMIT 1`,
      mailbox,
      number,
    );
    return row && messageOf(row);
  }

  async counts(): Promise<{ readonly channel: string; readonly state: TextMessageState; readonly messages: number }[]> {
    const rows = this.#connection.all<{ channel: string; state: TextMessageState; messages: number }>(
      'SELECT channel, state, messages FROM text_message_counts WHERE messages > 0 ORDER BY channel, state',
    );
    return rows.map((row) => ({ ...row }));
  }

  async findPart(
    channel: string,
    messageIds: readonly string[],
  ): Promise<{ readonly message: Versioned<TextMessage>; readonly part: number } | undefined> {
    for (const messageId of messageIds) {
      const row = this.#connection.get<TextMessageRow>(
        `SELECT m.version, m.message FROM text_message_parts AS p JOIN text_messages AS m ON m.row = p.row
         WHERE p.channel = ? AND p.message_id = ?`,
        channel,
        messageId,
      );
      if (row === undefined) continue;
      const message = versioned(row);
      const parts = message.value.carrier?.parts ?? [];
      return { message, part: parts.findIndex((part) => part.messageId === messageId) };
    }
    return undefined;
  }

  async keepReceipt(receipt: CarrierReceipt, most: number): Promise<void> {
    await this.#commits.write(() => keepReceipt(this.#connection, receipt, most, this.#clock.now()));
  }

  async keptReceipts(channel: string, messageId: string): Promise<CarrierReceipt[]> {
    return keptReceipts(this.#connection, channel, messageId);
  }

  /** Where there is none there is no commit to wait for: whoever keeps one after this looks for the part after that. */
  async takeReceipts(channel: string, messageId: string): Promise<CarrierReceipt[]> {
    if (keptReceipts(this.#connection, channel, messageId).length === 0) return [];
    return this.#commits.write(() => takeReceipts(this.#connection, channel, messageId));
  }

  nextReference(channel: string, number: string): Promise<number> {
    return this.#commits.write(() => nextReference(this.#connection, channel, number, this.#clock.now()));
  }

  addReceivedPart(part: ReceivedPart): Promise<ReceivedPart[]> {
    return this.#commits.write(() => {
      insertReceivedPart(this.#connection, part);
      return receivedParts(this.#connection, part.key);
    });
  }

  async incompleteSince(before: number, limit: number): Promise<string[]> {
    return keysSince(this.#connection, before, limit);
  }

  async receivedParts(key: string): Promise<ReceivedPart[]> {
    return receivedParts(this.#connection, key);
  }

  removeReceivedParts(key: string, most: number): Promise<boolean> {
    return this.#commits.write(() => removeReceivedParts(this.#connection, key, most));
  }

  async optOut({ number, sender, at }: OptOut): Promise<void> {
    await this.#write('INSERT OR REPLACE INTO text_opt_outs (number, sender, at) VALUES (?, ?, ?)', number, sender, at);
  }

  async optIn(number: string, sender: string): Promise<boolean> {
    return (await this.#write('DELETE FROM text_opt_outs WHERE number = ? AND sender = ?', number, sender)) > 0;
  }

  async isOptedOut(number: string, sender: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM text_opt_outs WHERE number = ? AND sender = ?';
    return this.#connection.get(sql, number, sender) !== undefined;
  }

  async optOuts(
    page: { readonly after?: Pick<OptOut, 'number' | 'sender'>; readonly limit?: number } = {},
  ): Promise<OptOut[]> {
    const { after = { number: '', sender: '' }, limit = entriesOfOnePage } = page;
    const rows = this.#connection.all<OptOut>(
      'SELECT number, sender, at FROM text_opt_outs WHERE (number, sender) > (?, ?) ORDER BY number, sender LIMIT ?',
      after.number,
      after.sender,
      limit,
    );
    return rows.map((row) => ({ ...row }));
  }

  holdShare(account: string, owner: string, duration: number): Promise<AccountShare> {
    return this.#commits.write(() => {
      const now = this.#clock.now();
      return holdShare(this.#connection, account, owner, now, now + duration);
    });
  }

  async releaseShare(account: string, owner: string): Promise<void> {
    await this.#write('DELETE FROM text_account_shares WHERE account = ? AND owner = ?', account, owner);
  }

  async prune(before: { readonly messagesBefore: number; readonly receiptsBefore: number }): Promise<void> {
    const { messagesBefore, receiptsBefore } = before;
    await this.#untilNone(() => deleteEnded(this.#connection, messagesBefore, prunedAtOnce));
    await this.#untilNone(() => deleteReferences(this.#connection, messagesBefore, prunedAtOnce));
    await this.#untilNone(() => deleteReceipts(this.#connection, receiptsBefore, prunedAtOnce));
  }

  async #untilNone(remove: () => number): Promise<void> {
    while ((await this.#commits.write(remove)) === prunedAtOnce);
  }

  /** @returns whether its id is new */
  #insert({ message, events }: AddedTextMessage, afterCommit: AfterCommit): boolean {
    const isNew = insertTextMessage(this.#connection, message);
    if (isNew) this.#outbox.put(message.mailbox, events, this.#clock.now(), afterCommit);
    return isNew;
  }

  #submittedAt(mailbox: MailboxId, id: string): number | undefined {
    const sql = 'SELECT submitted_at FROM text_messages WHERE id = ? AND mailbox = ?';
    return this.#connection.get<{ readonly submitted_at: number }>(sql, id, mailbox)?.submitted_at;
  }

  #versioned(condition: string, ...values: (string | number)[]): Versioned<TextMessage>[] {
    const sql = `SELECT version, message FROM text_messages WHERE ${condition}`;
    return this.#connection.all<TextMessageRow>(sql, ...values).map(versioned);
  }

  /** @returns how many rows it wrote */
  #write(sql: string, ...values: (string | number)[]): Promise<number> {
    return this.#commits.write(() => this.#connection.run(sql, ...values).changes);
  }
}
