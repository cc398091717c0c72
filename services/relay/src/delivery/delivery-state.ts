/** What a delivery job keeps: the message, and where each of its recipients is. Plain JSON. */
import type { MailOutbound, MailRefused } from '@postbus/contracts';
import type { MessageFacts } from './message-facts.ts';
import { localOutcome } from './outcome.ts';

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

/** A message that a user submitted, and where notifications about it go. */
export type SubmittedMessage = {
  /** Of the submission. */
  readonly id: string;
  readonly tenant: string;
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
};

export type OutboundMessage = SubmittedMessage & {
  readonly domain: string;
  readonly facts: MessageFacts;
};

/** What its sender can be told of. */
export type ReportableState = {
  /** `domain` is that of all recipients, where they have one. */
  readonly message: SubmittedMessage & { readonly domain?: string };
  readonly recipients: readonly RecipientState[];
  /** Epoch milliseconds of planning: from here the days of trying count. */
  readonly queuedAt: number;
};

export type DeliveryState = ReportableState & {
  readonly message: OutboundMessage;
  readonly attempt?: SubmissionAttempt;
};

/** The state in which a delivery begins. @param now epoch milliseconds */
export function newDelivery(event: MailOutbound, facts: MessageFacts, now: number): DeliveryState {
  return {
    message: { ...submittedMessage(event), domain: event.domain, facts },
    recipients: event.recipients.map(newRecipient),
    queuedAt: now,
  };
}

/** The state of recipients that will get nothing: each has failed before any try. @param now epoch milliseconds */
export function refusedDelivery(event: MailRefused, now: number): ReportableState {
  return {
    message: submittedMessage(event),
    recipients: event.recipients.map((recipient) => ({
      ...newRecipient(recipient),
      status: 'failed',
      last: localOutcome('failed', recipient.status, recipient.text, now),
    })),
    queuedAt: now,
  };
}

function submittedMessage(event: Omit<MailOutbound, 'recipients'> | Omit<MailRefused, 'recipients'>): SubmittedMessage {
  const { address, ret, envid } = event.reversePath;
  return {
    id: event.id,
    tenant: event.tenant,
    submitter: event.submitter,
    raw: { sha256: event.raw.sha256, size: event.raw.size },
    sender: { address, ...(ret !== undefined && { ret }), ...(envid !== undefined && { envid }) },
    submittedAt: Date.parse(event.submittedAt),
  };
}

function newRecipient({ address, dsn }: MailOutbound['recipients'][number]): RecipientState {
  return {
    address,
    ...(dsn?.notify !== undefined && { notify: dsn.notify }),
    ...(dsn?.orcpt !== undefined && { orcpt: dsn.orcpt }),
    status: 'waiting',
    reported: [],
  };
}

/** Names the delivery: one job, and the ids of all events that come of it. */
export function deliveryKey({ id, domain = '' }: Pick<ReportableState['message'], 'id' | 'domain'>): string {
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

export function withReported<State extends ReportableState>(
  state: State,
  kind: ReportKind,
  addresses: ReadonlySet<string>,
): State {
  const recipients = state.recipients.map((recipient) =>
    addresses.has(recipient.address) ? { ...recipient, reported: [...recipient.reported, kind] } : recipient,
  );
  return { ...state, recipients };
}
