/** Who sends a command, from which device, and how it speaks. */
import type { ProtocolVersion } from '@postbus/activesync';
import type { Account, DeviceId, MailboxScope } from '@postbus/domain';

export interface CommandContext {
  readonly scope: MailboxScope;
  readonly account: Account;
  readonly device: DeviceId;
  readonly version: ProtocolVersion;
  /** Of the request's own span. */
  readonly traceparent?: string;
  /** Told how many milliseconds the command waited for a change, each time that it did. */
  readonly onWaited?: (milliseconds: number) => void;
  /** Aborted when the client is gone or the service shuts down. */
  readonly signal: AbortSignal;
}
