/**
 * One shard of the outbox: takes its lease or waits for it, sends its events in order, and removes what was sent, many
 * at once: a removal competes with the commits that bring new events. An event is removed after it became durable on the
 * bus: a crash in between sends it again.
 */
import { setTimeout as after } from 'node:timers/promises';
import { type MessageBus, type Outbox, type OutboxLease, PortError } from '@postbus/ports';
import { outboxFailed, outboxHeld, outboxPublished } from './channels.ts';
import type { PublisherSettings } from './outbox-publisher.ts';

/** What is left of a lease's time when it is renewed. */
const renewal = 2 / 3;

export class ShardPublisher {
  readonly #stopping = new AbortController();
  #lease: OutboxLease | undefined;
  /** Sent and not yet removed, rising. */
  #sent: number[] = [];
  /** When they are to be removed, on the scale of `performance.now()`. */
  #removal = Number.POSITIVE_INFINITY;
  #nudged = false;
  #rouse = new AbortController();
  #failures = 0;

  constructor(
    private readonly outbox: Outbox,
    private readonly bus: MessageBus,
    private readonly shard: number,
    private readonly settings: PublisherSettings,
  ) {}

  /** Says that there is something to send. */
  nudge(): void {
    this.#nudged = true;
    this.#rouse.abort();
  }

  /** Ends after `stop`, when what it is doing is done and the lease is given back. */
  async run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const wait = await this.#step();
      if (wait > 0) await this.#rest(wait);
    }
    await this.#remove().catch(() => undefined);
    await this.#release();
  }

  stop(): void {
    this.#stopping.abort();
    this.#rouse.abort();
  }

  /** Sends what is there. @returns milliseconds to rest, unless nudged */
  async #step(): Promise<number> {
    this.#nudged = false;
    try {
      const lease = await this.#hold();
      const sent = lease === undefined ? 0 : await this.#send(lease);
      if (this.#sent.length >= this.settings.batch || performance.now() >= this.#removal) await this.#remove();
      this.#failures = 0;
      if (sent === this.settings.batch) return 0;
      return Math.min(this.settings.poll, Math.max(1, this.#removal - performance.now()));
    } catch (error) {
      return this.#failed(error);
    }
  }

  async #hold(): Promise<OutboxLease | undefined> {
    const { owner, lease: duration, clock } = this.settings;
    const held = this.#lease;
    if (held !== undefined && held.leasedUntil - clock.now() > duration * renewal) return held;
    this.#lease = await this.outbox.lease(this.shard, owner, duration);
    if (this.#lease?.token !== held?.token) this.#forgetSent();
    if ((held === undefined) !== (this.#lease === undefined)) {
      outboxHeld.publish({ shard: this.shard, held: this.#lease !== undefined });
    }
    return this.#lease;
  }

  async #send(lease: OutboxLease): Promise<number> {
    const start = performance.now();
    const entries = await this.outbox.read(lease, this.settings.batch, this.#sent.at(-1));
    if (entries.length === 0) return 0;
    await this.bus.publish(
      entries.map(({ record }) => record),
      { deadline: this.settings.deadline },
    );
    if (this.#sent.length === 0) this.#removal = performance.now() + this.settings.removeAfter;
    this.#sent.push(...entries.map(({ id }) => id));
    outboxPublished.publish({ shard: this.shard, events: entries.length, duration: performance.now() - start });
    return entries.length;
  }

  async #remove(): Promise<void> {
    const lease = this.#lease;
    if (lease === undefined || this.#sent.length === 0) return;
    await this.outbox.remove(lease, this.#sent);
    this.#forgetSent();
  }

  #forgetSent(): void {
    this.#sent = [];
    this.#removal = Number.POSITIVE_INFINITY;
  }

  /** A growing wait with jitter, so that publishers do not come back all at once. */
  #failed(error: unknown): number {
    if (error instanceof PortError && error.code === 'lease-lost') {
      this.#lease = undefined;
      this.#forgetSent();
    }
    this.#failures++;
    const most = Math.min(this.settings.firstWait * 2 ** (this.#failures - 1), this.settings.longestWait);
    const wait = most * (0.5 + Math.random() / 2);
    outboxFailed.publish({ shard: this.shard, wait, error });
    return wait;
  }

  /** After a failure a nudge does not shorten the wait: the bus that is away is not asked for each commit. */
  async #rest(wait: number): Promise<void> {
    if (this.#nudged && this.#failures === 0) return;
    this.#rouse = new AbortController();
    const signals = this.#failures === 0 ? [this.#rouse.signal] : [];
    await after(wait, undefined, { signal: AbortSignal.any([...signals, this.#stopping.signal]), ref: false }).catch(
      () => {},
    );
  }

  async #release(): Promise<void> {
    if (this.#lease === undefined) return;
    try {
      await this.outbox.release(this.#lease);
    } catch (error) {
      outboxFailed.publish({ shard: this.shard, wait: 0, error });
    }
  }
}
