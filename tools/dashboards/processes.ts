/** Postbus: processes. What each process needs, and what it waits for: memory, CPU, event loop, store, bus, disk. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboard, type Row } from './dashboard.ts';
import { lines, stat, table } from './panels.ts';
import { mean, most, quantile, quantiles, query, rate, series, sum } from './queries.ts';

const each = ['service', 'instance'] as const;
const name = '{{service}} {{instance}}';
const roundTrips = 'postbus_store_round_trip_seconds';

export function processes(): Dashboard {
  return dashboard({
    uid: 'postbus-processes',
    title: 'Postbus: processes',
    description: 'What each process needs and what it waits for: memory, CPU, event loop, store, bus, disk.',
    rows: [atAGlance, running, store, bus, housekeeping, administration],
  });
}

const atAGlance: Row = {
  title: 'At a glance',
  panels: [
    stat({
      title: 'Processes',
      description: 'That tell their metrics now.',
      unit: 'short',
      width: 4,
      queries: [query(`count (${series('postbus_build_info')})`, 'processes')],
    }),
    stat({
      title: 'Versions',
      description: 'More than one is normal only during a rollout.',
      unit: 'short',
      width: 4,
      limits: { warning: 2, bad: 3 },
      queries: [query(`count (count by (version) (${series('postbus_build_info')}))`, 'versions')],
    }),
    stat({
      title: 'Restarts',
      description:
        'In the time chosen. A process that starts again and again says why in its log: docs/runbook.md, PostbusRestarts.',
      unit: 'short',
      width: 4,
      limits: { warning: 1, bad: 5 },
      queries: [query(`sum (changes(${series('process_start_time_seconds')}[$__range]))`, 'restarts')],
    }),
    stat({
      title: 'Memory',
      description: 'Resident, of all processes chosen.',
      unit: 'bytes',
      width: 4,
      queries: [query(sum('process_resident_memory_bytes'), 'resident')],
    }),
    stat({
      title: 'CPU',
      description: 'Cores that all processes chosen keep busy.',
      unit: 'short',
      width: 4,
      queries: [query(rate('process_cpu_seconds_total'), 'cores')],
    }),
    stat({
      title: 'Metrics that could not be asked',
      description:
        'Sources of lag, dead letters, jobs or outbox that failed a second: what the dashboards show of them is missing.',
      unit: 'cps',
      width: 4,
      limits: { warning: 0.001, bad: 0.1 },
      nothing: 'none',
      queries: [query(rate('postbus_metrics_source_failures_total'), 'failed')],
    }),
  ],
};

const running: Row = {
  title: 'Node',
  panels: [
    table({
      title: 'What runs',
      description: 'How long each process has run, with its version.',
      unit: 's',
      queries: [
        query(
          `(time() - ${series('process_start_time_seconds')}) * on (service, instance) group_left (version) ${series('postbus_build_info')}`,
          '',
        ),
      ],
    }),
    lines({
      title: 'Resident memory',
      description: 'A process that only grows is to be looked at with a heap snapshot before its limit ends it.',
      unit: 'bytes',
      width: 12,
      queries: [query(sum('process_resident_memory_bytes', { by: each }), name)],
    }),
    lines({
      title: 'Heap',
      description: 'Of the main thread. Used near total for long means frequent collections: see beside.',
      unit: 'bytes',
      queries: [
        query(sum('nodejs_heap_size_used_bytes', { by: each }), `${name} used`),
        query(sum('nodejs_heap_size_total_bytes', { by: each }), `${name} total`),
      ],
    }),
    lines({
      title: 'Outside the heap',
      description:
        'Buffers: bytes of messages under way. Bounded by `ingest.limits.inFlightBytes` and `conversion.inFlight`.',
      unit: 'bytes',
      queries: [query(sum('nodejs_external_memory_bytes', { by: each }), name)],
    }),
    lines({
      title: 'CPU by process',
      description:
        'Cores kept busy. The main thread has one at most; threads of conversion, of the disk and of zlib come on top.',
      unit: 'short',
      queries: [query(rate('process_cpu_seconds_total', { by: each }), name)],
    }),
    lines({
      title: 'CPU, user and system',
      description: 'System CPU above user CPU is much input and output in small pieces, or memory pressure.',
      unit: 'short',
      queries: [
        query(rate('process_cpu_user_seconds_total', { by: each }), `${name} user`),
        query(rate('process_cpu_system_seconds_total', { by: each }), `${name} system`),
      ],
    }),
    lines({
      title: 'Event loop delay, p99',
      description:
        'How late timers are. Above 100 ms every request of the process waits for something that computes: take a CPU profile, or scale out.',
      unit: 's',
      limits: { warning: 0.1, bad: 1 },
      queries: [query(most('nodejs_eventloop_lag_p99_seconds', { by: each }), name)],
    }),
    lines({
      title: 'Event loop delay, p50 and most',
      description: 'The same in the middle, and the worst since the last look.',
      unit: 's',
      queries: [
        query(most('nodejs_eventloop_lag_p50_seconds', { by: each }), `${name} p50`),
        query(most('nodejs_eventloop_lag_max_seconds', { by: each }), `${name} most`),
      ],
    }),
    lines({
      title: 'Garbage collection',
      description:
        'Part of the time spent in it, by kind. Above some percent the heap is too small or too much is made: raise the limit of memory.',
      unit: 'percentunit',
      nothing: 'none since the start',
      queries: [query(rate('nodejs_gc_duration_seconds_sum', { by: ['kind'] }), '{{kind}}')],
    }),
    lines({
      title: 'Open files and sockets',
      description: 'Against the limit of the process: where they meet, connections are refused. Raise `ulimit -n`.',
      unit: 'short',
      queries: [query(sum('process_open_fds', { by: each }), name), query(most('process_max_fds'), 'limit')],
    }),
    lines({
      title: 'Active resources',
      description: 'Handles, timers and requests that keep the event loop busy. One that only grows is a leak.',
      unit: 'short',
      queries: [
        query(sum('nodejs_active_handles_total', { by: each }), `${name} handles`),
        query(sum('nodejs_active_requests_total', { by: each }), `${name} requests`),
        query(sum('nodejs_active_resources_total', { by: each }), `${name} resources`),
      ],
    }),
    lines({
      title: 'Room on the disk',
      description:
        'Part of the disk with the data that is free. Below `ingest.leastFree` bytes mail is answered with 452.',
      unit: 'percentunit',
      most: 1,
      limits: { warning: 0.1, bad: 0.05 },
      nothing: 'no data on a disk here',
      queries: [query(`${series('postbus_data_disk_free_bytes')} / ${series('postbus_data_disk_bytes')}`, name)],
    }),
  ],
};

const store: Row = {
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
        'All commands of the database against copies delivered. Some three where mail alone is delivered; devices that synchronize raise it.',
      unit: 'short',
      nothing: 'the store is embedded, or no mail',
      queries: [
        query(
          `${rate(`${roundTrips}_count`)} / ${rate('postbus_conversion_copies_total', { where: 'repeated="false"' })}`,
          'round trips',
        ),
      ],
    }),
    lines({
      title: 'Conflicts',
      description:
        'Transactions begun anew since another process wrote to the same mailbox. Many with few messages: one mailbox gets all the mail.',
      unit: 'cps',
      queries: [query(rate('postbus_store_conflicts_total', { by: ['service'] }), '{{service}}')],
    }),
    lines({
      title: 'Clock of the database',
      description:
        'How far it is ahead of the clock of each process. Leases go by the clock of the database, so this harms only what is told by time; above a second see to NTP.',
      unit: 'ms',
      queries: [query(most('postbus_store_clock_offset_milliseconds', { by: each }), name)],
    }),
  ],
};

const bus: Row = {
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

const housekeeping: Row = {
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

const administration: Row = {
  title: 'Administration',
  panels: [
    lines({
      title: 'Operations of administrators',
      description: 'Those of the admin API that change something, by how they ended. The audit log has who did each.',
      unit: 'cps',
      nothing: 'none since the start',
      queries: [query(rate('postbus_admin_operations_total', { by: ['action', 'outcome'] }), '{{action}} {{outcome}}')],
    }),
    lines({
      title: 'Refused for their token',
      description: 'Requests without a token that may call. Many: somebody tries, or a script has an old token.',
      unit: 'cps',
      nothing: 'none since the start',
      queries: [query(rate('postbus_admin_not_authorized_total', { by: ['code'] }), '{{code}}')],
    }),
    lines({
      title: 'Faults of the admin API',
      description:
        'Requests that met a fault, and what the audit log could not take: see the log of the admin process.',
      unit: 'cps',
      queries: [
        query(rate('postbus_admin_request_failures_total'), 'failed'),
        query(rate('postbus_admin_not_recorded_total', { by: ['action'] }), 'not recorded: {{action}}'),
      ],
    }),
  ],
};
