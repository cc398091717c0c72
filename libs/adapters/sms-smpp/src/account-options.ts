/** What an account is used with. */
import { type KeptBindOptions, type Reconnecting, defaultReconnecting } from './kept-bind.ts';
import {
  type BindKind,
  type SessionLimits,
  type SessionTimes,
  type SmppCredentials,
  type SmppHost,
  defaultSessionLimits,
  defaultSessionTimes,
  positive,
} from './session-options.ts';
import { SmppSessionError } from './smpp-session-error.ts';
import { type SlowingDown, defaultSlowingDown } from './submission-rate.ts';

export interface AccountLimits extends SessionLimits {
  /** Stops callers that come faster than the carrier takes from filling the memory: requests that wait for their turn. */
  readonly queue: number;
}

export const defaultAccountLimits: AccountLimits = { ...defaultSessionLimits, queue: 10_000 };

/** `pair` is a transmitter and a receiver. */
export type AccountBinds = 'transceiver' | 'pair' | 'transmitter' | 'receiver';

export interface SmppAccountOptions {
  /** The binds begin at one after the other, and go on to the next where one does not answer. */
  readonly hosts: readonly SmppHost[];
  readonly credentials: SmppCredentials;
  /** Transceivers unless told. */
  readonly binds?: AccountBinds | undefined;
  /** How many of them; 1 unless told. */
  readonly count?: number | undefined;
  /** PDUs a second that the carrier takes from the whole account; 10 unless told. */
  readonly rate?: number | undefined;
  /** What of `rate` and of the windows is this process's, above 0 and up to 1; 0 stops it. 1 unless told. */
  readonly share?: number | undefined;
  readonly times?: Partial<SessionTimes> | undefined;
  readonly limits?: Partial<AccountLimits> | undefined;
  readonly reconnecting?: Partial<Reconnecting> | undefined;
  readonly slowingDown?: Partial<SlowingDown> | undefined;
}

export interface AccountPlan {
  /** One bind each, or the two of a pair. */
  readonly connections: readonly (readonly KeptBindOptions[])[];
  readonly rate: number;
  readonly share: number;
  readonly limits: AccountLimits;
  readonly slowingDown: SlowingDown;
}

const kindsOf: Readonly<Record<AccountBinds, readonly BindKind[]>> = {
  transceiver: ['transceiver'],
  pair: ['transmitter', 'receiver'],
  transmitter: ['transmitter'],
  receiver: ['receiver'],
};

/**
 * The options with their defaults.
 *
 * @throws {SmppSessionError} `bad-settings`
 */
export function planOf(options: SmppAccountOptions): AccountPlan {
  const { hosts, credentials } = options;
  if (hosts.length === 0) throw new SmppSessionError('bad-settings', 'no host');
  const limits = positive(options.limits, defaultAccountLimits);
  const times = positive(options.times, defaultSessionTimes);
  const reconnecting = positive(options.reconnecting, defaultReconnecting);
  const slowingDown = positive(options.slowingDown, defaultSlowingDown);
  const { rate, count } = positive({ rate: options.rate ?? 10, count: options.count ?? 1 }, { rate: 10, count: 1 });
  if (!Number.isInteger(count)) throw new SmppSessionError('bad-settings', 'count is not whole');
  const connections = Array.from({ length: count }, (_, firstHost) =>
    kindsOf[options.binds ?? 'transceiver'].map((kind) => ({
      kind,
      hosts,
      firstHost,
      credentials,
      times,
      limits: sessionLimits(limits),
      reconnecting,
    })),
  );
  return { connections, rate, share: checkedShare(options.share ?? 1), limits, slowingDown };
}

/** @throws {SmppSessionError} `bad-settings` */
export function checkedShare(share: number): number {
  if (share >= 0 && share <= 1) return share;
  throw new SmppSessionError('bad-settings', 'share is not within 0 and 1');
}

function sessionLimits({ queue: _, ...limits }: AccountLimits): SessionLimits {
  return limits;
}
