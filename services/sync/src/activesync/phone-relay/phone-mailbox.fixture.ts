/** A mailbox in the real store with phones that send text messages, and what tests do to both. */
import { Importance, type SmsItem } from '@postbus/activesync';
import type { Account, Device, MailboxScope, MessageId, Operation, TextMessage } from '@postbus/domain';
import { smsObject } from '@postbus/oxosmms';
import type { BlobStore, Clock } from '@postbus/ports';
import { type SqliteStore, openSqliteStore } from '@postbus/store-sqlite';
import { type ManualClock, type TemporaryFolder, manualClock, temporaryFolder } from '@postbus/testing';
import { SubmitTextMessage, textItem } from '@postbus/text-messages';
import type { CommandContext } from '../command-context.ts';
import type { MatchedAdd, PhoneQueueChanges } from './phone-queue.ts';
import { TextPhoneQueue } from './text-phone-queue.ts';

export const recipient = '+14255550123';
/** Texts of this size lie in the object. */
const noBlobs: BlobStore = new Proxy({} as BlobStore, {
  get: () => () => Promise.reject(new Error('no text of these tests lies in a blob')),
});

export interface Written {
  readonly text?: string;
  readonly to?: readonly string[];
  readonly only?: string;
  readonly scheduledFor?: number;
  readonly message?: Partial<TextMessage>;
}

export class PhoneMailbox {
  readonly clock: ManualClock = manualClock();
  readonly queue: TextPhoneQueue;
  account: Account = {
    id: 'ann',
    tenant: 't',
    mailbox: 'ann',
    address: 'ann@example.org',
    aliases: [],
    displayName: 'Ann',
    region: 'US',
    version: 1,
  };
  readonly #folder: TemporaryFolder = temporaryFolder();
  readonly #open: SqliteStore[] = [];
  #submissions = 0;

  constructor() {
    this.queue = this.process();
  }

  get scope(): MailboxScope {
    return { tenant: 't', principal: { kind: 'account', account: 'ann' }, mailbox: 'ann' };
  }

  get store(): SqliteStore {
    return this.#open[0]!;
  }

  get texts(): SqliteStore['textMessages'] {
    return this.store.textMessages;
  }

  async start(): Promise<this> {
    await this.store.mailStore.createMailbox(this.scope);
    await this.phone('phone');
    return this;
  }

