/** What is removed when its time is over, and the room that there is. */
import type { Row } from '../dashboard.ts';
import { lines } from '../panels.ts';
import { name } from './each-process.ts';
import { mean, query, rate, series } from '../queries.ts';

export const housekeeping: Row = {
  title: 'Housekeeping and disk',
  panels: [
    lines({
      title: 'Time of a round',
      description: 'On average. Rounds come each hour unless `retention.every` says otherwise.',
      width: 6,
      unit: 's',
      nothing: 'no round since the start',
      queries: [query(mean('postbus_housekeeping_seconds'), 'round')],
    }),
    lines({
      title: 'Blobs condemned and removed',
      description: 'A blob that nothing refers to is condemned, looked at again after the retention, and then removed.',
      width: 6,
      unit: 'cps',
      queries: [
        query(rate('postbus_blobs_condemned_total'), 'condemned'),
        query(rate('postbus_blobs_removed_total'), 'removed'),
      ],
    }),
    lines({
      title: 'Rounds that failed',
      description: 'They are tried again at the next time; the log has the error: "housekeeping failed".',
      width: 6,
      unit: 'cps',
      queries: [query(rate('postbus_housekeeping_failures_total'), 'failed')],
    }),
    lines({
      title: 'Room on the disk',
      description:
        'Part of the disk with the data that is free. Below `ingest.leastFree` bytes mail is answered with 452.',
      unit: 'percentunit',
      width: 6,
      most: 1,
      limits: { warning: 0.1, bad: 0.05 },
      nothing: 'no data on a disk here',
      queries: [query(`${series('postbus_data_disk_free_bytes')} / ${series('postbus_data_disk_bytes')}`, name)],
    }),
  ],
};
