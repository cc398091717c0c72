export { SmppSessionError, type SmppSessionErrorCode, type SmppSessionErrorDetails } from './smpp-session-error.ts';
export {
  type BindKind,
  type SessionLimits,
  type SessionOptions,
  type SessionTimes,
  type SmppCredentials,
  type SmppHost,
  type SmppTls,
  defaultSessionLimits,
  defaultSessionTimes,
} from './session-options.ts';
export type { DeliveredPdu, Inbound } from './inbound.ts';
export type { SmppAnswered, SmppOutcome, SmppRequest, SmppRequestName } from './outcome.ts';
export { type SessionState, SmppSession } from './smpp-session.ts';
export {
  type AccountBinds,
  type AccountLimits,
  type SmppAccountOptions,
  defaultAccountLimits,
} from './account-options.ts';
export { type BindState, type Reconnecting, defaultReconnecting } from './kept-bind.ts';
export { type SlowingDown, defaultSlowingDown } from './submission-rate.ts';
export { type AccountInbound, type AccountSurroundings, SmppAccount } from './smpp-account.ts';
export { type Timers, systemTimers } from './timers.ts';
export { type CarrierAlphabet, type SmppChannelSettings } from './channel-settings.ts';
export { type ChannelSurroundings, openSmppChannel } from './smpp-channel.ts';