  async close(): Promise<void> {
    for (const store of this.#open) await store.close();
    this.#folder.remove();
  }

  /** A sync process of its own, with its own connection to the store. */
  process(): TextPhoneQueue {
    const opened = openSqliteStore({ folder: this.#folder.path, clock: this.clock });
    this.#open.push(opened);
    return this.over(opened, this.clock);
  }

  over({ textMessages, deviceStore, mailStore }: SqliteStore, clock: Clock): TextPhoneQueue {
    return new TextPhoneQueue({ texts: textMessages, devices: deviceStore, store: mailStore, blobs: noBlobs, clock });
  }

  /** Makes a device known that began to send text messages now, or changes one. */
  async phone(id: string, changes: Partial<Device> = {}): Promise<void> {
    const known = await this.store.deviceStore.device(this.scope, id);
    const now = this.clock.now();
    const fresh: Device = { id, type: 'Phone', firstSeen: now, lastSeen: now, outboundSmsSince: now };
    const device = { ...(known?.value ?? fresh), ...changes };
    await this.store.deviceStore.putDevice(this.scope, device, known?.version ?? 0);
  }

  async switchOff(id: string): Promise<void> {
    const known = await this.store.deviceStore.device(this.scope, id);
    const { outboundSmsSince: _, ...device } = known!.value;
    await this.store.deviceStore.putDevice(this.scope, device, known!.version);
  }

  /** Puts a text message into the Outbox, planned for a phone. @returns its id and its item's */
  async write(written: Written = {}): Promise<{ readonly id: string; readonly item: MessageId }> {
    const { text = 'On my way', to = [recipient], only, scheduledFor } = written;
    const now = this.clock.now();
    const id = `00000000-0000-4000-8000-${String(++this.#submissions).padStart(12, '0')}`;
    const object = smsObject({
      origin: 'submitted',
      text,
      at: now,
      recipients: to.map((number) => ({ number })),
      ...(scheduledFor !== undefined && { scheduledFor }),
    });
    const submit = new SubmitTextMessage(this.store.mailStore, this.clock);
    const { item } = await submit.execute({
      id,
      scope: this.scope,
      source: 'api',
      kind: 'sms',
      object,
      eventSource: '/test',
    });
    const message: TextMessage = {
      id,
      submission: id,
      tenant: 't',
      mailbox: 'ann',
      item,
      kind: 'sms',
      source: 'api',
      recipients: to.map((number) => ({ number })),
      channels: [],
      channel: 'phone',
      state: 'queued',
      submittedAt: now,
      dueAt: now,
      expiresAt: now + 86_400_000,
      changedAt: now,
      phone: { state: 'waiting', since: now, ...(only !== undefined && { only }) },
      ...written.message,
    };
    await this.texts.add([{ message, events: [] }]);
    return { id, item };
  }

  async message(id: string): Promise<TextMessage> {
    return (await this.texts.message(id))!.value;
  }

  /** State of the message and of its relay, and who has it. */
  async states(id: string): Promise<string> {
    const { state, phone } = await this.message(id);
    return [state, phone?.state, phone?.device].filter((word) => word !== undefined).join(' ');
  }

  context(device = 'phone'): CommandContext {
    const { scope, account } = this;
    return { scope, account, device, version: '14.1', signal: new AbortController().signal };
  }

  /** Items that `device` is told of now. */
  async offers(
    device = 'phone',
    told: readonly MessageId[] = [],
    window = 100,
    queue = this.queue,
  ): Promise<MessageId[]> {
    return idsOf(await queue.changes(this.context(device), told, window));
  }

  /** Offers it to `device`, which says that it has it. */
  async takes(item: MessageId, device = 'phone'): Promise<void> {
    await this.offers(device);
    await this.queue.acknowledged(this.context(device), [item]);
  }

  /** What comes of an Add of `item` by `device`, applied with what it settles. */
  async adds(as: 'sent' | 'report', item: Partial<SmsItem>, device = 'phone'): Promise<MatchedAdd | undefined> {
    const matched = await this.queue.matched(this.context(device), { as, item: smsItem(item) });
    const applied = await this.apply(as, item, matched?.operations);
    await matched?.settled(applied);
    return matched;
  }

  /** The step of an Add alone, as it is before what it settles is. */
  apply(
    as: 'sent' | 'report',
    item: Partial<SmsItem>,
    operations: readonly Operation[] = [],
    dedupe?: string,
  ): Promise<{ readonly repeated: boolean }> {
    const { text = 'On my way', to = [{ number: recipient }] } = item;
    const object = smsObject({ origin: 'sent', text, at: this.clock.now(), recipients: to });
    const message = textItem(object, this.clock.now(), true);
    return this.store.mailStore.apply(
      this.scope,
      [{ do: 'insert-message', folder: as === 'sent' ? 'sent' : 'inbox', message }, ...operations],
      dedupe === undefined ? {} : { dedupe: [dedupe] },
    );
  }

  async subjectsIn(role: 'sent' | 'outbox' | 'inbox'): Promise<string[]> {
    const folder = (await this.store.mailStore.folders(this.scope)).find((one) => one.role === role)!;
    const records = await this.store.mailStore.list(this.scope, folder.id, { limit: 100 });
    return records.map(({ summary }) => summary.subject);
  }

  removeItem(id: MessageId): Promise<unknown> {
    return this.store.mailStore.apply(this.scope, [{ do: 'delete-message', id }]);
  }
}

export function smsItem(item: Partial<SmsItem> = {}): SmsItem {
  return { to: [{ number: recipient }], text: 'On my way', importance: Importance.Normal, read: true, ...item };
}

export function idsOf({ adds }: PhoneQueueChanges): MessageId[] {
  return adds.map(({ id }) => id);
}
