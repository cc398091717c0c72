/** The numbers that say whether mail flows. */
import type { Row } from '../dashboard.ts';
import { stat } from '../panels.ts';
import { once, quantile, query, rate, received, series } from '../queries.ts';
import { budget, objective } from './objective.ts';

export const atAGlance: Row = {
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
      title: 'To mailbox, p99',
      description: 'All but a hundredth of the copies are in their mailboxes within this. The objective is 30 s.',
      unit: 's',
      limits: { warning: 5, bad: 30 },
      nothing: 'no mail',
      queries: [query(quantile(0.99, 'postbus_conversion_delivery_seconds'), 'p99')],
    }),
    stat({
      title: 'Oldest event',
      description:
        'The one that waits longest, over all readers of the bus. It grows while a reader is away or stuck: docs/runbook.md, PostbusReaderBehind.',
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
      title: 'Oldest job',
      description:
        'A delivery to another host that a worker could take and none took: more relay processes are needed, or one hangs.',
      unit: 's',
      limits: { warning: 60, bad: 300 },
      nothing: 'no jobs',
      queries: [query(once('postbus_jobs_overdue_seconds'), 'overdue')],
    }),
    stat({
      title: 'Budget left',
      description: `Error budget in the time chosen above: how much is left of the ${budget} of the copies that may miss the objective of 30 s. Below 0 the objective is missed.`,
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
