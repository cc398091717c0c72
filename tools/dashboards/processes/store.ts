/** The store as processes see it. */
import type { Row } from '../dashboard.ts';
import { lines } from '../panels.ts';
import { quantile, quantiles, query, rate, series } from '../queries.ts';
import { name } from './each-process.ts';

const roundTrips = 'postbus_store_round_trip_seconds';
const ofConversion = 'service=~".*conversion"';

export const store: Row = {
  title: 'Store',
  panels: [
    lines({
      title: 'Commits',
      description:
        'From the first write of a transaction until it is durable. Slow ones of the embedded store are a slow disk, of MongoDB a slow majority or conflicts: see beside.',
      unit: 's',
      limits: { warning: 0.1, bad: 1 },
      nothing: 'nothing was committed since the start',
      queries: quantiles('postbus_store_commit_seconds'),
    }),
    lines({
      title: 'Writes that share a commit',
      description:
        'On average. In the embedded store it rises with the load, since writes that wait go together; in MongoDB it is 1.',
      unit: 'short',
      nothing: 'nothing was committed since the start',
      queries: [
        query(
          `${rate('postbus_store_committed_writes_total')} / ${rate('postbus_store_commit_seconds_count')}`,
          'writes',
        ),
      ],
    }),
    lines({
      title: 'Writes refused and failed',
      description:
        'Refused ones broke a rule and were rolled back alone. Failed ones met the disk or lost the database: the log has the error.',
      unit: 'cps',
      queries: [
        query(rate('postbus_store_refused_writes_total'), 'refused'),
        query(rate('postbus_store_failed_writes_total'), 'failed'),
      ],
    }),
    lines({
      title: 'Round trips to the database',
      description: 'Commands a second, by name. Failed ones by themselves: the driver tries some of them again.',
      unit: 'cps',
      nothing: 'the store is embedded',
      queries: [
        query(rate(`${roundTrips}_count`, { by: ['command'], where: 'failed="false"' }), '{{command}}'),
        query(rate(`${roundTrips}_count`, { by: ['command'], where: 'failed="true"' }), '{{command}} failed'),
      ],
    }),
    lines({
      title: 'Time of a round trip, p99',
      description:
        'By command. All slow: the network or the database; `commitTransaction` alone: the disks of the majority.',
      unit: 's',
      limits: { warning: 0.1, bad: 1 },
      nothing: 'the store is embedded',
      queries: [query(quantile(0.99, roundTrips, { by: ['command'] }), '{{command}}')],
    }),
    lines({
      title: 'Round trips for a copy',
      description:
        'Commands of conversion to the database against copies delivered. Some three with much mail; with little, what a process asks by the clock (leases, jobs) raises it.',
      unit: 'short',
      nothing: 'the store is embedded, or no mail',
      queries: [
        query(
          `${rate(`${roundTrips}_count`, { where: ofConversion })} / ${rate('postbus_conversion_copies_total', { where: 'repeated="false"' })}`,
          'round trips',
        ),
      ],
    }),
    lines({
      title: 'Conflicts',
      description:
        'Transactions begun anew since another process wrote to the same mailbox. Many with few messages: one mailbox gets all the mail.',
      width: 12,
      unit: 'cps',
      queries: [query(rate('postbus_store_conflicts_total', { by: ['service'] }), '{{service}}')],
    }),
    lines({
      title: 'Clock of the database',
      description:
        'How far it is from the clock of each process, before or behind. Leases go by the clock of the database, so this harms only what is told by time; above a second see to NTP.',
      width: 12,
      unit: 'ms',
      limits: { warning: 1000, bad: 10_000 },
      queries: [query(`max by (service, instance) (abs(${series('postbus_store_clock_offset_milliseconds')}))`, name)],
    }),
  ],
};
