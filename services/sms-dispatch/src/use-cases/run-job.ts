import type { BusRecord } from '@postbus/contracts';
import {
  type ClaimedJob,
  DomainError,
  type MailboxScope,
  type StoredMessage,
  type TextFault,
  type TextMessage,
  isEnded,
  isWaiting,
} from '@postbus/domain';
import { HeldJob, isLeaseLost } from '@postbus/job-workers';
import { readMms, readSms, isMms } from '@postbus/oxosmms';
import {
  type AddedTextMessage,
  type Clock,
  type Directory,
  type JobStore,
  type MailStore,
  PortError,
  type TextMessageStore,
  type Versioned,
} from '@postbus/ports';
import { expiryOf, phoneChannel, statusRecord, waitingForPhone } from '@postbus/text-messages';
import { channels, tellFault } from '../channels.ts';
import type { ChannelDispatch, Dispatched } from '../dispatched.ts';
import { onNextChannel, onePerRecipient } from '../dispatching/moved-message.ts';
import { eventSource, serviceName } from '../event-source.ts';
import { outboxChanged } from '../outbox-changed.ts';
import type { ChannelTable } from '../routing/channel-table.ts';
import { type SmsJob, isJobOf, jobOf } from '../sms-jobs.ts';

export interface RunPorts {
  readonly texts: TextMessageStore;
  readonly mail: MailStore;
  readonly jobs: JobStore;
  readonly directory: Directory;
  readonly clock: Clock;
}

export interface RunSettings {
  readonly table: ChannelTable;
  /** What carries messages, by the channel's name. */
  readonly dispatches: ReadonlyMap<string, ChannelDispatch>;
  /** Whether nothing can leave by the channel, and could not for long. */
  readonly isGone: (channel: string) => boolean;
  /** Milliseconds. */
  readonly lease: number;
  /** Until what another one changed meanwhile, or a store that was away, is looked at again, milliseconds. */
  readonly retry: number;
}

/** Longest wait after faults, milliseconds. */
const longestRetry = 300_000;

/** What a job comes to: over, or given back until then (epoch milliseconds). */
type Conclusion = { readonly end: 'done' } | { readonly end: 'later'; readonly due: number };

const done: Conclusion = { end: 'done' };

type Work = (signal: AbortSignal) => Promise<Conclusion>;

/**
 * Gives one message to its channel when its time has come, while this worker alone holds it. Every change of state is
 * stored under the version before it, with the event that tells of it; what a worker that died left behind is taken up
 * by the next one from what is stored.
 */
export class RunJob {
  constructor(
    private readonly ports: RunPorts,
    private readonly settings: RunSettings,
  ) {}

  /** Never throws: a job that can be neither finished nor given back falls to another worker when its lease runs out. */
  execute(job: ClaimedJob, signal: AbortSignal): Promise<void> {
    return this.hold(job, signal, (untilLost) => this.run(job, untilLost));
  }

  /** Goes on with a message that was added as one that its channel begins with, and holds its `job`. Never throws, as `execute`. */
  goOn(
    job: ClaimedJob,
    begun: Versioned<TextMessage>,
    stored: StoredMessage,
    submit: (signal: AbortSignal) => Promise<Dispatched>,
    signal: AbortSignal,
  ): Promise<void> {
    return this.hold(job, signal, async (untilLost) => this.after(await submit(untilLost), begun.value, stored));
  }

  private async hold(job: ClaimedJob, signal: AbortSignal, work: Work): Promise<void> {
    const { jobs, clock } = this.ports;
    const held = new HeldJob(jobs, job, this.settings.lease, clock);
    try {
      const conclusion = await this.concluded(job, () => work(AbortSignal.any([signal, held.signal])));
      if (conclusion.end === 'done') await held.finish({ end: 'done' });
      else await held.finish({ end: 'retry', due: conclusion.due, state: job.state });
      this.tell(job, conclusion.end);
    } catch (error) {
      this.tell(job, isLeaseLost(error) || held.signal.aborted ? 'lease-lost' : 'error');
      tellFault(channelOf(job), 'run', error);
    } finally {
      held.stop();
    }
  }

