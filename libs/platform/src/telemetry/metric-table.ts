/** Which channels become metrics: a line each. Prometheus' names and units, https://prometheus.io/docs/practices/naming/ */
import { type MetricRow, balance, counter, level, seconds, secondsSince, traced } from './metric-rows.ts';

const bus: readonly MetricRow[] = [
  counter('postbus_bus_published_records_total', 'Records made durable', 'postbus.bus.published', [], 'records'),
  counter('postbus_bus_published_bytes_total', 'Bytes of records made durable', 'postbus.bus.published', [], 'bytes'),
  seconds('postbus_bus_publish_seconds', 'From a publish to its durability', 'postbus.bus.published'),
  seconds('postbus_bus_commit_seconds', 'Transactions of the embedded bus', 'postbus.bus.committed', ['durable']),
  counter(
    'postbus_bus_committed_writes_total',
    'Writes that shared those',
    'postbus.bus.committed',
    ['durable'],
    'writes',
  ),
  seconds(
    'postbus_bus_send_seconds',
    'From an event to its publishing, in the outbox or right away',
    'postbus.bus.received',
    ['topic'],
    'sending',
  ),
  secondsSince(
    'postbus_bus_wait_seconds',
    'From the publishing of an event to its first handling',
    'postbus.bus.received',
    'publishedAt',
    ['topic', 'group'],
  ),
  seconds('postbus_bus_handle_seconds', 'Tries of handlers', 'postbus.bus.handled', ['topic', 'group', 'outcome']),
  counter('postbus_bus_retries_total', 'Tries put off', 'postbus.bus.retried', ['topic', 'group', 'paused', 'code']),
  counter('postbus_bus_dead_lettered_total', 'Events given up', 'postbus.bus.dead-lettered', [
    'topic',
    'group',
    'code',
  ]),
  counter('postbus_bus_broadcast_failures_total', 'Events dropped by a reader', 'postbus.bus.broadcast-failed', [
    'topic',
  ]),
  level('postbus_bus_group_members', 'Members of groups here', 'postbus.bus.rebalanced', 'members', ['topic', 'group']),
  counter('postbus_bus_stalls_total', 'Work of the bus put off by a fault', 'postbus.bus.stalled', ['doing']),
  counter('postbus_bus_pruned_records_total', 'Records past retention', 'postbus.bus.pruned', ['topic'], 'records'),
];

const store: readonly MetricRow[] = [
  seconds('postbus_store_commit_seconds', 'Transactions of the store', 'postbus.store.committed'),
  counter('postbus_store_committed_writes_total', 'Writes that shared those', 'postbus.store.committed', [], 'writes'),
  counter('postbus_store_refused_writes_total', 'Of them, rolled back alone', 'postbus.store.committed', [], 'refused'),
  counter(
    'postbus_store_failed_writes_total',
    'Writes of transactions that failed',
    'postbus.store.failed',
    [],
    'writes',
  ),
  seconds('postbus_store_round_trip_seconds', 'Commands sent to the database', 'postbus.store.round-trip', [
    'command',
    'failed',
  ]),
  counter('postbus_store_conflicts_total', 'Transactions begun anew after another writer', 'postbus.store.conflict'),
  level(
    'postbus_store_clock_offset_milliseconds',
    'How far the clock of the database is ahead',
    'postbus.store.clock-aligned',
    'offset',
  ),
  counter(
    'postbus_outbox_published_events_total',
    'Events sent from the outbox',
    'postbus.outbox.published',
    ['by'],
    'events',
  ),
  seconds('postbus_outbox_publish_seconds', 'Publishes of events from the outbox', 'postbus.outbox.published', ['by']),
  counter('postbus_outbox_failures_total', 'Sendings put off', 'postbus.outbox.failed', ['by']),
  level('postbus_outbox_shard_held', 'Whether this process sends a shard', 'postbus.outbox.held', 'held', ['shard']),
];

