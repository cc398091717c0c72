import type { InFlight } from './in-flight.ts';
import type { SmtpLimits } from './limits.ts';

/** How the sessions of one listener speak. */
export interface SessionSettings {
  /** `relay`, `submission`: for whoever watches. */
  readonly listener: string;
  readonly protocol: 'smtp' | 'lmtp';
  /** What the service calls itself. */
  readonly hostname: string;
  readonly limits: SmtpLimits;
  readonly inFlight: InFlight;
  /** Whether STARTTLS is offered. */
  readonly startTls: boolean;
  /** Whether MAIL needs a login before it. */
  readonly loginNeeded: boolean;
}
