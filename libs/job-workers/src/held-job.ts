/** A job while one worker holds it: its lease renewed by itself, its writes one after another, all of them fenced. */
import type { ClaimedJob, JsonValue } from '@postbus/domain';
import { type Clock, type JobOutcome, type JobStore, PortError } from '@postbus/ports';

export class HeldJob {
  private job: ClaimedJob;
  private writing: Promise<unknown> = Promise.resolve();
  private readonly lost = new AbortController();
  private readonly heartbeat: NodeJS.Timeout;

  /** @param lease milliseconds; renewed every third of it */
  constructor(
    private readonly jobs: JobStore,
    job: ClaimedJob,
    private readonly lease: number,
    private readonly clock: Clock,
  ) {
    this.job = job;
    this.heartbeat = setInterval(() => void this.beat(), lease / 3).unref();
  }

  /** Aborted once the job is, or may be, another worker's. */
  get signal(): AbortSignal {
    return this.lost.signal;
  }

  /** Stores `state` durably, under the fencing token. @throws {PortError} `lease-lost`, `unavailable` */
  async save(state: JsonValue): Promise<void> {
    await this.inTurn(() => this.renew(state));
  }

  /** Lets go of the job. @throws {PortError} `lease-lost`, `unavailable` */
  async finish(outcome: JobOutcome): Promise<void> {
    this.stop();
    await this.inTurn(() => this.jobs.finish(this.job, outcome));
  }

  /** Renews no more; a job that is not finished falls to another worker when its lease runs out. */
  stop(): void {
    clearInterval(this.heartbeat);
  }

  private async renew(state: JsonValue): Promise<void> {
    try {
      this.job = await this.jobs.renew(this.job, state, this.lease);
    } catch (error) {
      if (isLeaseLost(error) || this.clock.now() >= this.job.leasedUntil) this.lost.abort(error);
      throw error;
    }
  }

  private async beat(): Promise<void> {
    try {
      await this.inTurn(() => this.renew(this.job.state));
    } catch {
      // The next beat tries again; a lost lease has told the signal.
    }
  }

  private inTurn<T>(write: () => Promise<T>): Promise<T> {
    const result = this.writing.then(write);
    this.writing = result.catch(() => {});
    return result;
  }
}

export function isLeaseLost(error: unknown): boolean {
  return error instanceof PortError && error.code === 'lease-lost';
}
