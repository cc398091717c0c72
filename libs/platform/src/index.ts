export {
  ATTEMPT_LOG,
  AUTHENTICATOR,
  BLOB_STORE,
  CLOCK,
  DEVICE_STORE,
  DIRECTORY,
  JOB_STORE,
  LOG,
  MAIL_STORE,
  MESSAGE_BUS,
  OUTBOX,
} from './tokens.ts';
export { portsModule } from './ports-module.ts';
export { Consumes, type ConsumesOptions } from './transport/consumes.ts';
export type { Received } from './transport/received.ts';
export { BusConsumersModule } from './transport/bus-consumers.ts';
export type { ProcessSpan } from './transport/channels.ts';
export { OutboxPublisher, type PublisherSettings } from './outbox/outbox-publisher.ts';
export type { OutboxFailed, OutboxHeld, OutboxPublished } from './outbox/channels.ts';
export { Authenticator, type AuthenticatorSettings } from './authentication/authenticator.ts';
export { AuthenticationError, PasswordHashError } from './authentication/authentication-error.ts';
export { AuthenticationModule } from './authentication/authentication-module.ts';
export { ForgetAccounts } from './authentication/forget-accounts.ts';
export { hashPassword, verifyPassword, type ScryptCost } from './authentication/password-hash.ts';
export type { LoginEnded } from './authentication/channels.ts';
export type { FailureLimits } from './authentication/failure-counts.ts';