  /** What another one changed at the same time is looked at again soon; after a fault, later each time. */
  private async concluded(job: ClaimedJob, work: () => Promise<Conclusion>): Promise<Conclusion> {
    try {
      return await work();
    } catch (error) {
      if (isLeaseLost(error)) throw error;
      const { retry } = this.settings;
      const now = this.ports.clock.now();
      if (isConflict(error)) return { end: 'later', due: now + retry };
      tellFault(channelOf(job), 'run', error);
      return { end: 'later', due: now + Math.min(retry * 2 ** Math.min(job.attempts, 20), longestRetry) };
    }
  }

  private async run(job: ClaimedJob, signal: AbortSignal): Promise<Conclusion> {
    const found = await this.ports.texts.message((job.state as SmsJob).message);
    if (found === undefined) return done;
    if (isEnded(found.value.state)) {
      await this.settings.dispatches.get(found.value.channel ?? '')?.followUp?.(found.value);
      return done;
    }
    if (!isJobOf(job, found.value)) return this.handOver(found.value);
    const stored = await this.itemOf(found.value);
    if (!isWaiting(found.value.state)) return this.dispatch(found, stored, signal);
    return this.prepare(found, stored, signal);
  }

  /** The message has another channel or time: that has a job of its own. */
  private async handOver(message: TextMessage): Promise<Conclusion> {
    const job = jobOf(message);
    if (job !== undefined) await this.ports.jobs.add([job]);
    return done;
  }

  private async prepare(
    found: Versioned<TextMessage>,
    stored: StoredMessage | undefined,
    signal: AbortSignal,
  ): Promise<Conclusion> {
    const { value: message } = found;
    const now = this.ports.clock.now();
    if (stored === undefined) return this.end(found, 'cancelled');
    const scheduledFor = scheduleOf(stored);
    if (scheduledFor !== undefined && scheduledFor > now) {
      // Of its own time, where the clock went back: another job of that time would be the same one.
      if (scheduledFor === message.dueAt) return { end: 'later', due: scheduledFor };
      const expiresAt = expiryOf(stored.object) ?? scheduledFor + message.expiresAt - message.dueAt;
      const later: TextMessage = { ...message, state: 'scheduled', dueAt: scheduledFor, expiresAt, changedAt: now };
      await this.put(later, found);
      return this.handOver(later);
    }
    if ((expiryOf(stored.object) ?? message.expiresAt) <= now) return this.end(found, 'expired', expired);
    const { table } = this.settings;
    if (table.isPerRecipient(message.channel!) && message.recipients.length > 1)
      return this.part(found, stored, signal);
    const refused = await this.refusedNow(message);
    if (refused !== undefined) return this.elsewhere(found, refused, stored);
    if (message.channel === phoneChannel && message.state === 'scheduled') {
      const waiting = waitingForPhone(message, now);
      const version = await this.put(waiting, found, [outboxChanged(message.mailbox, stored, now)]);
      return this.dispatch({ value: waiting, version }, stored, signal);
    }
    return this.dispatch(found, stored, signal);
  }

  /**
   * Those of a group that a carrier is to have now, each by itself; the first stays this message. By one commit: who takes
   * the group back or changes it at the same time does so before, and there is none of these, or after, and sees them all.
   */
  private async part(found: Versioned<TextMessage>, stored: StoredMessage, signal: AbortSignal): Promise<Conclusion> {
    const [first, ...others] = onePerRecipient(found.value, this.ports.clock.now());
    const parted = others.map((message) => ({
      message,
      events: [statusRecord(message, 1, eventSource, found.value.state)],
    }));
    const version = await this.put(first!, found, [], parted);
    // Where the process dies before it, the news of each sees to its job.
    await this.ports.jobs.add(others.flatMap((message) => jobOf(message) ?? []));
    return this.prepare({ value: first!, version }, stored, signal);
  }

  private async dispatch(
    found: Versioned<TextMessage>,
    stored: StoredMessage | undefined,
    signal: AbortSignal,
  ): Promise<Conclusion> {
    const { value: message } = found;
    const channel = this.settings.dispatches.get(message.channel!);
    const waits = isWaiting(message.state);
    if (channel === undefined)
      return waits ? this.elsewhere(found, noSuchChannel, stored) : this.end(found, 'unknown', noSuchChannel);
    if (waits && message.channels.length > 0 && this.settings.isGone(message.channel!))
      return this.elsewhere(found, channelDown, stored);
    const now = this.ports.clock.now();
    const dispatched = await channel.execute({ message: found, object: stored?.object, now }, signal);
    return this.after(dispatched, message, stored);
  }

