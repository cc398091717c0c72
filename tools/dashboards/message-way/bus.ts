/** Events on the bus: what waits, what is tried again, what is given up. */
import type { Row } from '../dashboard.ts';
import { lines } from '../panels.ts';
import { once, query, rate } from '../queries.ts';

export const bus: Row = {
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
