import { type Account, DomainError, type MailboxScope, type StoredMessage, type TextMessage } from '@postbus/domain';
import type { Clock, MailStore, TextMessageStore, Versioned } from '@postbus/ports';
import { putMessage, statusRecord } from '@postbus/text-messages';
import { type ChannelWorkers, anyNumber } from '../channel-workers.ts';
import type { Begun, ChannelDispatch, Dispatched } from '../dispatched.ts';
import { eventSource, serviceName } from '../event-source.ts';
import type { ChannelTable } from '../routing/channel-table.ts';
import { jobOf } from '../sms-jobs.ts';
import type { RunJob } from './run-job.ts';

export interface AtOncePorts {
  readonly texts: TextMessageStore;
  readonly mail: Pick<MailStore, 'messages'>;
  readonly clock: Clock;
}

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
    private readonly ports: AtOncePorts,
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
    if (sender === undefined || (await this.ports.texts.isOptedOut(recipients[0]!.number, sender))) return false;
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
      const job = await this.ports.texts.addClaimed(added, { worker, lease, perDestination: anyNumber });
      tell(job !== undefined);
      if (job === undefined) return;
      const submit = (untilLost: AbortSignal): Promise<Dispatched> => this.submit(begun, planned, stored, untilLost);
      await this.run.goOn(job, { value: planned, version: 1 }, stored, submit, signal);
    } finally {
      begun.leave();
    }
  }

  /** Who took it back, or changed it, since it was read for its plan saw nothing of it: it waits in its queue then. */
  private async submit(
    begun: Begun,
    planned: TextMessage,
    stored: StoredMessage,
    signal: AbortSignal,
  ): Promise<Dispatched> {
    const first: Versioned<TextMessage> = { value: begun.message, version: 1 };
    if (await this.isAsItWas(planned, stored)) return begun.submit(first, signal);
    const { texts, clock } = this.ports;
    await putMessage(texts, first, { ...planned, changedAt: clock.now() }, eventSource);
    return { then: 'later', due: clock.now() };
  }

  private async isAsItWas({ tenant, mailbox }: TextMessage, { id, changeNumber }: StoredMessage): Promise<boolean> {
    const scope: MailboxScope = { tenant, mailbox, principal: { kind: 'service', service: serviceName } };
    try {
      const [record] = await this.ports.mail.messages(scope, [id]);
      return record?.changeNumber === changeNumber;
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
  }
}
