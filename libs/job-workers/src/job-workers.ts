/** Claims due jobs and runs them beside each other, so many at once and so many of one destination. */
import type { ClaimedJob } from '@postbus/domain';
import type { Clock, JobStore } from '@postbus/ports';

export interface WorkerSettings {
  readonly queue: string;
  /** Names this process in its leases. */
  readonly worker: string;
  /** Jobs run at once. */
  readonly concurrency: number;
  /** Jobs of one destination held at once, over all processes: one that hangs holds no more workers than these. */
  readonly perDestination: number;
  /** Milliseconds. */
  readonly lease: number;
  /** Longest wait before asking again, milliseconds: jobs of other processes are not told here. */
  readonly poll: number;
  readonly clock: Clock;
  /** Whether this process can do anything for the queue now; always unless told. `rouse` tells that it changed. */
  readonly isReady?: () => boolean;
  /** The store could not be asked; it is asked again. */
  readonly onClaimFailed: (error: unknown) => void;
}

export class JobWorkers {
  private readonly stopping = new AbortController();
  private readonly cutting = new AbortController();
  private readonly running = new Set<Promise<void>>();
  private wake: () => void = () => {};
  private awake = false;
  private loop: Promise<void> | undefined;

  constructor(
    private readonly jobs: JobStore,
    private readonly work: (job: ClaimedJob, signal: AbortSignal) => Promise<void>,
    private readonly settings: WorkerSettings,
  ) {}

  start(): void {
    this.loop ??= this.run();
  }

  /**
   * Claims no more and lets running jobs end; after `grace` milliseconds `signal` cuts them, and they give their jobs back.
   */
  async stop(grace: number): Promise<void> {
    const timer = setTimeout(() => this.cutting.abort(), grace);
    this.stopping.abort();
    this.rouse();
    await this.loop;
    await Promise.all(this.running);
    clearTimeout(timer);
  }

  private async run(): Promise<void> {
    const forget = this.jobs.onAdded(this.settings.queue, () => this.rouse());
    while (!this.stopping.signal.aborted) {
      this.awake = false;
      const claimed = await this.claim();
      for (const job of claimed) this.begin(job);
      if (claimed.length === 0) await this.rest();
    }
    forget();
  }

  private async claim(): Promise<readonly ClaimedJob[]> {
    const { queue, worker, lease, concurrency, perDestination, isReady, onClaimFailed } = this.settings;
    const limit = concurrency - this.running.size;
    if (limit <= 0 || isReady?.() === false) return [];
    try {
      return await this.jobs.claim({ queue, worker, lease, limit, perDestination });
    } catch (error) {
      onClaimFailed(error);
      return [];
    }
  }

  private begin(job: ClaimedJob): void {
    this.keep(this.work(job, this.cutting.signal), () => this.rouse());
  }

  /**
   * Runs `work`, which ends without fault, as one of so many at once, beside the jobs that are claimed.
   * @returns false where there is no room, nothing can be done for the queue, or it stops: `work` is not run then
   */
  beside(work: (signal: AbortSignal) => Promise<void>): boolean {
    const { concurrency, isReady } = this.settings;
    if (this.stopping.signal.aborted || this.running.size >= concurrency || isReady?.() === false) return false;
    // What waits for it waits for its place.
    this.keep(work(this.cutting.signal), (wasFull) => {
      if (wasFull) this.rouse();
    });
    return true;
  }

  private keep(work: Promise<void>, ended: (wasFull: boolean) => void): void {
    const running = work.finally(() => {
      const wasFull = this.running.size >= this.settings.concurrency;
      this.running.delete(running);
      ended(wasFull);
    });
    this.running.add(running);
  }

  /** Until a job is added, one ends, the next falls due, or the poll. */
  private async rest(): Promise<void> {
    const wait = await this.waitTime();
    if (this.awake || this.stopping.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, wait);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = () => {};
  }

  /** Jobs that are due and were not claimed wait for a worker or their destination: an ending job rouses then. */
  private async waitTime(): Promise<number> {
    const { queue, poll, clock, concurrency, isReady } = this.settings;
    if (this.running.size >= concurrency || isReady?.() === false) return poll;
    try {
      const due = (await this.jobs.nextDue(queue)) ?? Number.POSITIVE_INFINITY;
      const wait = due - clock.now();
      return wait > 0 ? Math.min(wait, poll) : poll;
    } catch {
      return poll;
    }
  }

  /** Looks for jobs now. */
  rouse(): void {
    this.awake = true;
    this.wake();
  }
}
