/**
 * One writer for the whole log. Writes that arrive while the last transaction is synced to the disk share the next one;
 * the thread never waits for the disk. Readers see a record at its commit, its publisher hears of it when it
 * is durable: what a reader did with a record that a power cut takes away is keyed, like all effects.
 */
import { channels } from '@postbus/bus-partitions';
import { PortError } from '@postbus/ports';
import type { WalSync } from '@postbus/sqlite-wal';
import type { CommittedOffsets } from './committed-offsets.ts';
import type { Partition, RecordLog } from './record-log.ts';
import { isBusy, portError } from './sqlite-fault.ts';

export interface Write {
  /** Held in memory until it is settled. */
  readonly bytes: number;
  /** Whether it must be on the disk when it is settled. */
  readonly durable: boolean;
  /** On the scale of `performance.now()`. */
  readonly deadline: number;
  /** Within the transaction; also again, after a transaction that was rolled back. */
  apply(): void;
  /** Exactly once. */
  settle(fault?: PortError): void;
}

/** A transaction holds up the event loop: it is cut here. */
const writesAtOnce = 512;
const bytesAtOnce = 4 * 2 ** 20;
const shortestStall = 5;
const longestStall = 100;

export class GroupCommit {
  readonly #log: RecordLog;
  readonly #sync: WalSync;
  readonly #offsets: CommittedOffsets;
  readonly #maxQueuedBytes: number;
  #queue: Write[] = [];
  #queuedBytes = 0;
  #next: NodeJS.Immediate | undefined;
  #retry: NodeJS.Timeout | undefined;
  #syncing = false;
  #stall = 0;
  #offsetTimer: NodeJS.Timeout | undefined;
  readonly #commitEvery: number;
  #closed = false;

  constructor(
    log: RecordLog,
    sync: WalSync,
    offsets: CommittedOffsets,
    settings: { readonly maxQueuedBytes: number; readonly commitEvery: number },
  ) {
    this.#log = log;
    this.#sync = sync;
    this.#offsets = offsets;
    this.#maxQueuedBytes = settings.maxQueuedBytes;
    this.#commitEvery = settings.commitEvery;
  }