  /** @param message as it was before its channel was asked */
  private async after(
    dispatched: Dispatched,
    message: TextMessage,
    stored: StoredMessage | undefined,
  ): Promise<Conclusion> {
    if (dispatched.then === 'ended') return done;
    if (dispatched.then === 'later') {
      const { due } = dispatched;
      return { end: 'later', due: isWaiting(message.state) ? Math.min(due, message.expiresAt) : due };
    }
    const present = await this.ports.texts.message(message.id);
    return present === undefined || isEnded(present.value.state)
      ? done
      : this.elsewhere(present, dispatched.fault, stored);
  }

  /** The next channel gets it; where there is none, nobody does. */
  private async elsewhere(
    found: Versioned<TextMessage>,
    fault: TextFault,
    stored: StoredMessage | undefined,
  ): Promise<Conclusion> {
    const next = onNextChannel(found.value, this.ports.clock.now());
    if (next === undefined) return this.end(found, 'failed', fault);
    const wakes = next.channel === phoneChannel && next.state === 'queued' && stored !== undefined;
    const events = wakes ? [outboxChanged(next.mailbox, stored, this.ports.clock.now())] : [];
    await this.put(next, found, events);
    return this.handOver(next);
  }

  private async end(
    found: Versioned<TextMessage>,
    state: 'cancelled' | 'expired' | 'failed' | 'unknown',
    fault?: TextFault,
  ): Promise<Conclusion> {
    const { fault: _, ...rest } = found.value;
    const now = this.ports.clock.now();
    await this.put({ ...rest, state, changedAt: now, ...(fault !== undefined && { fault }) }, found);
    return done;
  }

  private put(
    message: TextMessage,
    { value, version }: Versioned<TextMessage>,
    events: readonly BusRecord[] = [],
    parted: readonly AddedTextMessage[] = [],
  ): Promise<number> {
    const told = statusRecord(message, version + 1, eventSource, value.state);
    return this.ports.texts.put(message, version, [told, ...events], parted);
  }

  /** Undefined once it is gone, or its mailbox is. */
  private async itemOf({ tenant, mailbox, item }: TextMessage): Promise<StoredMessage | undefined> {
    if (item === undefined) return undefined;
    const scope: MailboxScope = { tenant, mailbox, principal: { kind: 'service', service: serviceName } };
    try {
      return await this.ports.mail.message(scope, item);
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  }

  /**
   * What came after it was planned: its owner may not use the channel any more; who has the number said STOP to the one
   * that it would come from by a carrier. What a person's own phone sends is theirs.
   */
  private async refusedNow({ channel, mailbox, recipients, sender }: TextMessage): Promise<TextFault | undefined> {
    const { texts, directory } = this.ports;
    const account = await directory.account(mailbox);
    if (account === undefined) return undefined;
    if (account.textChannels?.includes(channel!) === false) return notAllowed;
    const from = channel === phoneChannel ? undefined : this.settings.table.sender(channel!, account, sender);
    if (from === undefined) return undefined;
    for (const { number } of recipients) if (await texts.isOptedOut(number, from)) return optedOut;
    return undefined;
  }

  private tell(job: ClaimedJob, outcome: 'done' | 'later' | 'lease-lost' | 'error'): void {
    if (channels.jobEnded.hasSubscribers)
      channels.jobEnded.publish({ channel: channelOf(job), outcome, traceparent: job.traceparent });
  }
}

const expired: TextFault = { code: 'expired', text: 'it was of no use any more when it could have left' };
const noSuchChannel: TextFault = { code: 'no-such-channel', text: 'the channel is in the settings no more' };
const channelDown: TextFault = { code: 'channel-down', text: 'the channel has had no connection for long' };
const notAllowed: TextFault = { code: 'not-allowed', text: 'the user may not send by the channel any more' };
const optedOut: TextFault = { code: 'opted-out', text: 'who has the number wants no messages from here' };

function isConflict(error: unknown): boolean {
  return error instanceof PortError && error.code === 'conflict';
}

function channelOf({ state }: ClaimedJob): string {
  return (state as SmsJob).channel;
}

function scheduleOf({ object }: StoredMessage): number | undefined {
  return (isMms(object) ? readMms : readSms)(object, () => new Uint8Array(0)).scheduledFor;
}
