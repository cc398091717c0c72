/**
 * Sends the events of the outbox to the bus. Each shard goes its own way; publishes that meet share the bus's and the
 * store's group commits. A commit of this process nudges its shard; others' commits are found by a poll.
 */
import { randomUUID } from 'node:crypto';
import { type Clock, type MessageBus, type Outbox, systemClock } from '@postbus/ports';
import { ShardPublisher } from './shard-publisher.ts';

export interface PublisherSettings {
  /** Names this publisher in its leases. A name that outlives the process takes its shards back at once. */
  readonly owner: string;
  /** Milliseconds that a shard stays with a publisher that died: 15 s. */
  readonly lease: number;
  /** Milliseconds between looks for what nobody told, and for shards whose holder died: 1 s. */
  readonly poll: number;
  /** Events of one publish: 500. */
  readonly batch: number;
  /** Milliseconds after which events that were sent are removed, many by one commit: 100 ms. A crash before sends them again. */
  readonly removeAfter: number;
  /** Milliseconds of a publish, after which its events are sent again: 10 s. */
  readonly deadline: number;
  /** Milliseconds after a first failure, growing to `longestWait`: 100 ms and 30 s. */
  readonly firstWait: number;
  readonly longestWait: number;
  readonly clock: Clock;
}

const defaults = {
  lease: 15_000,
  poll: 1000,
  batch: 500,
  removeAfter: 100,
  deadline: 10_000,
  firstWait: 100,
  longestWait: 30_000,
  clock: systemClock,
} satisfies Omit<PublisherSettings, 'owner'>;

export class OutboxPublisher {
  readonly #shards: readonly ShardPublisher[];
  #stopListening: (() => void) | undefined;
  #running: Promise<unknown> | undefined;

  constructor(
    private readonly outbox: Outbox,
    bus: MessageBus,
    settings: Partial<PublisherSettings> = {},
  ) {
    const complete = { owner: randomUUID(), ...defaults, ...settings };
    this.#shards = Array.from(
      { length: outbox.shards },
      (_, shard) => new ShardPublisher(outbox, bus, shard, complete),
    );
  }

  start(): void {
    if (this.#running !== undefined) return;
    this.#stopListening = this.outbox.onCommitted((shard) => this.#shards[shard]?.nudge());
    this.#running = Promise.all(this.#shards.map((shard) => shard.run()));
  }

  /** Lets publishes under way end and gives the shards back; what was not sent stays in the outbox. */
  async stop(): Promise<void> {
    this.#stopListening?.();
    for (const shard of this.#shards) shard.stop();
    await this.#running;
  }
}
