/** sms-dispatch over the SQLite store in a temporary folder, with a clock and channels that tests turn. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileBlobStore } from '@postbus/blob-fs';
import { type BusRecord, fromRecord, smsStatus, smsSubmitted } from '@postbus/contracts';
import type { Account, FolderRole, MailboxScope, MessageId, StoredMessage, TextMessage } from '@postbus/domain';
import { type SmsOptions, mmsObject, smsObject } from '@postbus/oxosmms';
import type { BlobStore } from '@postbus/ports';
import { type SqliteStore, openSqliteStore } from '@postbus/store-sqlite';
import { SubmitTextMessage, type TextSubmission, channelGuid } from '@postbus/text-messages';
import type { ChannelDispatch } from '../src/dispatched.ts';
import { ChannelTable, type RoutedChannel } from '../src/routing/channel-table.ts';
import type { ChannelRule } from '../src/rules-setting.ts';
import { smsQueue } from '../src/sms-jobs.ts';
import { DispatchAtOnce } from '../src/use-cases/dispatch-at-once.ts';
import { PlanSubmission, type PlanSettings } from '../src/use-cases/plan-submission.ts';
import { RunJob, type RunSettings } from '../src/use-cases/run-job.ts';
import { SettleMessage } from '../src/use-cases/settle-message.ts';
import { RecordingChannel } from './recording-channel.ts';

/** In memory where the system has such a folder: these tests do not ask whether disks keep what they are given. */
const folders = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
export const lease = 2 * minute;
export const anna = '+31612345678';
export const ben = '+31687654321';

export const smpp = (name: string, more: Partial<RoutedChannel> = {}): RoutedChannel => ({
  name,
  kind: 'smpp',
  guid: channelGuid(name),
  cost: new Map(),
  senders: ['Postbus'],
  ...more,
});

export interface WorldOptions {
  readonly channels?: readonly RoutedChannel[];
  readonly rules?: readonly ChannelRule[];
  readonly plan?: Partial<PlanSettings>;
  /** Whether messages go to their channel as they are planned, where they can. */
  readonly atOnce?: boolean;
  /** Instead of what records. */
  readonly dispatches?: (recording: ReadonlyMap<string, RecordingChannel>) => ReadonlyMap<string, ChannelDispatch>;
}

export interface Process {
  readonly plan: PlanSubmission;
  readonly run: RunJob;
  readonly settle: SettleMessage;
}

export type Ports = Pick<SqliteStore, 'textMessages' | 'mailStore' | 'jobStore'>;

export class DispatchWorld {
  time = Date.UTC(2026, 0, 1);
  readonly clock = { now: () => this.time };
  readonly recording = new Map<string, RecordingChannel>();
  readonly gone = new Set<string>();
  readonly names: readonly string[];
  process: Process;
  owner!: Account;
  scope!: MailboxScope;
  /** Events committed and not yet handled. */
  readonly events: BusRecord[] = [];
  /** Those that were handled, in their order. */
  readonly handled: BusRecord[] = [];
  /** Those of other topics. */
  readonly told: BusRecord[] = [];
  /** What goes on beside the events that are handled. */
  private readonly beside = new Set<Promise<void>>();
  private forget = (): void => {};

  private constructor(
    private readonly folder: string,
    readonly store: SqliteStore,
    readonly blobs: BlobStore,
    private readonly options: WorldOptions,
  ) {
    const { channels = [smpp('carrier')] } = options;
    this.names = new ChannelTable(channels).names;
    for (const name of this.names) this.recording.set(name, new RecordingChannel(this.clock));
    this.process = this.processOver(store);
  }

  static async open(options: WorldOptions = {}): Promise<DispatchWorld> {
    const folder = await mkdtemp(join(folders, 'postbus-sms-dispatch-'));
    const turned = { now: () => Date.UTC(2026, 0, 1) };
    const store = openSqliteStore({ folder, clock: { now: () => turned.now() } });
    const world = new DispatchWorld(folder, store, await openFileBlobStore(join(folder, 'blobs')), options);
    turned.now = () => world.time;
    await world.begin();
    return world;
  }

  /** The use cases of a process that reaches the stores as `ports` lets it. */
  processOver(ports: Ports): Process {
    const { channels = [smpp('carrier')], rules = [], plan = {} } = this.options;
    const table = new ChannelTable(channels);
    const { directory, deviceStore: devices } = this.store;
    const { textMessages: texts, mailStore: mail, jobStore: jobs } = ports;
    const { clock, blobs } = this;
    const recording = new Map<string, ChannelDispatch>(
      [...this.recording].map(([name, channel]) => [name, channel.over(() => texts)]),
    );
    const run: RunSettings = {
      table,
      dispatches: this.options.dispatches?.(this.recording) ?? recording,
      isGone: (channel) => this.gone.has(channel),
      lease,
      retry: 1000,
    };
    const settings: PlanSettings = {
      table,
      rules,
      region: 'NL',
      validity: day,
      perUser: 1000,
      perDestination: 100,
      limitPeriod: hour,
      mostRecipients: 50,
      ...plan,
    };
    const runJob = new RunJob({ texts, mail, jobs, directory, clock }, run);
    const workers = {
      beside: (_: string, work: (signal: AbortSignal) => Promise<void>): boolean => {
        this.beside.add(work(new AbortController().signal));
        return true;
      },
    };
    const atOnce = new DispatchAtOnce({ texts, mail, clock }, runJob, workers, {
      table,
      dispatches: run.dispatches,
      worker: 'w',
      lease,
    });
    const { atOnce: isAtOnce = false } = this.options;
    return {
      plan: new PlanSubmission(
        { texts, mail, jobs, directory, devices, clock },
        settings,
        isAtOnce ? atOnce : undefined,
      ),
      run: runJob,
      settle: new SettleMessage({ texts, mail, jobs, blobs }, { mailDomain: 'sms.example' }),
    };
  }

