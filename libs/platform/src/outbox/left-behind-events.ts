/**
 * What was left behind in one shard of the outbox: takes the shard's lease or waits for it, sends its events in order,
 * and removes them after they became durable on the bus: a crash in between sends them again.
 */
import { setTimeout as after } from 'node:timers/promises';
import { type MessageBus, type Outbox, type OutboxLease, PortError } from '@postbus/ports';
import { outboxFailed, outboxHeld, outboxPublished } from './channels.ts';
import type { PublisherSettings } from './outbox-publisher.ts';

/** What is left of a lease's time when it is renewed. */
const renewal = 2 / 3;

export class LeftBehindEvents {
  readonly #stopping = new AbortController();
  #lease: OutboxLease | undefined;
  #failures = 0;

  constructor(
    private readonly outbox: Outbox,
    private readonly bus: MessageBus,
    private readonly shard: number,
    private readonly settings: PublisherSettings,
  ) {}

  /** Ends after `stop`, when what it is doing is done and the lease is given back. */
  async run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const wait = await this.#step();
      if (wait > 0) await after(wait, undefined, { signal: this.#stopping.signal, ref: false }).catch(() => {});
    }
    await this.#release();
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** Sends what is there. @returns milliseconds to rest */
  async #step(): Promise<number> {
    try {
      const lease = await this.#hold();
      const sent = lease === undefined ? 0 : await this.#send(lease);
      this.#failures = 0;
      return sent === this.settings.batch ? 0 : this.settings.poll;
    } catch (error) {
      return this.#failed(error);
    }
  }

  async #hold(): Promise<OutboxLease | undefined> {
    const { owner, lease: duration, clock } = this.settings;
    const held = this.#lease;
    if (held !== undefined && held.leasedUntil - clock.now() > duration * renewal) return held;
    this.#lease = await this.outbox.lease(this.shard, owner, duration);
    if ((held === undefined) !== (this.#lease === undefined)) {
      outboxHeld.publish({ shard: this.shard, held: this.#lease !== undefined });
    }
    return this.#lease;
  }

  async #send(lease: OutboxLease): Promise<number> {
    const { batch, clock, deadline, leftBehindAfter } = this.settings;
    const start = performance.now();
    const entries = await this.outbox.read(lease, batch, clock.now() - leftBehindAfter);
    if (entries.length === 0) return 0;
    await this.bus.publish(
      entries.map(({ record }) => record),
      { deadline },
    );
    await this.outbox.remove(
      lease,
      entries.map(({ id }) => id),
    );
    outboxPublished.publish({ by: 'holder', events: entries.length, duration: performance.now() - start });
    return entries.length;
  }

  /** A growing wait with jitter, so that publishers do not come back all at once. */
  #failed(error: unknown): number {
    if (error instanceof PortError && error.code === 'lease-lost') this.#lease = undefined;
    this.#failures++;
    const most = Math.min(this.settings.firstWait * 2 ** (this.#failures - 1), this.settings.longestWait);
    const wait = most * (0.5 + Math.random() / 2);
    outboxFailed.publish({ by: 'holder', wait, error });
    return wait;
  }

  async #release(): Promise<void> {
    if (this.#lease === undefined) return;
    try {
      await this.outbox.release(this.#lease);
    } catch (error) {
      outboxFailed.publish({ by: 'holder', wait: 0, error });
    }
  }
}
