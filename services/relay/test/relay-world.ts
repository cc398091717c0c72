/** The relay over the embedded adapters in a temporary folder, with a clock and a DNS that tests turn. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileBlobStore } from '@postbus/blob-fs';
import { openEmbeddedBus } from '@postbus/bus-embedded';
import { type MailOutbound, type MailReceived, type MailRefused, fromRecord, mailReceived } from '@postbus/contracts';
import { type Account, type ClaimedJob, domainOf } from '@postbus/domain';
import type { BlobStore, Clock, Directory, JobStore, MessageBus } from '@postbus/ports';
import { openSqliteStore } from '@postbus/store-sqlite';
import { EventEmitter, once } from 'node:events';
import type { DnsResolver } from '../src/routing/dns-resolver.ts';
import type { RoutingOptions } from '../src/routing/next-hops.ts';
import { RoutingError } from '../src/routing/routing-error.ts';
import { defaultRetryOptions } from '../src/delivery/retry-schedule.ts';
import { relayQueue } from '../src/delivery/delivery-state.ts';
import { defaultSmtpTimeouts } from '../src/smtp/timeouts.ts';
import { DeliverJob, type DeliverSettings } from '../src/use-cases/deliver-job.ts';
import { PlanDelivery } from '../src/use-cases/plan-delivery.ts';
import { ReportRefusal } from '../src/use-cases/report-refusal.ts';
import { ReportToSender } from '../src/use-cases/report-to-sender.ts';

/** Hosts by domain, addresses by host; a domain that is not there does not exist. */
export interface Zone {
  readonly mx?: Readonly<Record<string, readonly (readonly [priority: number, exchange: string])[]>>;
  readonly addresses?: Readonly<Record<string, readonly string[]>>;
}

export interface ReceivedMail {
  readonly event: MailReceived;
  readonly traceparent: string | undefined;
  readonly content: Buffer;
}

export interface WorldOptions {
  readonly zone?: Zone;
  readonly routing?: Partial<RoutingOptions>;
  readonly settings?: Partial<DeliverSettings>;
  /** Instead of the one that tests turn. */
  readonly clock?: Clock;
}

export const minute = 60_000;
export const hour = 60 * minute;
export const lease = 2 * minute;
export const simpleMail =
  'From: alice@here.example\r\nTo: bob@there.example\r\nSubject: Hello\r\nMessage-ID: <1@here.example>\r\n\r\nHi Bob.\r\n';

export class RelayWorld {
  time = Date.UTC(2026, 0, 1);
  clock: Clock = { now: () => this.time };
  readonly mail: ReceivedMail[] = [];
  private readonly arrived = new EventEmitter();
  plan!: PlanDelivery;
  reportRefusal!: ReportRefusal;
  deliver!: DeliverJob;
  alice!: Account;

  private constructor(
    private readonly folder: string,
    readonly jobs: JobStore,
    readonly directory: Directory,
    readonly blobs: BlobStore,
    readonly bus: MessageBus,
    private readonly closers: (() => Promise<unknown>)[],
  ) {}

  static async open(options: WorldOptions = {}): Promise<RelayWorld> {
    const folder = await mkdtemp(join(tmpdir(), 'postbus-relay-'));
    const turned: { clock: Clock } = { clock: { now: () => Date.UTC(2026, 0, 1) } };
    const clock: Clock = { now: () => turned.clock.now() };
    const store = openSqliteStore({ folder, clock });
    const bus = openEmbeddedBus({ folder, partitions: 2 });
    const blobs = await openFileBlobStore(join(folder, 'blobs'));
    const closers = [() => bus.close(), () => store.close(), () => blobs.close()];
    const world = new RelayWorld(folder, store.jobStore, store.directory, blobs, bus, closers);
    world.clock = options.clock ?? world.clock;
    turned.clock = world.clock;
    await world.begin(options);
    return world;
  }

  /** The message as an event for the relay. Gives the event. */
  async submit(
    recipients: MailOutbound['recipients'],
    options: Partial<MailOutbound> & { readonly content?: string } = {},
  ): Promise<MailOutbound> {
    const { content = simpleMail, ...rest } = options;
    const event: MailOutbound = {
      id: crypto.randomUUID(),
      tenant: 'default',
      raw: await this.blobs.put(Buffer.from(content, 'latin1')),
      reversePath: { address: 'alice@here.example', smtpUtf8: false, body: '8BITMIME' },
      submitter: this.alice.mailbox,
      domain: domainOf(recipients[0]?.address ?? ''),
      recipients,
      submittedAt: new Date(this.time).toISOString(),
      ...rest,
    };
    await this.plan.execute({ data: event });
    return event;
  }

