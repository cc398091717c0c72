/**
 * Jobs of sms-dispatch: one for each channel that a message is given to and each time that it is due. A job whose channel
 * or time is not the message's any more has nothing to do but to see that there is the one that is.
 */
import type { ClaimedJob, NewJob, TextMessage } from '@postbus/domain';

/** Queues of channels begin with this: each channel has workers of its own, so that one that hangs holds up no other. */
const queuePrefix = 'sms/';

export type SmsJob = {
  readonly message: string;
  readonly channel: string;
  /** Epoch milliseconds. */
  readonly dueAt: number;
};

export function smsQueue(channel: string): string {
  return `${queuePrefix}${channel}`;
}

/** The channel of a queue; undefined where it is none of sms-dispatch. */
export function channelOfQueue(queue: string): string | undefined {
  return queue.startsWith(queuePrefix) ? queue.slice(queuePrefix.length) : undefined;
}

/** The job of a message that waits. @returns undefined where it waits for no channel */
export function jobOf({ id, channel, dueAt, mailbox, traceparent }: TextMessage): NewJob<SmsJob> | undefined {
  if (channel === undefined) return undefined;
  return {
    queue: smsQueue(channel),
    dedupeKey: `${id}/${channel}/${dueAt}`,
    user: mailbox,
    destination: channel,
    due: dueAt,
    state: { message: id, channel, dueAt },
    blobs: [],
    ...(traceparent !== undefined && { traceparent }),
  };
}

/** Whether it is `job` that the message waits for. */
export function isJobOf(job: ClaimedJob, { channel, dueAt }: TextMessage): boolean {
  const state = job.state as SmsJob;
  return state.channel === channel && state.dueAt === dueAt;
}
