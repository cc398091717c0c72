/** How fast the part of late mail that is allowed is used up. */
import type { Row } from '../dashboard.ts';
import { lines } from '../panels.ts';
import { query, recorded } from '../queries.ts';
import { budget } from './objective.ts';

export const errorBudget: Row = {
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
