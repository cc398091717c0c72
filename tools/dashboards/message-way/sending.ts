/** Mail to other hosts: jobs, tries, reports. */
import type { Row } from '../dashboard.ts';
import { lines } from '../panels.ts';
import { once, quantile, quantiles, query, rate } from '../queries.ts';

export const sending: Row = {
  title: 'To other hosts',
  panels: [
    lines({
      title: 'Jobs by state',
      description:
        '`waiting` for their time (a host that answered 4xx is asked again later), `due`, or `claimed` by a worker.',
      unit: 'short',
      stacked: true,
      nothing: 'no jobs',
      queries: [query(once('postbus_jobs', { by: ['queue', 'state'] }), '{{queue}} {{state}}')],
    }),
    lines({
      title: 'Oldest job due',
      description:
        'How long the oldest job is due that a worker could take now. More relay processes are needed where it grows.',
      unit: 's',
      limits: { warning: 60, bad: 300 },
      nothing: 'no jobs',
      queries: [query(once('postbus_jobs_overdue_seconds', { by: ['queue'] }), '{{queue}}')],
    }),
    lines({
      title: 'Deliveries planned',
      description:
        'Events by their way: a `job` to another host, a mailbox here (`local`), or `refused` with a report to the sender.',
      unit: 'cps',
      nothing: 'nothing went out since the start',
      queries: [query(rate('postbus_relay_planned_total', { by: ['way'] }), '{{way}}')],
    }),
    lines({
      title: 'Recipients by answer',
      description:
        'Of the next hop. Many put off: one large host is slow or greylists; many refused: look at reputation, SPF, lists.',
      unit: 'cps',
      queries: [
        query(rate('postbus_relay_relayed_recipients_total'), 'taken'),
        query(rate('postbus_relay_deferred_recipients_total'), 'put off'),
        query(rate('postbus_relay_failed_recipients_total'), 'refused'),
      ],
    }),
    lines({
      title: 'Time of a try',
      description: 'One try of a delivery with all its hosts.',
      unit: 's',
      nothing: 'nothing went out since the start',
      traces: '{ name = "attempt delivery" && duration > 5s }',
      queries: quantiles('postbus_relay_attempt_seconds'),
    }),
    lines({
      title: 'Sessions with next hops',
      description: 'By TLS, and the code of the error that ended them where one did.',
      unit: 'cps',
      nothing: 'nothing went out since the start',
      queries: [query(rate('postbus_relay_session_seconds_count', { by: ['tls', 'code'] }), 'tls={{tls}} {{code}}')],
    }),
    lines({
      title: 'Time of a session',
      description: 'p99, by whether it was encrypted.',
      unit: 's',
      nothing: 'nothing went out since the start',
      queries: [query(quantile(0.99, 'postbus_relay_session_seconds', { by: ['tls'] }), 'tls={{tls}}')],
    }),
    lines({
      title: 'Reports to senders',
      description: 'Delivery status notifications by kind.',
      unit: 'cps',
      nothing: 'none since the start',
      queries: [query(rate('postbus_relay_reports_total', { by: ['kind'] }), '{{kind}}')],
    }),
    lines({
      title: 'Jobs let go',
      description:
        '`lease-lost` and `error` mean that a worker was slower than its lease or could not write: see the store. Claims that failed stand beside.',
      unit: 'cps',
      queries: [
        query(rate('postbus_relay_jobs_ended_total', { by: ['outcome'] }), '{{outcome}}'),
        query(rate('postbus_relay_claim_failures_total'), 'claim failed'),
      ],
    }),
  ],
};
