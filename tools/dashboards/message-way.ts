/** Postbus: a message's way. From SMTP over the bus into the mailbox, and out to other hosts. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { metricTable } from '@postbus/platform';
import { dashboard, type Row } from './dashboard.ts';
import { heatmap, lines, stat } from './panels.ts';
import {
  buckets,
  changed,
  once,
  quantile,
  quantiles,
  query,
  rate,
  received,
  recorded,
  series,
  sum,
} from './queries.ts';
import { textMessages } from './text-messages.ts';

/** Copies that are to be in their mailboxes within 30 s of their receipt; deploy/prometheus/rules count against it. */
const objective = 0.999;
const budget = '0.001';

export function messageWay(): Dashboard {
  return dashboard({
    uid: 'postbus-message-way',
    title: "Postbus: a message's way",
    description:
      'From SMTP over the bus into the mailbox, and out to other hosts: how much, how fast, what waits and what failed.',
    rows: [atAGlance, accepting, hops, bus, converting, outbox, sending, errorBudget, textMessages(metricTable)],
  });
}

const atAGlance: Row = {
  title: 'At a glance',
  panels: [
    stat({
      title: 'Accepted',
      description:
        'Messages answered with 250 a second. Where this is 0 by day, look at the MTA in front and at "Refused".',
      unit: 'mps',
      queries: [
        query(`${rate('postbus_ingest_message_seconds_count', { where: 'outcome="done"' })} or vector(0)`, 'accepted'),
      ],
    }),
    stat({
      title: 'Delivered',
      description: 'Copies put in mailboxes a second: one for each recipient here.',
      unit: 'mps',
      queries: [query(rate('postbus_conversion_delivery_seconds_count'), 'delivered')],
    }),
    stat({
      title: 'Receipt to mailbox, p99',
      description: 'All but a hundredth of the copies are in their mailboxes within this. The objective is 30 s.',
      unit: 's',
      limits: { warning: 5, bad: 30 },
      nothing: 'no mail',
      queries: [query(quantile(0.99, 'postbus_conversion_delivery_seconds'), 'p99')],
    }),
    stat({
      title: 'Oldest event that waits',
      description:
        'Over all readers of the bus. It grows while a reader is away or stuck: docs/runbook.md, PostbusReaderBehind.',
      unit: 's',
      limits: { warning: 60, bad: 600 },
      queries: [query(once('postbus_bus_lag_seconds'), 'oldest')],
    }),
    stat({
      title: 'Dead letters',
      description:
        'Events given up and not yet redriven. `postbus dlq list` tells why; `postbus dlq redrive` tries them again.',
      unit: 'short',
      limits: { warning: 1, bad: 100 },
      queries: [query(`sum (${once('postbus_bus_dead_letters', { by: ['topic'] })})`, 'letters')],
    }),
    stat({
      title: 'In the outbox',
      description: 'Events committed with a mailbox and not yet sent. While it grows, waiting phones are not woken.',
      unit: 'short',
      limits: { warning: 1000, bad: 10_000 },
      queries: [query(once('postbus_outbox_waiting_events'), 'events')],
    }),
    stat({
      title: 'Oldest job that is due',
      description:
        'A delivery to another host that a worker could take and none took: more relay processes are needed, or one hangs.',
      unit: 's',
      limits: { warning: 60, bad: 300 },
      nothing: 'no jobs',
      queries: [query(once('postbus_jobs_overdue_seconds'), 'overdue')],
    }),
    stat({
      title: 'Error budget left',
      description: `In the time chosen above: how much is left of the ${budget} of the copies that may miss the objective of 30 s. Below 0 the objective is missed.`,
      unit: 'percentunit',
      limits: { warning: 0.5, bad: 0 },
      nothing: 'no mail',
      queries: [query(budgetLeft(), 'left')],
    }),
  ],
};

/** Deliveries that missed 30 s and dead letters, of all, against what may. */
function budgetLeft(): string {
  const grown = (metric: string, where?: string): string => `sum (increase(${series(metric, where)}[$__range]))`;
  const all = grown('postbus_conversion_delivery_seconds_count');
  const good = grown('postbus_conversion_delivery_seconds_bucket', 'le="30"');
  const dead = `(${grown('postbus_bus_dead_lettered_total', received)} or vector(0))`;
  return `1 - (1 - ${good} / (${all} + ${dead})) / (1 - ${objective})`;
}

