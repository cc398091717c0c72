import type { ClaimedJob } from '@postbus/domain';
import { HeldJob, isLeaseLost } from '@postbus/job-workers';
import type { BlobStore, JobStore } from '@postbus/ports';
import { channels } from '../channels.ts';
import { type AttemptSettings, attemptDelivery } from '../delivery/delivery-attempt.ts';
import { type DeliveryState, type Outcome, givenUp, waiting, withOutcomes } from '../delivery/delivery-state.ts';
import { type RetryOptions, retryWait } from '../delivery/retry-schedule.ts';
import type { ReportToSender } from './report-to-sender.ts';

export interface DeliverSettings extends AttemptSettings {
  readonly retry: RetryOptions;
  /** Milliseconds. */
  readonly lease: number;
  /** 0 up to 1. */
  readonly random: () => number;
}

/** Until reports that could not be sent are tried again, milliseconds. */
const reportRetry = 60_000;

/**
 * Does what a claimed job says: tries its waiting recipients, reports to the sender, and finishes it or gives it back.
 *
 * The attempt is stored, under the fencing token, before a host gets anything: a worker whose lease ran out submits
 * nothing more. What became of it is stored before the sender hears of it. A worker killed in between leaves the job to
 * another one; where the host had the message already, it gets it twice, but no message is lost.
 */
export class DeliverJob {
  constructor(
    private readonly jobs: JobStore,
    private readonly blobs: BlobStore,
    private readonly reports: ReportToSender,
    private readonly settings: DeliverSettings,
  ) {}

  /** Never throws: a job that can be neither finished nor given back falls to another worker when its lease runs out. */
  async execute(job: ClaimedJob, signal: AbortSignal): Promise<void> {
    const held = new HeldJob(this.jobs, job, this.settings.lease, this.settings.clock);
    try {
      const state = job.state as DeliveryState;
      const tried = waiting(state).length === 0 ? state : await this.attempt(held, job, state, signal);
      await this.conclude(held, job, tried, signal);
    } catch (error) {
      this.tell(job, isLeaseLost(error) || held.signal.aborted ? 'lease-lost' : 'error', undefined, error);
    } finally {
      held.stop();
    }
  }

  private async attempt(
    held: HeldJob,
    job: ClaimedJob,
    state: DeliveryState,
    signal: AbortSignal,
  ): Promise<DeliveryState> {
    const startedAt = this.now();
    const outcomes = await attemptDelivery(
      {
        message: state.message,
        recipients: waiting(state),
        content: () => this.blobs.stream(state.message.raw),
        signal: AbortSignal.any([signal, held.signal]),
        beforeSubmission: ({ host, address }) => held.save({ ...state, attempt: { host, address, at: this.now() } }),
      },
      this.settings,
    );
    const tried = this.unlessExpired(withOutcomes(state, outcomes));
    await held.save(tried);
    this.tellAttempt(job, state, outcomes, startedAt);
    return tried;
  }

  private unlessExpired(state: DeliveryState): DeliveryState {
    const now = this.now();
    return now - state.queuedAt >= this.settings.retry.giveUpAfter ? givenUp(state, now) : state;
  }

  private async conclude(held: HeldJob, job: ClaimedJob, tried: DeliveryState, signal: AbortSignal): Promise<void> {
    let state: DeliveryState;
    try {
      state = await this.reports.execute(tried, job.traceparent);
    } catch (error) {
      await held.finish({ end: 'retry', due: this.now() + reportRetry, state: tried });
      return this.tell(job, 'retry', reportRetry, error);
    }
    if (waiting(state).length > 0) return this.giveBack(held, job, state, signal);
    const end = state.recipients.some(({ status }) => status === 'failed') ? 'failed' : 'done';
    await held.finish({ end });
    this.tell(job, end);
  }

  /** Stopped before its end, a try is taken up again at once by whoever starts next. */
  private async giveBack(held: HeldJob, job: ClaimedJob, state: DeliveryState, signal: AbortSignal): Promise<void> {
    const { retry, random } = this.settings;
    const now = this.now();
    const wait = signal.aborted ? 0 : retryWait(job.attempts, retry, random);
    const due = Math.min(now + wait, Math.max(now, state.queuedAt + retry.giveUpAfter));
    await held.finish({ end: 'retry', due, state });
    this.tell(job, 'retry', due - now);
  }

  private tellAttempt(
    job: ClaimedJob,
    state: DeliveryState,
    outcomes: ReadonlyMap<string, Outcome>,
    startedAt: number,
  ): void {
    if (!channels.attempted.hasSubscribers) return;
    const count = (result: Outcome['result']): number =>
      [...outcomes.values()].filter((outcome) => outcome.result === result).length;
    channels.attempted.publish({
      domain: state.message.domain,
      attempt: job.attempts,
      relayed: count('relayed'),
      failed: count('failed'),
      deferred: count('deferred'),
      startedAt,
      duration: this.now() - startedAt,
      traceparent: job.traceparent,
    });
  }

  private tell(
    job: ClaimedJob,
    outcome: 'done' | 'failed' | 'retry' | 'lease-lost' | 'error',
    wait?: number,
    error?: unknown,
  ): void {
    if (channels.jobEnded.hasSubscribers)
      channels.jobEnded.publish({ outcome, wait, error, traceparent: job.traceparent });
  }

  private now(): number {
    return this.settings.clock.now();
  }
}
