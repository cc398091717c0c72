/** What is removed when its time is over. */
import type { Row } from '../dashboard.ts';
import { lines } from '../panels.ts';
import { mean, query, rate } from '../queries.ts';

export const housekeeping: Row = {
  title: 'Housekeeping',
  panels: [
    lines({
      title: 'Time of a round',
      description: 'On average. Rounds come each hour unless `retention.every` says otherwise.',
      unit: 's',
      nothing: 'no round since the start',
      queries: [query(mean('postbus_housekeeping_seconds'), 'round')],
    }),
    lines({
      title: 'Blobs condemned and removed',
      description: 'A blob that nothing refers to is condemned, looked at again after the retention, and then removed.',
      unit: 'cps',
      queries: [
        query(rate('postbus_blobs_condemned_total'), 'condemned'),
        query(rate('postbus_blobs_removed_total'), 'removed'),
      ],
    }),
    lines({
      title: 'Rounds that failed',
      description: 'They are tried again at the next time; the log has the error: "housekeeping failed".',
      unit: 'cps',
      queries: [query(rate('postbus_housekeeping_failures_total'), 'failed')],
    }),
  ],
};