const accepting: Row = {
  title: 'Accepting',
  panels: [
    lines({
      title: 'Messages by listener',
      description:
        '`done` was answered with 250, `failed` was refused or could not be kept; what was refused before its content is under "Refused".',
      unit: 'mps',
      stacked: true,
      nothing: 'no mail since the start',
      queries: [
        query(
          rate('postbus_ingest_message_seconds_count', { by: ['listener', 'outcome'] }),
          '{{listener}} {{outcome}}',
        ),
      ],
    }),
    lines({
      title: 'From content to 250',
      description:
        'What an MTA waits after the end of data: blob and event become durable. Compare with "Publish" under Processes; a slow disk or broker shows in both.',
      unit: 's',
      limits: { warning: 0.5, bad: 5 },
      nothing: 'no mail since the start',
      traces: '{ name = "accept message" && duration > 500ms }',
      queries: quantiles('postbus_ingest_message_seconds', { where: 'outcome="done"' }),
    }),
    lines({
      title: 'Refused',
      description:
        'Replies 4xx and 5xx. 4xx in number mean that something here is away or full (451, 452); 550 5.1.1 are unknown recipients.',
      unit: 'cps',
      stacked: true,
      nothing: 'nothing was refused since the start',
      queries: [
        query(rate('postbus_ingest_error_replies_total', { by: ['code', 'enhanced'] }), '{{code}} {{enhanced}}'),
      ],
    }),
    lines({
      title: 'Open connections',
      description: 'By listener. Where it stands at the limit (`ingest.limits`), new ones are refused.',
      unit: 'short',
      nothing: 'no connection since the start',
      queries: [query(sum('postbus_ingest_connections', { by: ['listener'] }), '{{listener}}')],
    }),
    lines({
      title: 'New connections',
      description: 'A second. Refused ones with the reason: a limit, or a TLS handshake that failed.',
      unit: 'cps',
      nothing: 'no connection since the start',
      queries: [
        query(rate('postbus_ingest_connections_total', { by: ['listener'] }), '{{listener}}'),
        query(
          rate('postbus_ingest_connections_refused_total', { by: ['listener', 'reason'] }),
          '{{listener}} refused: {{reason}}',
        ),
      ],
    }),
    lines({
      title: 'Faults behind replies',
      description:
        'A session met a fault of ours and answered 451. The log has each, at level error: "a session met a fault".',
      unit: 'cps',
      nothing: 'none since the start',
      queries: [query(rate('postbus_ingest_session_failures_total', { by: ['listener'] }), '{{listener}}')],
    }),
  ],
};

const hops: Row = {
  title: 'Hops',
  panels: [
    lines({
      title: 'Where the time goes, p99',
      description:
        'Each hop of a message from the end of its content to the phone. The hop whose line rises is the one to look at.',
      unit: 's',
      width: 12,
      nothing: 'no mail since the start',
      queries: hopQueries(0.99),
    }),
    lines({
      title: 'Where the time goes, p50',
      description: 'The same for the message in the middle.',
      unit: 's',
      width: 12,
      nothing: 'no mail since the start',
      queries: hopQueries(0.5),
    }),
    heatmap({
      title: 'Receipt to mailbox',
      description:
        'How many copies took how long from the receipt of the message. A second band far above the first is mail that was tried again.',
      unit: 's',
      queries: [query(buckets('postbus_conversion_delivery_seconds'), '{{le}}')],
    }),
    heatmap({
      title: 'Receipt to device',
      description:
        'How many messages took how long until a device took them: a phone that was off makes the long ones.',
      unit: 's',
      queries: [query(buckets('postbus_sync_delivery_seconds'), '{{le}}')],
    }),
    lines({
      title: 'Event to its publishing, p99',
      description: 'By topic. For mailbox.changed this is the time in the outbox; it grows with the store or the bus.',
      unit: 's',
      limits: { warning: 1, bad: 10 },
      nothing: 'no events since the start',
      queries: [query(quantile(0.99, 'postbus_bus_send_seconds', { by: ['topic'] }), '{{topic}}')],
    }),
    lines({
      title: 'Publishing to handling, p99',
      description:
        'By topic and group; without a group it is read by every process. It grows when readers are too few: then scale them, up to the partitions.',
      unit: 's',
      limits: { warning: 1, bad: 60 },
      nothing: 'no events since the start',
      queries: [query(quantile(0.99, 'postbus_bus_wait_seconds', { by: ['topic', 'group'] }), '{{topic}} {{group}}')],
    }),
    lines({
      title: 'Handling, p99',
      description: 'One try of a handler. For conversion it is the conversion and the commits into the mailboxes.',
      unit: 's',
      nothing: 'no events since the start',
      traces: '{ name =~ "process .*" && duration > 1s }',
      queries: [query(quantile(0.99, 'postbus_bus_handle_seconds', { by: ['topic', 'group'] }), '{{topic}} {{group}}')],
    }),
  ],
};

