/** Which channels become lines of the log: a row each. What is told often is a metric, not a line. */
import type { LogLevel } from './log.ts';

export interface LogRow {
  readonly channel: string;
  readonly level: LogLevel;
  readonly message: string;
  /** Beside `error` and `traceparent`, which are taken wherever they are. */
  readonly fields: readonly string[];
}

export const logTable: readonly LogRow[] = [
  line('postbus.bus.dead-lettered', 'error', 'an event went to the dead letters', [
    'topic',
    'group',
    'partition',
    'offset',
    'attempts',
    'code',
  ]),
  line('postbus.bus.retried', 'warn', 'an event is tried again', [
    'topic',
    'group',
    'partition',
    'offset',
    'attempt',
    'wait',
    'paused',
    'code',
  ]),
  line('postbus.bus.broadcast-failed', 'warn', 'a reader could not take an event', ['topic', 'partition', 'offset']),
  line('postbus.bus.stalled', 'error', 'the bus could not do its work and tries again', ['doing']),
  line('postbus.bus.client-logged', 'debug', 'the Kafka client had something to say', ['from', 'text']),
  line('postbus.bus.rebalanced', 'info', 'members of a group changed', ['topic', 'group', 'members']),
  line('postbus.store.failed', 'error', 'the store could not keep writes', ['writes']),
  line('postbus.outbox.failed', 'warn', 'events of the outbox could not be sent', ['by', 'wait']),
  line('postbus.outbox.held', 'debug', 'a shard of the outbox was taken or lost', ['shard', 'held']),
  line('postbus.ingest.connection-refused', 'info', 'a connection was refused', ['listener', 'address', 'reason']),
  line('postbus.ingest.session-failed', 'error', 'a session met a fault', ['listener']),
  line('postbus.conversion.attempt-failed', 'warn', 'work on a message failed', ['attempt', 'code', 'reason']),
  line('postbus.conversion.given-up', 'error', 'a message is delivered undecoded', ['event', 'size']),
  line('postbus.conversion.delivery-failed', 'error', 'a mailbox could not take its copy', ['event']),
  line('postbus.smime.refused', 'info', 'a message may not leave, and its sender is told', [
    'event',
    'reason',
    'recipients',
  ]),
  line('postbus.smime.given-up', 'error', 'the S/MIME of a message could not be looked at', ['event', 'size']),
  line('postbus.smime.key-unusable', 'error', 'a private key of S/MIME cannot be used', ['fingerprint', 'code']),
  line('postbus.smime.learned', 'debug', 'a certificate came with a valid signature', ['kept']),
  line('postbus.smime.trust-unreadable', 'error', 'what is trusted changed and cannot be read', ['file']),
  line('postbus.relay.session-ended', 'debug', 'a session with a next hop ended', ['host', 'tls', 'duration', 'code']),
  line('postbus.relay.attempted', 'info', 'a delivery was tried', [
    'domain',
    'attempt',
    'relayed',
    'failed',
    'deferred',
    'duration',
  ]),
  line('postbus.relay.reported', 'info', 'a sender was told', ['kind', 'recipients']),
  line('postbus.relay.claim-failed', 'warn', 'jobs could not be claimed', []),
  line('postbus.sms.planned', 'debug', 'a text message was planned', ['kind', 'source', 'recipients']),
  line('postbus.sms.changed', 'info', 'a text message came into a state', [
    'channel',
    'kind',
    'state',
    'code',
    'sinceSubmission',
  ]),
  line('postbus.sms.bound', 'info', 'a connection with a carrier was made or lost', ['channel', 'up', 'binds']),
  line('postbus.sms.fault', 'warn', 'work on text messages failed and is tried again', ['channel', 'doing']),
  line('postbus.sync.command-failed', 'error', 'a command met a fault', ['command']),
  line('postbus.sync.api-answered', 'debug', 'the mailbox API answered', [
    'operation',
    'status',
    'token',
    'duration',
    'bytes',
  ]),
  line('postbus.sync.api-failed', 'error', 'a request of the mailbox API met a fault', ['operation']),
  line('postbus.sync.body-unreadable', 'error', 'the bodies of a message could not be read', ['message']),
  line('postbus.server.housekeeping-done', 'info', 'housekeeping is done', ['condemned', 'removed', 'duration']),
  line('postbus.server.housekeeping-failed', 'error', 'housekeeping failed', []),
  line('postbus.admin.operation', 'info', 'an operator did something', ['action', 'outcome']),
  line('postbus.admin.not-recorded', 'error', 'the audit log could not take what happened', ['action']),
  line('postbus.admin.request-failed', 'error', 'a request of the admin API met a fault', ['request']),
];

function line(channel: string, level: LogLevel, message: string, fields: readonly string[]): LogRow {
  return { channel, level, message, fields };
}
