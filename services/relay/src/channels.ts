/**
 * What the relay tells on `node:diagnostics_channel`, for metrics, logs and traces. Never an address or a content.
 * Messages are made only while somebody listens.
 */
import { type Channel, channel } from 'node:diagnostics_channel';

/** `postbus.relay.planned`: an event became a delivery. */
export interface Planned {
  readonly way: 'job' | 'local' | 'refused';
  readonly recipients: number;
  readonly traceparent: string | undefined;
}

/** `postbus.relay.attempted`: one try of a delivery ended. */
export interface Attempted {
  readonly domain: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly relayed: number;
  readonly failed: number;
  readonly deferred: number;
  /** Epoch milliseconds of the beginning. */
  readonly startedAt: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly traceparent: string | undefined;
}

/** `postbus.relay.session-ended`: a session with a next hop, opened or not. */
export interface SessionEnded {
  readonly host: string;
  readonly tls: boolean;
  /** Milliseconds. */
  readonly duration: number;
  /** Code of the SmtpError that ended it. */
  readonly code: string | undefined;
  readonly error: unknown;
}

/** `postbus.relay.reported`: a delivery status notification was put on its way to the sender. */
export interface Reported {
  readonly kind: 'failed' | 'delayed' | 'relayed';
  readonly recipients: number;
  readonly traceparent: string | undefined;
}

/** `postbus.relay.job-ended`: a worker let go of a job. */
export interface JobEnded {
  readonly outcome: 'done' | 'failed' | 'retry' | 'lease-lost' | 'error';
  /** Milliseconds until the next try. */
  readonly wait: number | undefined;
  /** Why it was neither finished nor given back: the lease runs out by itself. */
  readonly error: unknown;
  readonly traceparent: string | undefined;
}

/** `postbus.relay.claim-failed`: workers could not ask for jobs, and will again. */
export interface ClaimFailed {
  readonly error: unknown;
}

export const channels = {
  planned: channel('postbus.relay.planned') as Channel<Planned>,
  attempted: channel('postbus.relay.attempted') as Channel<Attempted>,
  sessionEnded: channel('postbus.relay.session-ended') as Channel<SessionEnded>,
  reported: channel('postbus.relay.reported') as Channel<Reported>,
  jobEnded: channel('postbus.relay.job-ended') as Channel<JobEnded>,
  claimFailed: channel('postbus.relay.claim-failed') as Channel<ClaimFailed>,
} as const;
