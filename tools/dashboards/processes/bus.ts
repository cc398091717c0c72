/** The bus as processes see it. */
import type { Row } from '../dashboard.ts';
import { lines } from '../panels.ts';
import { most, quantile, quantiles, query, rate } from '../queries.ts';
import { each, name } from './each-process.ts';

export const bus: Row = {
  title: 'Bus',
  panels: [
    lines({
      title: 'Publish',
      description:
        'From a publish to its durability: what an accepted message waits for. On Kafka it grows with the slowest broker in sync.',
      unit: 's',
      limits: { warning: 0.5, bad: 1 },
      nothing: 'nothing was published since the start',
      queries: quantiles('postbus_bus_publish_seconds'),
    }),
    lines({
      title: 'Publish by process, p99',
      description:
        'One process alone is slow: look at its CPU and event loop. All are: look at the broker or the disk.',
      unit: 's',
      limits: { warning: 0.5, bad: 1 },
      nothing: 'nothing was published since the start',
      queries: [query(quantile(0.99, 'postbus_bus_publish_seconds', { by: each }), name)],
    }),
    lines({
      title: 'Members of groups',
      description:
        'By topic and group, in the process that tells most. It changes with processes that come and go; one that flaps is rebalanced again and again.',
      unit: 'short',
      nothing: 'none since the start',
      queries: [query(most('postbus_bus_group_members', { by: ['topic', 'group'] }), '{{topic}} {{group}}')],
    }),
    lines({
      title: 'Commits of the embedded bus',
      description: 'p99, those that are waited for (durable) and others.',
      unit: 's',
      limits: { warning: 0.1, bad: 1 },
      nothing: 'the bus is not embedded',
      queries: [query(quantile(0.99, 'postbus_bus_commit_seconds', { by: ['durable'] }), 'durable={{durable}}')],
    }),
    lines({
      title: 'Writes that share a commit of the bus',
      description: 'On average; it rises with the load.',
      unit: 'short',
      nothing: 'the bus is not embedded',
      queries: [
        query(
          `${rate('postbus_bus_committed_writes_total', { by: ['durable'] })} / ${rate('postbus_bus_commit_seconds_count', { by: ['durable'] })}`,
          'durable={{durable}}',
        ),
      ],
    }),
    lines({
      title: 'Records past their retention',
      description: 'Removed by the embedded bus. On Kafka the brokers do it.',
      unit: 'cps',
      nothing: 'none since the start',
      queries: [query(rate('postbus_bus_pruned_records_total', { by: ['topic'] }), '{{topic}}')],
    }),
  ],
};
