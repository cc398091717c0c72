/** What a delivery job keeps: the message, and where each of its recipients is. Plain JSON. */
import type { MailOutbound } from '@postbus/contracts';
import type { MessageFacts } from './message-facts.ts';

/** The queue of the relay's jobs. */
export const relayQueue = 'relay';

/** What became of one try for one recipient. */
export type Outcome = {
  readonly result: 'relayed' | 'failed' | 'deferred';
  /** Enhanced status code. RFC 3463 */
  readonly status: string;
  /** What was said or found, in one line. */
  readonly text: string;
  /** Name of the host that said it; absent where nothing was said by another host. */
  readonly remoteMta?: string;
  /** Whether `text` is that host's reply, code first. RFC 3464 2.3.6 */
  readonly replied: boolean;
  /** Whether the host took over the DSN parameters. RFC 3461 5.2.1 */
  readonly dsnTaken: boolean;
  /** Epoch milliseconds. */
  readonly at: number;
};

export type ReportKind = 'failed' | 'delayed' | 'relayed';

export type RecipientState = {
  readonly address: string;
  readonly notify?: readonly string[];
  readonly orcpt?: string;
  readonly status: 'waiting' | 'relayed' | 'failed';
  readonly last?: Outcome;
  /** Reports that the sender has got. */
  readonly reported: readonly ReportKind[];
};

/** Stored before each submission: after a crash it tells that one may have taken place. */
export type SubmissionAttempt = {
  readonly host: string;
  readonly address: string;
  readonly at: number;
};

export type OutboundMessage = {
  /** Of the submission. */
  readonly id: string;
  readonly tenant: string;
  readonly domain: string;
  readonly submitter: string;
  readonly raw: { readonly sha256: string; readonly size: number };
  readonly sender: {
    /** '' is the null reverse-path. */
    readonly address: string;
    readonly ret?: 'FULL' | 'HDRS';
    readonly envid?: string;
  };
  /** Epoch milliseconds. */
  readonly submittedAt: number;
  readonly facts: MessageFacts;
};

export type DeliveryState = {
  readonly message: OutboundMessage;
  readonly recipients: readonly RecipientState[];
  /** Epoch milliseconds of planning: from here the days of trying count. */
  readonly queuedAt: number;
  readonly attempt?: SubmissionAttempt;
};

/** The state in which a delivery begins. @param now epoch milliseconds */
export function newDelivery(event: MailOutbound, facts: MessageFacts, now: number): DeliveryState {
  const { address, ret, envid } = event.reversePath;
  return {
    message: {
      id: event.id,
      tenant: event.tenant,
      domain: event.domain,
      submitter: event.submitter,
      raw: { sha256: event.raw.sha256, size: event.raw.size },
      sender: { address, ...(ret !== undefined && { ret }), ...(envid !== undefined && { envid }) },
      submittedAt: Date.parse(event.submittedAt),
      facts,
    },
    recipients: event.recipients.map(({ address, dsn }) => ({
      address,
      ...(dsn?.notify !== undefined && { notify: dsn.notify }),
      ...(dsn?.orcpt !== undefined && { orcpt: dsn.orcpt }),
      status: 'waiting',
      reported: [],
    })),
    queuedAt: now,
  };
}

/** Names the delivery: one job, and the ids of all events that come of it. */
export function deliveryKey({ id, domain }: Pick<OutboundMessage, 'id' | 'domain'>): string {
  return `${id}/${domain}`;
}

export function waiting(state: DeliveryState): RecipientState[] {
  return state.recipients.filter(({ status }) => status === 'waiting');
}

/** The state after a try; recipients without an outcome stay as they are. @param outcomes by address */
export function withOutcomes(state: DeliveryState, outcomes: ReadonlyMap<string, Outcome>): DeliveryState {
  const recipients = state.recipients.map((recipient) => {
    const last = recipient.status === 'waiting' ? outcomes.get(recipient.address) : undefined;
    return last === undefined ? recipient : { ...recipient, last, status: statusAfter[last.result] };
  });
  return { ...state, recipients };
}

const statusAfter = { relayed: 'relayed', failed: 'failed', deferred: 'waiting' } as const;

/** Every waiting recipient has failed: the days of trying are over. RFC 5321 4.5.4.1 */
export function givenUp(state: DeliveryState, now: number): DeliveryState {
  const recipients = state.recipients.map((recipient) =>
    recipient.status === 'waiting'
      ? { ...recipient, status: 'failed' as const, last: expired(recipient.last, now) }
      : recipient,
  );
  return { ...state, recipients };
}

/** The last temporary fault stays the explanation; its status becomes permanent. RFC 3463 3.5 */
function expired(last: Outcome | undefined, now: number): Outcome {
  const status = last === undefined ? '5.4.7' : `5${last.status.slice(1)}`;
  const base = { text: 'delivery time expired', replied: false, dsnTaken: false, at: now };
  return { ...base, ...last, result: 'failed', status };
}

export function withReported(state: DeliveryState, kind: ReportKind, addresses: ReadonlySet<string>): DeliveryState {
  const recipients = state.recipients.map((recipient) =>
    addresses.has(recipient.address) ? { ...recipient, reported: [...recipient.reported, kind] } : recipient,
  );
  return { ...state, recipients };
}
