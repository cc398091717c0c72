/** Carriers over the embedded stores in a temporary folder, with a simulated carrier at their other end. */
import { openFileBlobStore } from '@postbus/blob-fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { textChannels } from '@postbus/composition';
import { type SmsStatus, type SmsReceived, fromRecord, mailReceived, smsReceived, smsStatus } from '@postbus/contracts';
import type { Account, TextMessage } from '@postbus/domain';
import { readSms, smsObject } from '@postbus/oxosmms';
import {
  type BlobStore,
  type Clock,
  type OutboxEntry,
  PortError,
  type TextMessageStore,
  systemClock,
} from '@postbus/ports';
import { openSqliteStore } from '@postbus/store-sqlite';
import { temporaryFolder } from '@postbus/testing';
import { type Smsc, type SmscScript, startSmsc } from '@postbus/testing/smsc';
import { type Carriers, type SmppTextChannel, createCarriers } from '../src/carrier/create-carriers.ts';
import { readChannels } from '../src/channel-settings.ts';
import type { Dispatched } from '../src/dispatched.ts';
import { AnswerAsMail } from '../src/mms/answer-as-mail.ts';

export const number = '+31612345678';
export const sender = '+14255550100';
export const channel = 'carrier';
const day = 86_400_000;

export interface CarrierWorldOptions {
  readonly script?: SmscScript;
  /** Of the channel. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly incompleteAfter?: number;
  /** What messages come from by any channel. */
  readonly senders?: readonly string[];
  readonly clock?: Clock;
}

export class CarrierWorld {
  carriers!: Carriers;
  /** All that were made, those that wait for a share too. */
  readonly pending: Carriers[] = [];
  /** What is open, the last first. */
  private readonly open: (() => Promise<unknown> | void)[] = [];

  private constructor(
    readonly smsc: Smsc,
    readonly store: ReturnType<typeof openSqliteStore>,
    readonly blobs: BlobStore,
    private readonly options: CarrierWorldOptions,
    readonly owner: Account,
  ) {}

  static async begin(options: CarrierWorldOptions = {}): Promise<CarrierWorld> {
    const folder = temporaryFolder();
    const store = openSqliteStore({ folder: folder.path, clock: options.clock ?? systemClock });
    const blobs = await openFileBlobStore(join(folder.path, 'blobs'));
    const smsc = await startSmsc(options.script);
    const phoneNumbers = [{ number: sender, verifiedAt: 1 }];
    const owner = await store.directory.add({ tenant: 'main', address: 'ann@here.example', phoneNumbers });
    await store.mailStore.createMailbox({ tenant: 'main', mailbox: owner.mailbox, principal: service });
    const world = new CarrierWorld(smsc, store, blobs, options, owner);
    world.open.push(
      () => folder.remove(),
      () => blobs.close(),
      () => store.close(),
      () => smsc.close(),
    );
    world.carriers = await world.process();
    return world;
  }

  get texts(): TextMessageStore {
    return this.store.textMessages;
  }

  /** Another process over the same stores. @param texts what it has for a store */
  async process(texts: TextMessageStore = this.texts, owner: string = randomUUID()): Promise<Carriers> {
    const up = Promise.withResolvers<void>();
    const carriers = createCarriers(
      channelSettings(this.smsc, this.options.settings),
      textChannels.smpp,
      {
        texts,
        mail: this.store.mailStore,
        directory: this.store.directory,
        clock: this.options.clock ?? systemClock,
        table: { sender: () => sender, senders: this.options.senders ?? [] },
      },
      {
        owner,
        lease: 60_000,
        incompleteAfter: this.options.incompleteAfter ?? 3_600_000,
        region: undefined,
        answers: new AnswerAsMail(this.blobs, this.store.mailStore, 'sms.here.example'),
        onChanged: () => carriers?.dispatches.get(channel)?.isReady() && up.resolve(),
      },
    );
    this.pending.push(carriers);
    for (const part of carriers.parts) {
      await part.start();
      this.open.push(() => part.stop());
    }
    await up.promise;
    return carriers;
  }

  /** A message that waits for the carrier. */
  async message(more: Partial<TextMessage> = {}): Promise<string> {
    const now = (this.options.clock ?? systemClock).now();
    const id = randomUUID();
    const message: TextMessage = {
      id,
      submission: id,
      tenant: 'main',
      mailbox: this.owner.mailbox,
      kind: 'sms',
      source: 'api',
      recipients: [{ number }],
      channels: [],
      channel,
      state: 'queued',
      submittedAt: now,
      dueAt: now,
      expiresAt: now + day,
      changedAt: now,
      ...more,
    };
    await this.texts.add([{ message, events: [] }]);
    return id;
  }

