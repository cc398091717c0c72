/** How many processes there are, and what they need together. */
import type { Row } from '../dashboard.ts';
import { stat } from '../panels.ts';
import { query, rate, series, sum } from '../queries.ts';

export const atAGlance: Row = {
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
      title: 'Metrics missing',
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
