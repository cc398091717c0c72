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
  SMIME_STORE,
  TEXT_MESSAGE_STORE,
} from './tokens.ts';
export { inputMistakes } from './input-mistakes.ts';
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
export { FailureCounts, type FailureLimits } from './authentication/failure-counts.ts';
export { BearerTokens, type BearerToken, type TokenOutcome } from './authentication/bearer-tokens.ts';
export { clientNetwork } from './authentication/client-network.ts';
export { ConfigurationError, type ConfigurationMistake } from './configuration/configuration-error.ts';
export {
  choice,
  count,
  duration,
  endpoint,
  endpointOrOff,
  list,
  onOff,
  secret,
  size,
  text,
  writeDuration,
  writeSize,
  type Endpoint,
  type Kind,
} from './configuration/kinds.ts';
export { optional, required, section, setting, type Section, type Setting } from './configuration/setting.ts';
export type { Flag } from './configuration/sources.ts';
export { loadConfiguration, unknownVariables, type ConfigurationSources } from './configuration/load-configuration.ts';
export { describeConfiguration, type ConfigurationRow } from './configuration/describe-configuration.ts';
export { MasterKey, MasterKeys, masterKey, type SealedFor, type SealState } from './master-keys.ts';
export { MasterKeyError } from './master-key-error.ts';
export { startTracing, type Tracing, type TracingOptions } from './telemetry/tracing.ts';
export { recordTraces, type RecordedSpan, type RecordedTraces } from './telemetry/recorded-traces.ts';
export { tracedSpans, toldSpans, type ToldSpan, type TracedSpan } from './telemetry/span-table.ts';
export { Metrics } from './telemetry/metrics.ts';
export { metricTable } from './telemetry/metric-table.ts';
export type { MetricRow, MetricSource } from './telemetry/metric-rows.ts';
export { sampleMetrics, type SampledSources } from './telemetry/sampled-metrics.ts';
export { createLog, type Log, type LogFields, type LogLevel, type LogOptions } from './log/log.ts';
export { logChannels } from './log/log-channels.ts';
export { logTable, type LogRow } from './log/log-table.ts';
export { NestLog } from './log/nest-log.ts';
export { Health, type HealthOptions, type Readiness } from './operations/health.ts';
export { startOperationsServer, type OperationsServer } from './operations/operations-server.ts';
export { type CertificateFiles, certificateFrom } from './tls/certificate.ts';
export { tlsOptions } from './tls/tls-options.ts';
export { Shutdown, shutdownOnSignal } from './operations/shutdown.ts';
