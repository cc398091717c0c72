/**
 * Sends the events of the outbox to the bus: each commit's by the process that made it, and what was left behind (its
 * committer died, or the bus was away) by the one holder of its shard's lease. docs/adr/0012
 */
import { randomUUID } from 'node:crypto';
import { type Clock, type MessageBus, type Outbox, systemClock } from '@postbus/ports';
import { CommittedEvents } from './committed-events.ts';
import { LeftBehindEvents } from './left-behind-events.ts';

export interface PublisherSettings {
  /** Names this publisher in its leases. A name that outlives the process takes its shards back at once. */
  readonly owner: string;
  /** Milliseconds that a shard stays with a publisher that died: 15 s. */
  readonly lease: number;
  /** Milliseconds between looks for what was left behind, and for shards whose holder died: 1 s. */
  readonly poll: number;
  /** Milliseconds after a commit during which its events are its committer's to send: 3 s. */
  readonly leftBehindAfter: number;
  /** Events of one publish: 500. */
  readonly batch: number;
  /** Events of this process's commits that wait to be sent: 10,000. Further ones are left behind, so that a slow bus fills no memory. */
  readonly mostWaiting: number;
  /** Milliseconds after which events that were sent are removed, many by one commit: 100 ms. A crash before sends them again. */
  readonly removeAfter: number;
  /** Milliseconds of a publish, after which its events are left behind: 10 s. */
  readonly deadline: number;
  /** Milliseconds after a first failure, growing to `longestWait`: 100 ms and 30 s. */
  readonly firstWait: number;
  readonly longestWait: number;
  /** The store's. */
  readonly clock: Clock;
}

const defaults = {
  lease: 15_000,
  poll: 1000,
  leftBehindAfter: 3000,
  batch: 500,
  mostWaiting: 10_000,
  removeAfter: 100,
  deadline: 10_000,
  firstWait: 100,
  longestWait: 30_000,
  clock: systemClock,
} satisfies Omit<PublisherSettings, 'owner'>;

export class OutboxPublisher {
  readonly #outbox: Outbox;
  readonly #committed: CommittedEvents;
  readonly #leftBehind: readonly LeftBehindEvents[];
  #stopListening: (() => void) | undefined;
  #running: Promise<unknown> | undefined;

  constructor(outbox: Outbox, bus: MessageBus, settings: Partial<PublisherSettings> = {}) {
    const complete = { owner: randomUUID(), ...defaults, ...settings };
    this.#outbox = outbox;
    this.#committed = new CommittedEvents(outbox, bus, complete);
    this.#leftBehind = Array.from(
      { length: outbox.shards },
      (_, shard) => new LeftBehindEvents(outbox, bus, shard, complete),
    );
  }

  start(): void {
    if (this.#running !== undefined) return;
    this.#stopListening = this.#outbox.onCommitted((entries) => this.#committed.send(entries));
    this.#running = Promise.all(this.#leftBehind.map((shard) => shard.run()));
  }

  /** Lets publishes under way end and gives the shards back; what was not sent stays in the outbox. */
  async stop(): Promise<void> {
    this.#stopListening?.();
    for (const shard of this.#leftBehind) shard.stop();
    await Promise.all([this.#running, this.#committed.stop()]);
  }
}