  async dispatch(
    id: string,
    text = 'Hi',
    {
      carriers = this.carriers,
      signal = new AbortController().signal,
    }: { carriers?: Carriers; signal?: AbortSignal } = {},
  ): Promise<Dispatched> {
    const object = smsObject({ origin: 'submitted', recipients: [{ number }], text });
    const message = (await this.texts.message(id))!;
    return carriers.dispatches.get(channel)!.execute({ message, object, now: Date.now() }, signal);
  }

  async stored(id: string): Promise<TextMessage> {
    return (await this.texts.message(id))!.value;
  }

  /** Waits until the message is as `condition` has it. */
  async until(id: string, condition: (message: TextMessage) => boolean): Promise<TextMessage> {
    for (;;) {
      const message = await this.stored(id);
      if (condition(message)) return message;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  async statuses(): Promise<SmsStatus[]> {
    return (await this.outbox()).filter(isOf(smsStatus.name)).map(({ record }) => fromRecord(smsStatus, record).data);
  }

  async received(): Promise<SmsReceived[]> {
    return (await this.outbox())
      .filter(isOf(smsReceived.name))
      .map(({ record }) => fromRecord(smsReceived, record).data);
  }

  /** Mails that conversion is to deliver, as they were written. */
  async mails(): Promise<string[]> {
    const entries = (await this.outbox()).filter(isOf(mailReceived.name));
    const raws = entries.map(({ record }) => this.blobs.read(fromRecord(mailReceived, record).data.raw));
    return (await Promise.all(raws)).map((raw) => Buffer.from(raw).toString());
  }

  /** Texts in the Inbox, oldest first. */
  async inbox(): Promise<{ from: string | undefined; text: string }[]> {
    const scope = { tenant: 'main', mailbox: this.owner.mailbox, principal: service };
    const inbox = (await this.store.mailStore.folders(scope)).find(({ role }) => role === 'inbox')!;
    const listed = await this.store.mailStore.list(scope, inbox.id, { limit: 1000 });
    const messages = await Promise.all(listed.map(({ id }) => this.store.mailStore.message(scope, id)));
    return messages
      .toReversed()
      .map((message) => readSms(message!.object))
      .map(({ from, text }) => ({ from: from?.number, text }));
  }

  async end(): Promise<void> {
    for (const close of this.open.splice(0).toReversed()) await close();
  }

  private async outbox(): Promise<OutboxEntry[]> {
    const { outbox } = this.store.mailStore;
    const entries: OutboxEntry[] = [];
    for (let shard = 0; shard < outbox.shards; shard++) {
      const lease = await outbox.lease(shard, 'test', 1000);
      if (lease !== undefined) entries.push(...(await outbox.read(lease, 1000)));
    }
    return entries;
  }
}

const service = { kind: 'service', service: 'test' } as const;

function isOf(topic: string) {
  return ({ record }: OutboxEntry): boolean => record.topic === topic;
}

function channelSettings(smsc: Smsc, more: Readonly<Record<string, unknown>> = {}): SmppTextChannel[] {
  const hosts = [`${smsc.host}:${smsc.port}`];
  const written = {
    name: channel,
    kind: 'smpp',
    hosts,
    systemId: 'postbus',
    password: 'secret',
    rate: 5000,
    connections: 2,
    ...more,
  };
  return readChannels([written]) as SmppTextChannel[];
}

/** A store that takes no puts of messages that `isAway` names. */
export function awayStore(texts: TextMessageStore, isAway: (message: TextMessage) => boolean): TextMessageStore {
  return new Proxy(texts, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...given: unknown[]): Promise<unknown> => {
        if (name === 'put' && isAway(given[0] as TextMessage))
          throw new PortError('unavailable', 'text-message-store', 'away');
        return Reflect.apply(member, target, given) as unknown;
      };
    },
  });
}

/** A store whose process is killed before `dies` of its puts; all later ones fail too. */
export function dyingStore(
  texts: TextMessageStore,
  dies: (put: number, message: TextMessage) => boolean,
): TextMessageStore {
  let puts = 0;
  let isDead = false;
  return new Proxy(texts, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...given: unknown[]): Promise<unknown> => {
        if (name === 'put') isDead ||= dies(++puts, given[0] as TextMessage);
        if (isDead) throw new PortError('lease-lost', 'text-message-store', 'killed');
        return Reflect.apply(member, target, given) as unknown;
      };
    },
  });
}
