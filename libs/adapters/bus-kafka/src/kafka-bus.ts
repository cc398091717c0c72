/** MessageBus over Apache Kafka. */
import { type Entry, toDeadLetter } from '@postbus/bus-partitions';
import type { BusRecord } from '@postbus/contracts';
import {
  type DeadLetter,
  type Lag,
  type MessageBus,
  PortError,
  type RecordHandler,
  type SharedOptions,
  type Subscription,
} from '@postbus/ports';
import type { Admin } from 'kafkajs';
import { readBroadcast } from './broadcast.ts';
import { type BusSettings, type KafkaBusOptions, busSettings } from './bus-options.ts';
import { ClusterReaders } from './cluster-readers.ts';
import { DeadLetters } from './dead-letters.ts';
import { GroupLag } from './group-lag.ts';
import { GroupMember } from './group-member.ts';
import type { ClientSockets } from './client-sockets.ts';
import { newClient } from './kafka-client.ts';
import { portError } from './kafka-fault.ts';
import { Names } from './names.ts';
import type { OpenSubscription } from './open-subscription.ts';
import { Publisher } from './publisher.ts';
import { refuseRisks } from './refuse-risks.ts';
import { Topics } from './topics.ts';

/**
 * Connects to the cluster, makes the topics of the options where they are missing, and checks them.
 * @throws {KafkaBusError} where the options or a topic risk losing records, or a topic is not as it should be
 * @throws {PortError} `unavailable` where no broker answers
 */
export async function openKafkaBus(options: KafkaBusOptions): Promise<KafkaBus> {
  const settings = busSettings(options);
  refuseRisks(settings);
  const bus = new KafkaBus(settings);
  try {
    await bus.open();
    return bus;
  } catch (error) {
    await bus.close();
    throw portError(error, 'the cluster cannot be opened');
  }
}

/** Milliseconds that one look at the lag is good for. */
const lagFor = 1_000;

export class KafkaBus implements MessageBus {
  readonly #admin: Admin;
  readonly #sockets: ClientSockets;
  readonly #settings: BusSettings;
  readonly #names: Names;
  readonly #topics: Topics;
  readonly #publisher: Publisher;
  readonly #readers: ClusterReaders;
  readonly #deadLetters: DeadLetters;
  readonly #groupLag: GroupLag;
  #lag: Promise<Lag[]> | undefined;
  readonly #subscriptions = new Set<OpenSubscription>();
  #closing: Promise<void> | undefined;

  constructor(settings: BusSettings) {
    const { kafka, sockets } = newClient(settings);
    this.#sockets = sockets;
    this.#admin = kafka.admin();
    this.#settings = settings;
    this.#names = new Names(settings.prefix);
    this.#topics = new Topics(this.#admin, this.#names, settings);
    this.#publisher = new Publisher(this.#topics, this.#names, settings);
    this.#readers = new ClusterReaders(settings);
    this.#deadLetters = new DeadLetters(this.#topics, this.#readers, this.#names, settings);
    this.#groupLag = new GroupLag(this.#names);
  }

  /** Connects, and opens the topics of the options. */
  async open(): Promise<void> {
    await this.#admin.connect();
    for (const topic of Object.keys(this.#settings.topics)) await this.#topics.open(topic);
  }

  async publish(records: readonly BusRecord[], options: { readonly deadline?: number } = {}): Promise<void> {
    if (records.length === 0) return;
    await this.#publisher.publish(records, options.deadline);
  }

  async subscribeShared(topic: string, options: SharedOptions, handler: RecordHandler): Promise<Subscription> {
    this.#checkOpen();
    const partitions = await this.#topics.open(topic);
    this.#checkOpen();
    const deadLetter = (entry: Entry, error: unknown) => this.#toDeadLetters(entry, options.group, error);
    return this.#keep(
      new GroupMember(topic, partitions, options, { handler, deadLetter }, this.#names, this.#settings),
    );
  }

  async subscribeBroadcast(topic: string, handler: RecordHandler): Promise<Subscription> {
    this.#checkOpen();
    await this.#topics.open(topic);
    const reading = await readBroadcast(topic, handler, this.#names, this.#settings);
    if (this.#closing === undefined) return this.#keep(reading);
    reading.abandon();
    throw closed();
  }

  async deadLetters(
    topic: string,
    page: { readonly after?: string; readonly limit?: number } = {},
  ): Promise<DeadLetter[]> {
    this.#checkOpen();
    return this.#deadLetters.list(topic, page);
  }

  async redrive(topic: string, ids: readonly string[]): Promise<number> {
    this.#checkOpen();
    return this.#deadLetters.redrive(topic, ids);
  }

  /** As it was up to a second ago. */
  lag(): Promise<Lag[]> {
    this.#checkOpen();
    return (this.#lag ??= this.#readLag());
  }

  /** @throws {PortError} `unavailable` where no broker answers */
  async check(): Promise<void> {
    this.#checkOpen();
    try {
      await this.#admin.describeCluster();
    } catch (error) {
      throw portError(error, 'no broker answers');
    }
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  /** Drops everything as the death of the process would: nothing more is committed, handlers still running count no more. */
  abandon(): void {
    this.#closing ??= Promise.resolve();
    for (const subscription of this.#subscriptions) subscription.abandon();
    this.#publisher.abandon();
    void this.#readers.close();
    this.#sockets.end();
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.close()));
    await this.#publisher.close(this.#settings.closeWithin);
    await this.#readers.close();
    await this.#admin.disconnect().catch(() => undefined);
    this.#sockets.end();
  }

  async #readLag(): Promise<Lag[]> {
    const forget = (): void => void (this.#lag = undefined);
    try {
      const lag = await this.#readers.read('the lag cannot be read', async (cluster) => {
        const { groups } = await this.#admin.listGroups();
        const names = groups.map(({ groupId }) => groupId);
        return this.#groupLag.read(cluster, names, this.#settings.clock.now());
      });
      setTimeout(forget, lagFor).unref();
      return lag;
    } catch (error) {
      forget();
      throw error;
    }
  }

  #keep(subscription: OpenSubscription): Subscription {
    let closed: Promise<void> | undefined;
    const kept = {
      abandon: () => subscription.abandon(),
      close: () => (closed ??= subscription.close().finally(() => this.#subscriptions.delete(kept))),
    };
    this.#subscriptions.add(kept);
    return kept;
  }

  #toDeadLetters({ record }: Entry, group: string, error: unknown): Promise<void> {
    return this.#publisher.publish([toDeadLetter(record, { group, error, failedAt: this.#settings.clock.now() })]);
  }

  #checkOpen(): void {
    if (this.#closing !== undefined) throw closed();
  }
}

function closed(): PortError {
  return new PortError('closed', 'MessageBus', 'the bus is closed');
}
