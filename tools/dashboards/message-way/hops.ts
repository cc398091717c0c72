/** How long each hop of a message takes, and all together. */
import type { Row } from '../dashboard.ts';
import { heatmap, lines } from '../panels.ts';
import { buckets, changed, quantile, query, received } from '../queries.ts';

export const hops: Row = {
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