  /** Takes a write; one that finds the queue full or closed is settled at once. */
  add(write: Write): void {
    if (this.#closed) return write.settle(new PortError('closed', 'MessageBus', 'the bus is closed'));
    if (this.#queuedBytes > 0 && this.#queuedBytes + write.bytes > this.#maxQueuedBytes) {
      return write.settle(new PortError('unavailable', 'MessageBus', 'too many bytes wait for the disk'));
    }
    this.#queue.push(write);
    this.#queuedBytes += write.bytes;
    if (this.#retry === undefined && !this.#syncing) this.#next ??= setImmediate(() => this.#turn());
  }

  /** Runs `apply` in a transaction and gives its result. @throws {PortError} as `publish` does */
  run<Result>(apply: () => Result, options: Pick<Write, 'bytes' | 'durable' | 'deadline'>): Promise<Result> {
    return new Promise((resolve, reject) => {
      let result: Result;
      this.add({
        ...options,
        apply: () => (result = apply()),
        settle: (fault) => (fault === undefined ? resolve(result) : reject(fault)),
      });
    });
  }

  /** Makes sure that changed offsets are written soon, with the next write or alone. */
  offsetsChanged(): void {
    if (!this.#closed) this.#offsetTimer ??= setTimeout(() => this.#turn(), this.#commitEvery);
  }

  /** Commits what is there, then takes nothing more; what cannot be committed now is settled as unknown. */
  async close(): Promise<void> {
    while (this.#queue.length > 0 || this.#offsets.changed) if (!this.#commit()) break;
    this.abandon();
    await this.#sync.durable().catch(() => {});
  }

  /** Takes nothing more and writes nothing more. */
  abandon(): void {
    this.#closed = true;
    this.#clearTimers();
    for (const write of this.#take(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)) {
      write.settle(new PortError('outcome-unknown', 'MessageBus', 'the bus closed before the commit'));
    }
  }

  #turn(): void {
    this.#clearTimers();
    this.#expire();
    const passed = this.#commit();
    if (this.#closed) return;
    if (!passed) this.#waitOut();
    else this.#goOn();
  }

  #goOn(): void {
    if (this.#queue.length > 0 && !this.#syncing && !this.#closed) this.#next ??= setImmediate(() => this.#turn());
  }

  /** One transaction. @returns false where it should be tried again later */
  #commit(): boolean {
    const batch = this.#take(writesAtOnce, bytesAtOnce);
    if (batch.length === 0 && !this.#offsets.changed) return true;
    const durable = batch.some((write) => write.durable);
    const started = performance.now();
    let committing = false;
    let grown: Partition[];
    try {
      grown = this.#log.transact(
        () => this.#apply(batch),
        () => (committing = true),
      );
    } catch (error) {
      channels.stalled.publish({ doing: 'write', error });
      if (!isBusy(error)) return this.#fail(batch, portError(error, committing));
      this.#putBack(batch);
      return false;
    }
    this.#stall = 0;
    this.#offsets.written();
    if (durable) void this.#syncThen(batch, started);
    else this.#committed(batch, durable, started);
    for (const partition of grown) for (const wake of partition.readers) wake();
    return true;
  }

  async #syncThen(batch: readonly Write[], started: number): Promise<void> {
    this.#syncing = true;
    try {
      await this.#sync.durable();
      this.#committed(batch, true, started);
    } catch (cause) {
      this.#unknown(batch, cause);
    } finally {
      this.#syncing = false;
      this.#goOn();
    }
  }

  #committed(batch: readonly Write[], durable: boolean, started: number): void {
    if (channels.committed.hasSubscribers) {
      channels.committed.publish({ writes: batch.length, durable, duration: performance.now() - started });
    }
    for (const write of batch) write.settle();
  }

  #unknown(batch: readonly Write[], cause: unknown): void {
    channels.stalled.publish({ doing: 'write', error: cause });
    this.#fail(batch, new PortError('outcome-unknown', 'MessageBus', 'the disk failed after the commit', { cause }));
  }

  #apply(batch: readonly Write[]): void {
    for (const write of batch) write.apply();
    this.#offsets.write();
  }

  /** @returns false where offsets alone are left to be tried again */
  #fail(batch: readonly Write[], fault: PortError): boolean {
    for (const write of batch) write.settle(fault);
    return !this.#offsets.changed;
  }

  #take(most: number, bytes: number): Write[] {
    let taken = 0;
    let held = 0;
    while (taken < this.#queue.length && taken < most && held < bytes) held += this.#queue[taken++]!.bytes;
    const batch = this.#queue.splice(0, taken);
    this.#queuedBytes -= held;
    return batch;
  }

  #putBack(batch: readonly Write[]): void {
    this.#queue = [...batch, ...this.#queue];
    for (const write of batch) this.#queuedBytes += write.bytes;
  }

  /** Gives up the writes whose deadline has passed: they were not begun, so they will not appear. */
  #expire(): void {
    const now = performance.now();
    if (!this.#queue.some((write) => write.deadline <= now)) return;
    const late = this.#queue.filter((write) => write.deadline <= now);
    this.#queue = this.#queue.filter((write) => write.deadline > now);
    for (const write of late) {
      this.#queuedBytes -= write.bytes;
      write.settle(new PortError('outcome-unknown', 'MessageBus', 'the deadline passed before the commit'));
    }
  }

  #waitOut(): void {
    this.#stall = Math.min(longestStall, Math.max(shortestStall, this.#stall * 2));
    let wait = this.#stall;
    for (const write of this.#queue) wait = Math.min(wait, write.deadline - performance.now());
    this.#retry = setTimeout(() => this.#turn(), Math.max(1, wait));
  }

  #clearTimers(): void {
    clearImmediate(this.#next);
    clearTimeout(this.#retry);
    clearTimeout(this.#offsetTimer);
    this.#next = undefined;
    this.#retry = undefined;
    this.#offsetTimer = undefined;
  }
}
