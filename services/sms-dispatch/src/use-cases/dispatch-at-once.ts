import type { Account, StoredMessage, TextMessage } from '@postbus/domain';
import type { TextMessageStore } from '@postbus/ports';
import { statusRecord } from '@postbus/text-messages';
import { type ChannelWorkers, anyNumber } from '../channel-workers.ts';
import type { ChannelDispatch } from '../dispatched.ts';
import { eventSource } from '../event-source.ts';
import type { ChannelTable } from '../routing/channel-table.ts';
import { jobOf } from '../sms-jobs.ts';
import type { RunJob } from './run-job.ts';

export interface AtOnceSettings {
  readonly table: ChannelTable;
  /** What carries messages, by the channel's name. */
  readonly dispatches: ReadonlyMap<string, ChannelDispatch>;
  /** Names this process. */
  readonly worker: string;
  /** Milliseconds. */
  readonly lease: number;
}

/**
 * Gives a new message to its channel as it is planned, where the channel has room and nothing waits for it here: one
 * commit adds it as one that is dispatched, with its job, which this process holds. After a crash it is as any that a
 * worker left behind.
 */
export class DispatchAtOnce {
  constructor(
    private readonly texts: TextMessageStore,
    private readonly run: Pick<RunJob, 'goOn'>,
    private readonly workers: Pick<ChannelWorkers, 'beside'>,
    private readonly settings: AtOnceSettings,
  ) {}

  /**
   * @param planned of one recipient, not stored yet; `stored`, the item of which it was planned
   * @returns whether it was stored as given to its channel; false where nothing is stored, and it is to wait in its queue
   * @throws {PortError} where the store is away
   */
  async execute(planned: TextMessage, stored: StoredMessage, account: Account): Promise<boolean> {
    const { channel = '', state, recipients, expiresAt, changedAt, sender: asked } = planned;
    if (state !== 'queued' || expiresAt <= changedAt || recipients.length !== 1) return false;
    if (this.settings.dispatches.get(channel)?.begin === undefined) return false;
    const sender = this.settings.table.sender(channel, account, asked);
    if (sender === undefined || (await this.texts.isOptedOut(recipients[0]!.number, sender))) return false;
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    const isRun = this.workers.beside(channel, (signal) =>
      this.give(planned, stored, sender, resolve, signal).catch(reject),
    );
    return isRun ? promise : false;
  }

  /** @param tell called once it is known whether it is stored */
  private async give(
    planned: TextMessage,
    stored: StoredMessage,
    sender: string,
    tell: (isStored: boolean) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { dispatches, worker, lease } = this.settings;
    const given = { message: planned, object: stored.object, sender };
    const begun = await dispatches.get(planned.channel!)!.begin!(given, signal);
    if (begun === undefined) return tell(false);
    try {
      const { message } = begun;
      const added = { message, events: [statusRecord(message, 1, eventSource)], job: jobOf(planned)! };
      const job = await this.texts.addClaimed(added, { worker, lease, perDestination: anyNumber });
      tell(job !== undefined);
      if (job === undefined) return;
      const first = { value: message, version: 1 };
      await this.run.goOn(
        job,
        { value: planned, version: 1 },
        stored,
        (untilLost) => begun.submit(first, untilLost),
        signal,
      );
    } finally {
      begun.leave();
    }
  }
}