function hopQueries(part: number): readonly ReturnType<typeof query>[] {
  const of = (histogram: string, where?: string): string =>
    quantile(part, histogram, where === undefined ? {} : { where });
  return [
    query(of('postbus_ingest_message_seconds', 'outcome="done"'), '1 content to 250'),
    query(of('postbus_bus_wait_seconds', received), '2 on the bus'),
    query(of('postbus_conversion_seconds'), '3 conversion'),
    query(of('postbus_bus_handle_seconds', received), '4 conversion and commit'),
    query(of('postbus_bus_send_seconds', changed), '5 in the outbox'),
    query(of('postbus_bus_wait_seconds', changed), '6 change to the waiting request'),
    query(of('postbus_conversion_delivery_seconds'), 'receipt to mailbox'),
    query(of('postbus_sync_delivery_seconds'), 'receipt to device'),
  ];
}

const bus: Row = {
  title: 'Bus',
  panels: [
    lines({
      title: 'Events not yet handled',
      description:
        'By topic and group. A saw is normal; a slope means that readers do not keep up or that a partition is paused.',
      unit: 'short',
      queries: [query(once('postbus_bus_lag_records', { by: ['topic', 'group'] }), '{{topic}} {{group}}')],
    }),
    lines({
      title: 'Age of the oldest of them',
      description: 'Grows by a second each second where a partition stands still: see "Tried again" for the fault.',
      unit: 's',
      limits: { warning: 60, bad: 600 },
      queries: [query(once('postbus_bus_lag_seconds', { by: ['topic', 'group'] }), '{{topic}} {{group}}')],
    }),
    lines({
      title: 'Handled',
      description:
        'Tries of handlers a second. `failed` ones are tried again or become dead letters; `abandoned` lost their partition meanwhile.',
      unit: 'cps',
      nothing: 'no events since the start',
      queries: [
        query(
          rate('postbus_bus_handle_seconds_count', { by: ['topic', 'group', 'outcome'] }),
          '{{topic}} {{group}} {{outcome}}',
        ),
      ],
    }),
    lines({
      title: 'Tried again',
      description:
        'By the code of the error. Where `paused` is true, a whole partition waits since something that all need is away: the store, the disk.',
      unit: 'cps',
      nothing: 'nothing was tried again since the start',
      queries: [
        query(
          rate('postbus_bus_retries_total', { by: ['topic', 'group', 'code', 'paused'] }),
          '{{topic}} {{group}} {{code}} paused={{paused}}',
        ),
      ],
    }),
    lines({
      title: 'Dead letters by topic',
      description:
        'Now there, 1,000 of a topic at most counted. `postbus dlq list --topic TOPIC` tells each with its error.',
      unit: 'short',
      limits: { warning: 1, bad: 100 },
      queries: [query(once('postbus_bus_dead_letters', { by: ['topic'] }), '{{topic}}')],
    }),
    lines({
      title: 'Given up',
      description: 'Events that became dead letters, by the code of the error that made them so.',
      unit: 'cps',
      nothing: 'none since the start',
      queries: [
        query(
          rate('postbus_bus_dead_lettered_total', { by: ['topic', 'group', 'code'] }),
          '{{topic}} {{group}} {{code}}',
        ),
      ],
    }),
    lines({
      title: 'Published',
      description: 'Records made durable a second, those of the outbox among them.',
      unit: 'cps',
      queries: [query(rate('postbus_bus_published_records_total'), 'records')],
    }),
    lines({
      title: 'Published bytes',
      description:
        'A message travels as the hash of its blob, so this grows with the number of messages and not with their size.',
      unit: 'Bps',
      queries: [query(rate('postbus_bus_published_bytes_total'), 'bytes')],
    }),
    lines({
      title: 'Faults of the bus',
      description:
        'Stalls are writes or reads put off by a fault; broadcast failures are changes that a process could not take, after which phones there are woken late.',
      unit: 'cps',
      nothing: 'none since the start',
      queries: [
        query(rate('postbus_bus_stalls_total', { by: ['doing'] }), 'stalled: {{doing}}'),
        query(rate('postbus_bus_broadcast_failures_total', { by: ['topic'] }), 'broadcast failed: {{topic}}'),
      ],
    }),
  ],
};