const ingest: readonly MetricRow[] = [
  balance(
    'postbus_ingest_connections',
    'Connections open',
    'postbus.ingest.connection-opened',
    'postbus.ingest.connection-closed',
    ['listener'],
  ),
  counter('postbus_ingest_connections_total', 'Connections', 'postbus.ingest.connection-opened', ['listener']),
  counter('postbus_ingest_connections_refused_total', 'Connections refused', 'postbus.ingest.connection-refused', [
    'listener',
    'reason',
  ]),
  counter('postbus_ingest_error_replies_total', 'Replies 4xx and 5xx', 'postbus.ingest.replied-error', [
    'listener',
    'code',
    'enhanced',
  ]),
  counter('postbus_ingest_session_failures_total', 'Faults behind replies', 'postbus.ingest.session-failed', [
    'listener',
  ]),
  traced('postbus_ingest_message_seconds', 'From the content to its reply', 'postbus.ingest.message', [
    'listener',
    'protocol',
  ]),
];

const conversion: readonly MetricRow[] = [
  seconds('postbus_conversion_seconds', 'Conversions in the pool', 'postbus.conversion.ended', ['outcome']),
  counter(
    'postbus_conversion_bytes_total',
    'Bytes of MIME converted',
    'postbus.conversion.ended',
    ['outcome'],
    'bytes',
  ),
  secondsSince(
    'postbus_conversion_delivery_seconds',
    'From the receipt of a message to its copy in a mailbox',
    'postbus.conversion.delivered',
    'receivedAt',
  ),
  counter(
    'postbus_conversion_copies_total',
    'Copies for mailboxes, those that were there already apart',
    'postbus.conversion.delivered',
    ['repeated'],
  ),
  counter('postbus_conversion_given_up_total', 'Messages delivered undecoded', 'postbus.conversion.given-up'),
  counter('postbus_conversion_delivery_failures_total', 'Copies not taken', 'postbus.conversion.delivery-failed'),
];

const smime: readonly MetricRow[] = [
  seconds('postbus_smime_protect_seconds', 'Outgoing messages of senders with a policy', 'postbus.smime.protected', [
    'outcome',
  ]),
  counter('postbus_smime_refused_total', 'Outgoing messages refused', 'postbus.smime.refused', ['reason']),
  seconds('postbus_smime_open_seconds', 'Incoming messages looked at', 'postbus.smime.opened', [
    'outcome',
    'decrypted',
  ]),
  counter('postbus_smime_given_up_total', 'Incoming messages that could not be looked at', 'postbus.smime.given-up'),
  counter('postbus_smime_keys_unusable_total', 'Private keys that could not be used', 'postbus.smime.key-unusable', [
    'code',
  ]),
  counter(
    'postbus_smime_learned_total',
    'Certificates of valid signatures, and those that were not kept',
    'postbus.smime.learned',
    ['kept'],
  ),
  counter(
    'postbus_smime_trust_unreadable_total',
    'Changes of what is trusted that cannot be read',
    'postbus.smime.trust-unreadable',
  ),
];

const relay: readonly MetricRow[] = [
  counter('postbus_relay_planned_total', 'Deliveries planned', 'postbus.relay.planned', ['way']),
  seconds('postbus_relay_attempt_seconds', 'Tries of deliveries', 'postbus.relay.attempted'),
  counter('postbus_relay_relayed_recipients_total', 'Recipients taken', 'postbus.relay.attempted', [], 'relayed'),
  counter('postbus_relay_failed_recipients_total', 'Recipients refused', 'postbus.relay.attempted', [], 'failed'),
  counter('postbus_relay_deferred_recipients_total', 'Recipients put off', 'postbus.relay.attempted', [], 'deferred'),
  seconds('postbus_relay_session_seconds', 'Sessions with next hops', 'postbus.relay.session-ended', ['tls', 'code']),
  counter('postbus_relay_reports_total', 'Delivery status notifications', 'postbus.relay.reported', ['kind']),
  counter('postbus_relay_jobs_ended_total', 'Jobs let go', 'postbus.relay.job-ended', ['outcome']),
  counter('postbus_relay_claim_failures_total', 'Claims of jobs that failed', 'postbus.relay.claim-failed'),
];

