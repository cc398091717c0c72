export type { Attempted, ClaimFailed, JobEnded, Planned, Reported, SessionEnded } from './channels.ts';
export { type Relay, type RelayPorts, createRelay } from './create-relay.ts';
export { RELAY, RelayModule } from './nest/relay.module.ts';
export { type RelaySettings, relaySettings } from './relay-settings.ts';
export type { DnsResolver, MxRecord } from './routing/dns-resolver.ts';
export { RoutingError } from './routing/routing-error.ts';
export { SmtpError } from './smtp/smtp-error.ts';
