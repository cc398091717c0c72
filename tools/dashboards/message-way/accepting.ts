/** Mail as it comes in by SMTP and LMTP. */
import type { Row } from '../dashboard.ts';
import { lines } from '../panels.ts';
import { quantiles, query, rate, sum } from '../queries.ts';

export const accepting: Row = {
  title: 'Accepting',
  panels: [
    lines({
      title: 'Messages by listener',
      description:
        '`done` was answered with 250, `failed` was refused or could not be kept; what was refused before its content is under "Refused".',
      unit: 'mps',
      stacked: true,
      nothing: 'no mail since the start',
      queries: [
        query(
          rate('postbus_ingest_message_seconds_count', { by: ['listener', 'outcome'] }),
          '{{listener}} {{outcome}}',
        ),
      ],
    }),
    lines({
      title: 'From content to 250',
      description:
        'What an MTA waits after the end of data: blob and event become durable. Compare with "Publish" under Processes; a slow disk or broker shows in both.',
      unit: 's',
      limits: { warning: 0.5, bad: 5 },
      nothing: 'no mail since the start',
      traces: '{ name = "accept message" && duration > 500ms }',
      queries: quantiles('postbus_ingest_message_seconds', { where: 'outcome="done"' }),
    }),
    lines({
      title: 'Refused',
      description:
        'Replies 4xx and 5xx. 4xx in number mean that something here is away or full (451, 452); 550 5.1.1 are unknown recipients.',
      unit: 'cps',
      stacked: true,
      nothing: 'nothing was refused since the start',
      queries: [
        query(rate('postbus_ingest_error_replies_total', { by: ['code', 'enhanced'] }), '{{code}} {{enhanced}}'),
      ],
    }),
    lines({
      title: 'Open connections',
      description: 'By listener. Where it stands at the limit (`ingest.limits`), new ones are refused.',
      unit: 'short',
      nothing: 'no connection since the start',
      queries: [query(sum('postbus_ingest_connections', { by: ['listener'] }), '{{listener}}')],
    }),
    lines({
      title: 'New connections',
      description: 'A second. Refused ones with the reason: a limit, or a TLS handshake that failed.',
      unit: 'cps',
      nothing: 'no connection since the start',
      queries: [
        query(rate('postbus_ingest_connections_total', { by: ['listener'] }), '{{listener}}'),
        query(
          rate('postbus_ingest_connections_refused_total', { by: ['listener', 'reason'] }),
          '{{listener}} refused: {{reason}}',
        ),
      ],
    }),
    lines({
      title: 'Faults behind replies',
      description:
        'A session met a fault of ours and answered 451. The log has each, at level error: "a session met a fault".',
      unit: 'cps',
      nothing: 'none since the start',
      queries: [query(rate('postbus_ingest_session_failures_total', { by: ['listener'] }), '{{listener}}')],
    }),
  ],
};
