/** Conversion, and copies put in mailboxes. */
import type { Row } from '../dashboard.ts';
import { lines } from '../panels.ts';
import { quantiles, query, rate } from '../queries.ts';

export const converting: Row = {
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
      width: 12,
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
      width: 12,
      unit: 'cps',
      queries: [
        query(rate('postbus_conversion_given_up_total'), 'delivered undecoded'),
        query(rate('postbus_conversion_delivery_failures_total'), 'copy not taken'),
      ],
    }),
  ],
};