  /** The message as one that may not leave. Gives the event. */
  async refuse(
    recipients: MailRefused['recipients'],
    options: Partial<MailRefused> & { readonly content?: string } = {},
  ): Promise<MailRefused> {
    const { content = simpleMail, ...rest } = options;
    const event: MailRefused = {
      id: crypto.randomUUID(),
      tenant: 'default',
      raw: await this.blobs.put(Buffer.from(content, 'latin1')),
      reversePath: { address: 'alice@here.example', smtpUtf8: false, body: '8BITMIME' },
      submitter: this.alice.mailbox,
      recipients,
      submittedAt: new Date(this.time).toISOString(),
      ...rest,
    };
    await this.reportRefusal.execute({ data: event });
    return event;
  }

  claim(limit = 100, perDestination = 10): Promise<ClaimedJob[]> {
    return this.jobs.claim({ queue: relayQueue, worker: 'test', lease, limit, perDestination });
  }

  /** Claims what is due and runs it; gives how many jobs there were. */
  async work(signal: AbortSignal = new AbortController().signal): Promise<number> {
    const claimed = await this.claim();
    await Promise.all(claimed.map((job) => this.deliver.execute(job, signal)));
    return claimed.length;
  }

  /** Turns the clock to when the next job falls due and works. */
  async workNext(): Promise<number> {
    this.time = Math.max(this.time, (await this.jobs.nextDue(relayQueue)) ?? this.time);
    return this.work();
  }

  /** Mail that the relay put on the bus, once there are `count`. */
  async received(count: number): Promise<readonly ReceivedMail[]> {
    while (this.mail.length < count) await once(this.arrived, 'mail');
    return this.mail;
  }

  async close(): Promise<void> {
    for (const close of this.closers) await close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async begin({ zone = {}, routing = {}, settings = {} }: WorldOptions): Promise<void> {
    const hostname = 'relay.here.example';
    const { giveUpAfter, delayReportAfter } = defaultRetryOptions;
    const reports = new ReportToSender(this.blobs, this.bus, this.clock, {
      hostname,
      giveUpAfter,
      delayReportAfter,
      largestReturned: 1 << 20,
    });
    this.reportRefusal = new ReportRefusal(reports, this.clock);
    this.plan = new PlanDelivery(this.jobs, this.blobs, this.directory, this.bus, reports, this.clock, {
      hostname,
      mostReceived: 100,
    });
    this.deliver = new DeliverJob(this.jobs, this.blobs, reports, {
      hostname,
      timeouts: defaultSmtpTimeouts,
      resolver: resolverOf(zone),
      routing: { ownNames: [hostname], port: 25, tls: 'opportunistic', tlsByDomain: {}, mostAddresses: 8, ...routing },
      recipientsPerTransaction: 100,
      longestLine: 998,
      clock: this.clock,
      retry: defaultRetryOptions,
      lease,
      random: () => 0.5,
      ...settings,
    });
    this.alice = await this.directory.add({
      tenant: 'default',
      address: 'alice@here.example',
      aliases: ['al@here.example'],
    });
    await this.bus.subscribeShared(mailReceived.name, { group: 'test' }, async (record) => {
      const { data, traceparent } = fromRecord(mailReceived, record);
      this.mail.push({ event: data, traceparent, content: Buffer.from(await this.blobs.read(data.raw)) });
      this.arrived.emit('mail');
    });
  }
}

export function resolverOf({ mx = {}, addresses = {} }: Zone): DnsResolver {
  const addressesOf = async (host: string) => addresses[host] ?? [];
  return {
    mx: async (domain) => {
      const records = mx[domain];
      if (records === undefined && addresses[domain] === undefined)
        throw new RoutingError('no-such-domain', domain, 'not in the zone');
      return (records ?? []).map(([priority, exchange]) => ({ priority, exchange }));
    },
    addresses: addressesOf,
    hostAddresses: addressesOf,
  };
}
