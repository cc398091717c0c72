/** Node in each process: memory, CPU, event loop, disk. */
import type { Row } from '../dashboard.ts';
import { lines, table } from '../panels.ts';
import { most, query, rate, series, sum } from '../queries.ts';
import { each, name } from './each-process.ts';

export const running: Row = {
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
      description:
        'Part of what the process may have. At 100 % connections are refused: raise `ulimit -n`, or start more processes.',
      unit: 'percentunit',
      limits: { warning: 0.7, bad: 0.9 },
      queries: [query(`${series('process_open_fds')} / ${series('process_max_fds')}`, name)],
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
  ],
};