const converting: Row = {
  title: 'Conversion and delivery',
  panels: [
    lines({
      title: 'Conversions',
      description:
        'By how they ended. Other outcomes than `converted` are tried again; `timed-out` and `worker-crashed` name the message in the log.',
      unit: 'cps',
      stacked: true,
      nothing: 'no mail since the start',
      queries: [query(rate('postbus_conversion_seconds_count', { by: ['outcome'] }), '{{outcome}}')],
    }),
    lines({
      title: 'Time of a conversion',
      description:
        'With its waiting for a thread of the pool. Where it grows with the number of messages, give conversion more threads or processes.',
      unit: 's',
      nothing: 'no mail since the start',
      queries: quantiles('postbus_conversion_seconds'),
    }),
    lines({
      title: 'Bytes converted',
      description: 'MIME read a second.',
      unit: 'Bps',
      nothing: 'no mail since the start',
      queries: [query(rate('postbus_conversion_bytes_total', { by: ['outcome'] }), '{{outcome}}')],
    }),
    lines({
      title: 'Copies for mailboxes',
      description:
        "Those that were there already came again after a crash, a rebalance or a sender's retry, and were kept once.",
      unit: 'cps',
      nothing: 'no mail since the start',
      queries: [
        query(rate('postbus_conversion_copies_total', { where: 'repeated="false"' }), 'delivered'),
        query(rate('postbus_conversion_copies_total', { where: 'repeated="true"' }), 'there already'),
      ],
    }),
    lines({
      title: 'Given up and not taken',
      description:
        'Messages delivered undecoded, as an attachment (a fault of ours: keep the message), and copies that a mailbox could not take.',
      unit: 'cps',
      queries: [
        query(rate('postbus_conversion_given_up_total'), 'delivered undecoded'),
        query(rate('postbus_conversion_delivery_failures_total'), 'copy not taken'),
      ],
    }),
  ],
};

const outbox: Row = {
  title: 'Outbox',
  panels: [
    lines({
      title: 'Events that wait',
      description:
        'Committed and not yet sent and removed. It falls to about 0 between bursts; else see "Sending put off".',
      unit: 'short',
      limits: { warning: 1000, bad: 10_000 },
      queries: [query(once('postbus_outbox_waiting_events'), 'events')],
    }),
    lines({
      title: 'Sent from the outbox',
      description:
        'Events a second, by who sent them: the `committer` at once, or the `holder` of the shard what was left behind by one that died or while the bus was away.',
      unit: 'cps',
      nothing: 'nothing was sent since the start',
      queries: [query(rate('postbus_outbox_published_events_total', { by: ['by'] }), '{{by}}')],
    }),
    lines({
      title: 'Time of a sending',
      description: 'From the publish of events to their durability on the bus, p99.',
      unit: 's',
      nothing: 'nothing was sent since the start',
      queries: [query(quantile(0.99, 'postbus_outbox_publish_seconds', { by: ['by'] }), '{{by}}')],
    }),
    lines({
      title: 'Sending put off',
      description:
        'The bus or the store was away; events stay and are sent later. The log tells the error: "events of the outbox could not be sent".',
      unit: 'cps',
      nothing: 'nothing was put off since the start',
      queries: [query(rate('postbus_outbox_failures_total', { by: ['by'] }), '{{by}}')],
    }),
    lines({
      title: 'Shards held',
      description:
        'By process. Their sum is the number of shards; fewer mean that a holder died within the last seconds: what committers left behind waits until another takes its shards.',
      unit: 'short',
      stacked: true,
      queries: [query(sum('postbus_outbox_shard_held', { by: ['instance'] }), '{{instance}}')],
    }),
  ],
};

