/** Events committed with mailboxes, on their way to the bus. */
import type { Row } from '../dashboard.ts';
import { lines } from '../panels.ts';
import { once, quantile, query, rate, sum } from '../queries.ts';

export const outbox: Row = {
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
      width: 12,
      unit: 'cps',
      nothing: 'nothing was put off since the start',
      queries: [query(rate('postbus_outbox_failures_total', { by: ['by'] }), '{{by}}')],
    }),
    lines({
      title: 'Shards held',
      description:
        'By process. Their sum is the number of shards; fewer mean that a holder died within the last seconds: what committers left behind waits until another takes its shards.',
      width: 12,
      unit: 'short',
      stacked: true,
      queries: [query(sum('postbus_outbox_shard_held', { by: ['instance'] }), '{{instance}}')],
    }),
  ],
};
