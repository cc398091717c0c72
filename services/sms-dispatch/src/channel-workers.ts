/** Workers for each channel, so that none waits for another; and for queues of channels that the settings have no more. */
import { JobWorkers, type WorkerSettings } from '@postbus/job-workers';
import type { Clock, JobStore } from '@postbus/ports';
import { ChannelGate } from './channel-gate.ts';
import { tellFault } from './channels.ts';
import type { ChannelDispatch } from './dispatched.ts';
import { channelOfQueue, smsQueue } from './sms-jobs.ts';

export interface ChannelWorkersSettings extends Pick<WorkerSettings, 'worker' | 'concurrency' | 'lease' | 'poll'> {
  /** Milliseconds. */
  readonly failoverAfter: number;
  readonly clock: Clock;
}

/** Milliseconds until queues are looked for that there are no workers for yet. */
const lookEvery = 60_000;

/** A queue has one destination, its channel: what holds it back is the channel's window. */
export const anyNumber = 1_000_000;

type Work = ConstructorParameters<typeof JobWorkers>[1];

export class ChannelWorkers {
  private readonly gates = new Map<string, ChannelGate>();
  private readonly workers = new Map<string, JobWorkers>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly jobs: JobStore,
    private readonly dispatches: ReadonlyMap<string, ChannelDispatch>,
    private readonly settings: ChannelWorkersSettings,
  ) {
    for (const channel of dispatches.keys()) this.gate(channel);
  }

  /** Whether the channel has been away for so long that messages go by their next one. */
  isGone(channel: string): boolean {
    return this.gate(channel).isGone;
  }

  /** Its connection was made: what waits for it is looked at now. */
  rouse(channel: string): void {
    this.workers.get(channel)?.rouse();
  }

  /** Runs `work` beside the jobs of the channel. @returns false where there is no room: it is not run then */
  beside(channel: string, work: (signal: AbortSignal) => Promise<void>): boolean {
    return this.workers.get(channel)?.beside(work) ?? false;
  }

  async start(work: Work): Promise<void> {
    for (const channel of this.dispatches.keys()) this.begin(channel, work);
    await this.look(work);
    this.timer = setInterval(() => void this.look(work), lookEvery).unref();
  }

  /** Begins with queues of channels that the settings have no more: messages may still name one as their next. */
  look(work: Work): Promise<void> {
    this.looking = this.looking.then(() => this.lookForQueues(work));
    return this.looking;
  }

  /** @param grace milliseconds that messages under way have to come to an end */
  async stop(grace: number): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
    await Promise.all([...this.workers.values()].map((workers) => workers.stop(grace)));
  }

  private async lookForQueues(work: Work): Promise<void> {
    try {
      const left = (await this.jobs.counts()).flatMap(({ queue }) => channelOfQueue(queue) ?? []);
      for (const channel of left) if (!this.workers.has(channel)) this.begin(channel, work);
    } catch (error) {
      tellFault(undefined, 'claim', error);
    }
  }

  private begin(channel: string, work: Work): void {
    const { failoverAfter: _, ...settings } = this.settings;
    const gate = this.gate(channel);
    const workers = new JobWorkers(this.jobs, work, {
      ...settings,
      queue: smsQueue(channel),
      perDestination: anyNumber,
      isReady: () => gate.mayClaim,
      onClaimFailed: (error) => tellFault(channel, 'claim', error),
    });
    this.workers.set(channel, workers);
    workers.start();
  }

  private gate(channel: string): ChannelGate {
    const { failoverAfter, clock } = this.settings;
    const gate = this.gates.get(channel) ?? new ChannelGate(this.dispatches.get(channel), failoverAfter, clock);
    this.gates.set(channel, gate);
    return gate;
  }
}
