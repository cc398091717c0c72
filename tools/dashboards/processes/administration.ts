/** What administrators do. */
import type { Row } from '../dashboard.ts';
import { lines } from '../panels.ts';
import { query, rate } from '../queries.ts';

export const administration: Row = {
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
        'Requests that met a fault, and ends of operations that the audit log could not take: see the log of the admin process.',
      unit: 'cps',
      queries: [
        query(rate('postbus_admin_request_failures_total'), 'failed'),
        query(rate('postbus_admin_not_recorded_total', { by: ['action'] }), 'not recorded: {{action}}'),
      ],
    }),
  ],
};