const textMessages: readonly MetricRow[] = [
  counter('postbus_sms_planned_total', 'Submissions planned', 'postbus.sms.planned', ['kind', 'source']),
  counter('postbus_sms_states_total', 'Text messages that came into a state', 'postbus.sms.changed', [
    'channel',
    'kind',
    'state',
  ]),
  seconds(
    'postbus_sms_state_seconds',
    'From the submission of a text message to a state',
    'postbus.sms.changed',
    ['channel', 'state'],
    'sinceSubmission',
  ),
  seconds('postbus_sms_submit_seconds', 'From what is given to a carrier to its answer', 'postbus.sms.submitted', [
    'channel',
    'outcome',
  ]),
  level('postbus_sms_binds', 'Connections with a carrier', 'postbus.sms.bound', 'binds', ['channel']),
  counter('postbus_sms_receipts_total', 'Receipts of carriers', 'postbus.sms.receipt', ['channel', 'state', 'matched']),
  counter('postbus_sms_received_total', 'Text messages that came in', 'postbus.sms.received', [
    'channel',
    'kind',
    'outcome',
  ]),
  counter('postbus_sms_jobs_ended_total', 'Jobs of text messages let go', 'postbus.sms.job-ended', [
    'channel',
    'outcome',
  ]),
  counter('postbus_sms_faults_total', 'What did not go and is tried again', 'postbus.sms.fault', ['doing']),
  counter('postbus_sms_phone_steps_total', 'Steps of text messages through phones', 'postbus.sync.phone-relay', [
    'state',
  ]),
];

const sync: readonly MetricRow[] = [
  traced(
    'postbus_sync_command_seconds',
    'Work for commands of devices, without their waiting',
    'postbus.sync.command',
    ['command', 'status'],
    'waited',
  ),
  counter('postbus_sync_command_failures_total', 'Faults behind answers', 'postbus.sync.command-failed', ['command']),
  counter('postbus_sync_unreadable_bodies_total', 'Bodies that could not be read', 'postbus.sync.body-unreadable'),
  seconds('postbus_sync_api_seconds', 'Requests of the mailbox API', 'postbus.sync.api-answered', [
    'operation',
    'status',
  ]),
  counter('postbus_sync_api_bytes_total', 'Bytes given by the mailbox API', 'postbus.sync.api-answered', [], 'bytes'),
  counter('postbus_sync_api_failures_total', 'Faults of the mailbox API', 'postbus.sync.api-failed', ['operation']),
  level('postbus_sync_waiting_requests', 'Requests that wait for a change', 'postbus.sync.waiting', 'waiting'),
  seconds('postbus_sync_wait_seconds', 'How long requests waited', 'postbus.sync.wait-ended', ['woken']),
  secondsSince(
    'postbus_sync_delivery_seconds',
    'From the receipt of a message to a device',
    'postbus.sync.delivered-to-device',
    'receivedAt',
  ),
];

const server: readonly MetricRow[] = [
  seconds('postbus_housekeeping_seconds', 'Rounds of housekeeping', 'postbus.server.housekeeping-done'),
  counter('postbus_blobs_condemned_total', 'Blobs condemned', 'postbus.server.housekeeping-done', [], 'condemned'),
  counter('postbus_blobs_removed_total', 'Blobs removed', 'postbus.server.housekeeping-done', [], 'removed'),
  counter('postbus_housekeeping_failures_total', 'Rounds that failed', 'postbus.server.housekeeping-failed'),
];

const admin: readonly MetricRow[] = [
  counter(
    'postbus_admin_operations_total',
    'Operations of the admin API that change something',
    'postbus.admin.operation',
    ['action', 'outcome'],
  ),
  counter('postbus_admin_not_recorded_total', 'What the audit log could not take', 'postbus.admin.not-recorded', [
    'action',
  ]),
  counter(
    'postbus_admin_not_authorized_total',
    'Requests without a token that may call',
    'postbus.admin.not-authorized',
    ['code'],
  ),
  counter('postbus_admin_request_failures_total', 'Faults behind answers', 'postbus.admin.request-failed'),
];

const authentication: readonly MetricRow[] = [
  counter('postbus_authentication_logins_total', 'Logins looked at', 'postbus.authentication.login', ['outcome']),
];

export const metricTable: readonly MetricRow[] = [
  ...bus,
  ...store,
  ...ingest,
  ...conversion,
  ...smime,
  ...relay,
  ...textMessages,
  ...sync,
  ...server,
  ...authentication,
  ...admin,
];
