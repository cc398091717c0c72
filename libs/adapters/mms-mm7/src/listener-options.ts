/** What a listener for carriers is, and what it stands. */
import type { TlsOptions } from 'node:tls';
import type { MmsChannelInbound } from '@postbus/ports';

/** A carrier that may send here, by the path `/mm7/<channel>`. */
export interface Mm7Sender {
  /** Name of the channel. */
  readonly channel: string;
  /** Of Basic authentication. RFC 7617 */
  readonly username: string;
  readonly password: string;
}

/** Milliseconds, bytes and numbers. */
export interface Mm7ListenerLimits {
  /** Of a request; stops one that fills the memory. */
  readonly largestRequest: number;
  /** Of the requests that are read or handled at once; stops many that do it together. */
  readonly inFlight: number;
  /** Until a request is complete; stops those who send a byte now and then. */
  readonly request: number;
  /** At once; stops those who only connect. */
  readonly connections: number;
  /** Wrong passwords from one address within a minute, after which it is not heard; stops guessing. */
  readonly wrongPasswords: number;
}

export const defaultMm7ListenerLimits: Mm7ListenerLimits = {
  largestRequest: 8 * 1_048_576,
  inFlight: 64 * 1_048_576,
  request: 60_000,
  connections: 200,
  wrongPasswords: 20,
};

export interface Mm7ListenerOptions {
  readonly host: string;
  /** A free one where 0. */
  readonly port: number;
  /** Needed where `host` is not the loopback address: passwords cross the network. */
  readonly tls?: TlsOptions;
  /**
   * Whether a proxy that nobody can go round ends TLS: it tells, by X-Forwarded-Proto and X-Forwarded-For, who came by it,
   * and all others are refused.
   */
  readonly tlsInFront?: boolean;
  readonly senders: readonly Mm7Sender[];
  readonly inbound: MmsChannelInbound;
  readonly limits?: Partial<Mm7ListenerLimits>;
  /** Is told of each request that failed, and why; never of contents. */
  readonly onFault?: (channel: string | undefined, doing: string, error: unknown) => void;
}