const sending: Row = {
  title: 'To other hosts',
  panels: [
    lines({
      title: 'Jobs by state',
      description:
        '`waiting` for their time (a host that answered 4xx is asked again later), `due`, or `claimed` by a worker.',
      unit: 'short',
      stacked: true,
      nothing: 'no jobs',
      queries: [query(once('postbus_jobs', { by: ['queue', 'state'] }), '{{queue}} {{state}}')],
    }),
    lines({
      title: 'Oldest job due',
      description:
        'How long the oldest job is due that a worker could take now. More relay processes are needed where it grows.',
      unit: 's',
      limits: { warning: 60, bad: 300 },
      nothing: 'no jobs',
      queries: [query(once('postbus_jobs_overdue_seconds', { by: ['queue'] }), '{{queue}}')],
    }),
    lines({
      title: 'Deliveries planned',
      description:
        'Events by their way: a `job` to another host, a mailbox here (`local`), or `refused` with a report to the sender.',
      unit: 'cps',
      nothing: 'nothing went out since the start',
      queries: [query(rate('postbus_relay_planned_total', { by: ['way'] }), '{{way}}')],
    }),
    lines({
      title: 'Recipients by answer',
      description:
        'Of the next hop. Many put off: one large host is slow or greylists; many refused: look at reputation, SPF, lists.',
      unit: 'cps',
      queries: [
        query(rate('postbus_relay_relayed_recipients_total'), 'taken'),
        query(rate('postbus_relay_deferred_recipients_total'), 'put off'),
        query(rate('postbus_relay_failed_recipients_total'), 'refused'),
      ],
    }),
    lines({
      title: 'Time of a try',
      description: 'One try of a delivery with all its hosts.',
      unit: 's',
      nothing: 'nothing went out since the start',
      traces: '{ name = "attempt delivery" && duration > 5s }',
      queries: quantiles('postbus_relay_attempt_seconds'),
    }),
    lines({
      title: 'Sessions with next hops',
      description: 'By TLS, and the code of the error that ended them where one did.',
      unit: 'cps',
      nothing: 'nothing went out since the start',
      queries: [query(rate('postbus_relay_session_seconds_count', { by: ['tls', 'code'] }), 'tls={{tls}} {{code}}')],
    }),
    lines({
      title: 'Time of a session',
      description: 'p99, by whether it was encrypted.',
      unit: 's',
      nothing: 'nothing went out since the start',
      queries: [query(quantile(0.99, 'postbus_relay_session_seconds', { by: ['tls'] }), 'tls={{tls}}')],
    }),
    lines({
      title: 'Reports to senders',
      description: 'Delivery status notifications by kind.',
      unit: 'cps',
      nothing: 'none since the start',
      queries: [query(rate('postbus_relay_reports_total', { by: ['kind'] }), '{{kind}}')],
    }),
    lines({
      title: 'Jobs let go',
      description:
        '`lease-lost` and `error` mean that a worker was slower than its lease or could not write: see the store. Claims that failed stand beside.',
      unit: 'cps',
      queries: [
        query(rate('postbus_relay_jobs_ended_total', { by: ['outcome'] }), '{{outcome}}'),
        query(rate('postbus_relay_claim_failures_total'), 'claim failed'),
      ],
    }),
  ],
};

const errorBudget: Row = {
  title: 'Error budget',
  panels: [
    lines({
      title: 'Burn rate',
      description:
        'How many times faster than allowed copies miss 30 s, over windows of rules that deploy/prometheus/rules record. At 1 the budget of 30 days is just used up; above 14.4 for an hour somebody is called.',
      unit: 'short',
      width: 12,
      limits: { warning: 1, bad: 14.4 },
      nothing: 'no mail since the start',
      queries: ['5m', '1h', '6h', '3d'].map((window) =>
        query(`${recorded(`namespace:postbus_delivery_errors:ratio_rate${window}`)} / ${budget}`, `over ${window}`),
      ),
    }),
    lines({
      title: 'Copies that missed 30 s',
      description: 'And messages that became dead letters on their way to a mailbox, in an hour.',
      unit: 'short',
      width: 6,
      nothing: 'no mail since the start',
      queries: [query(recorded('namespace:postbus_delivery_errors:increase1h'), 'in an hour')],
    }),
    lines({
      title: 'Receipt to mailbox by rules',
      description:
        'p99 over five minutes as the rules record it: kept as long as Prometheus keeps anything, so that months can be compared.',
      unit: 's',
      width: 6,
      limits: { warning: 5, bad: 30 },
      nothing: 'no mail since the start',
      queries: [query(recorded('namespace:postbus_conversion_delivery_seconds:p99_5m'), 'p99')],
    }),
  ],
};