  /** Gives the owner a phone that sends what is written elsewhere. */
  async addSendingPhone(): Promise<void> {
    const phone = { id: 'SENDING', type: 'Pixel', firstSeen: 0, lastSeen: 0, outboundSmsSince: 0 };
    await this.store.deviceStore.putDevice(this.scope, phone, 0);
  }

  /** Puts an SMS into the Outbox. @returns id of the submission */
  async submit(
    numbers: readonly string[],
    options: Partial<SmsOptions> & Partial<Pick<TextSubmission, 'id' | 'sender' | 'mail' | 'expiresAt'>> = {},
  ): Promise<string> {
    const { id = randomUUID(), sender, mail, expiresAt, ...sms } = options;
    const recipients = numbers.map((number) => ({ number }));
    const object = smsObject({ origin: 'submitted', text: 'Hello', at: this.time, recipients, ...sms });
    await this.insert('sms', object, { id, ...defined({ sender, mail, expiresAt }) });
    return id;
  }

  async submitMms(numbers: readonly string[]): Promise<string> {
    const id = randomUUID();
    const recipients = numbers.map((number) => ({ number }));
    const slides = [{ text: 'Look' }];
    await this.insert('mms', mmsObject({ origin: 'submitted', subject: 'Photo', slides, at: this.time, recipients }), {
      id,
    });
    return id;
  }

  /** Handles events until none is left. */
  async handle(process: Process = this.process): Promise<void> {
    for (let event = this.events[0]; event !== undefined; event = this.events[0]) {
      await this.handleOne(event, process);
      await Promise.all(this.beside);
      this.beside.clear();
      this.events.shift();
      this.handled.push(event);
    }
  }

  /** Runs what is due now, in all queues. @returns how many jobs there were */
  async work(process: Process = this.process): Promise<number> {
    let ran = 0;
    for (const name of [...this.names, 'removed']) {
      const options = { queue: smsQueue(name), worker: randomUUID(), lease, limit: 100, perDestination: 100 };
      const claimed = await this.store.jobStore.claim(options);
      for (const job of claimed) await process.run.execute(job, new AbortController().signal);
      ran += claimed.length;
    }
    return ran;
  }

  /** Events and jobs until there are none that can go on now. */
  async settle(process: Process = this.process): Promise<void> {
    do await this.handle(process);
    while ((await this.work(process)) > 0 || this.events.length > 0);
  }

  async messages(submission: string): Promise<readonly TextMessage[]> {
    return (await this.store.textMessages.ofSubmission(submission)).map(({ value }) => value);
  }

  async message(submission: string): Promise<TextMessage> {
    return (await this.messages(submission)).at(0)!;
  }

  async inFolder(role: FolderRole): Promise<readonly StoredMessage[]> {
    const { mailStore } = this.store;
    const folder = (await mailStore.folders(this.scope)).find((one) => one.role === role)!;
    const records = await mailStore.list(this.scope, folder.id, { limit: 1000 });
    const stored = await Promise.all(records.map(({ id }) => mailStore.message(this.scope, id)));
    return stored.flatMap((one) => one ?? []);
  }

  async count(role: FolderRole): Promise<number> {
    const folders = await this.store.mailStore.folders(this.scope);
    return folders.find((one) => one.role === role)!.messages;
  }

  channel(name: string): RecordingChannel {
    return this.recording.get(name)!;
  }

  async remove(item: MessageId): Promise<void> {
    await this.store.mailStore.apply(this.scope, [{ do: 'delete-message', id: item }]);
  }

  async close(): Promise<void> {
    this.forget();
    await this.store.close();
    await this.blobs.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async insert(
    kind: TextSubmission['kind'],
    object: TextSubmission['object'],
    more: Pick<TextSubmission, 'id' | 'sender' | 'mail' | 'expiresAt'>,
  ): Promise<void> {
    const submission = { scope: this.scope, source: 'api', eventSource: '/test', kind, object, ...more } as const;
    await new SubmitTextMessage(this.store.mailStore, this.clock).execute(submission);
  }

  private async handleOne(event: BusRecord, { plan, settle }: Process): Promise<void> {
    if (event.topic === smsSubmitted.name) await plan.execute(fromRecord(smsSubmitted, event));
    else if (event.topic === smsStatus.name) await settle.execute(fromRecord(smsStatus, event));
    else this.told.push(event);
  }

  private async begin(): Promise<void> {
    const { directory, mailStore } = this.store;
    this.owner = await directory.add({ tenant: 'default', address: 'owner@here.example' });
    const { tenant, mailbox, id } = this.owner;
    this.scope = { tenant, mailbox, principal: { kind: 'account', account: id } };
    await mailStore.createMailbox(this.scope);
    this.forget = mailStore.outbox.onCommitted((entries) => {
      this.events.push(...entries.map(({ record }) => record));
    });
  }
}

function defined<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [Key in keyof Value]: Exclude<Value[Key], undefined>;
  };
}
