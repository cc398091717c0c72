/**
 * One writer for the whole log. Writes that arrive in one turn of the event loop, which is all that arrived while the
 * last commit ran, share the next transaction and its fsync.
 */
import { PortError } from '@postbus/ports';
import { channels } from './channels.ts';
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
  readonly #offsets: CommittedOffsets;
  readonly #maxQueuedBytes: number;
  #queue: Write[] = [];
  #queuedBytes = 0;
  #next: NodeJS.Immediate | undefined;
  #retry: NodeJS.Timeout | undefined;
  #stall = 0;
  #offsetTimer: NodeJS.Timeout | undefined;
  readonly #commitEvery: number;
  #closed = false;

  constructor(
    log: RecordLog,
    offsets: CommittedOffsets,
    settings: { readonly maxQueuedBytes: number; readonly commitEvery: number },
  ) {
    this.#log = log;
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
    if (this.#retry === undefined) this.#next ??= setImmediate(() => this.#turn());
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
  close(): void {
    while (this.#queue.length > 0 || this.#offsets.changed) if (!this.#commit()) break;
    this.abandon();
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
    else if (this.#queue.length > 0) this.#next ??= setImmediate(() => this.#turn());
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
        durable,
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
    if (channels.committed.hasSubscribers) {
      channels.committed.publish({ writes: batch.length, durable, duration: performance.now() - started });
    }
    for (const write of batch) write.settle();
    for (const partition of grown) for (const wake of partition.readers) wake();
    return true;
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
