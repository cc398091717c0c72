/**
 * What sms-dispatch tells on `node:diagnostics_channel`, for metrics, logs and traces. Never a text, and never a number.
 * Messages are made only while somebody listens.
 */
import { type Channel, channel } from 'node:diagnostics_channel';
import type { TextMessageKind, TextMessageSource, TextMessageState } from '@postbus/domain';

/** `postbus.sms.planned`: a submission became messages, each with the channels that may carry it. */
export interface Planned {
  readonly kind: TextMessageKind;
  readonly source: TextMessageSource;
  readonly recipients: number;
  readonly traceparent: string | undefined;
}

/** `postbus.sms.changed`: a text message came into a state; told where its `sms.status.v1` is read, whoever wrote it. */
export interface Changed {
  /** Empty where none had it. */
  readonly channel: string;
  readonly kind: TextMessageKind;
  readonly state: TextMessageState;
  readonly code: string | undefined;
  /** Milliseconds. */
  readonly sinceSubmission: number;
  readonly traceparent: string | undefined;
}

/** `postbus.sms.submitted`: a part, or an MMS, was given to a channel. */
export interface Submitted {
  readonly channel: string;
  readonly outcome: 'accepted' | 'refused' | 'unsent' | 'unknown';
  /** Milliseconds until the answer. */
  readonly duration: number;
  readonly traceparent: string | undefined;
}

/** `postbus.sms.bound`: a connection with a carrier was made or lost. */
export interface Bound {
  readonly channel: string;
  /** Whether something can leave now. */
  readonly up: boolean;
  readonly binds: number;
}

/** `postbus.sms.receipt`: a carrier told of a part; `kept` where the part is not known yet. */
export interface ReceiptTaken {
  readonly channel: string;
  readonly state: 'submitted' | 'delivered' | 'failed';
  readonly matched: 'part' | 'reference' | 'kept';
}

/** `postbus.sms.received`: a message came in. */
export interface Received {
  readonly channel: string;
  readonly kind: TextMessageKind;
  readonly parts: number;
  /** `refused`: nobody here has the number; `mail`: it answers a mail, and became one. */
  readonly outcome: 'delivered' | 'refused' | 'mail';
}

/** `postbus.sms.job-ended`: a worker let go of a job. */
export interface JobEnded {
  readonly channel: string;
  readonly outcome: 'done' | 'later' | 'lease-lost' | 'error';
  readonly traceparent: string | undefined;
}

/** `postbus.sms.fault`: something did not go, and is tried again. */
export interface Fault {
  readonly channel: string | undefined;
  /** `claim`, `run`, `receipt`. */
  readonly doing: string;
  readonly error: unknown;
}

export const channels = {
  planned: channel('postbus.sms.planned') as Channel<Planned>,
  changed: channel('postbus.sms.changed') as Channel<Changed>,
  submitted: channel('postbus.sms.submitted') as Channel<Submitted>,
  bound: channel('postbus.sms.bound') as Channel<Bound>,
  receipt: channel('postbus.sms.receipt') as Channel<ReceiptTaken>,
  received: channel('postbus.sms.received') as Channel<Received>,
  jobEnded: channel('postbus.sms.job-ended') as Channel<JobEnded>,
  fault: channel('postbus.sms.fault') as Channel<Fault>,
} as const;

export function tellFault(name: string | undefined, doing: string, error: unknown): void {
  if (channels.fault.hasSubscribers) channels.fault.publish({ channel: name, doing, error });
}
