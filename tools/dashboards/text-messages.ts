/** Postbus: text messages. Out by carriers and phones, and in: how many, how fast, what waits and what failed. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { type Row, dashboard } from './dashboard.ts';
import { lines, stat } from './panels.ts';
import { once, quantile, query, rate, sum } from './queries.ts';

const none = 'no text message since the start';
const noCarrier = 'no carrier since the start';

const atAGlance: Row = {
  title: 'At a glance',
  panels: [
    stat({
      title: 'Submitted',
      description: 'Submissions planned, whatever became of them.',
      unit: 'mps',
      nothing: none,
      queries: [query(rate('postbus_sms_planned_total'), 'submitted')],
    }),
    stat({
      title: 'Sent',
      description: 'Taken over by a carrier, or sent by a phone.',
      unit: 'mps',
      nothing: none,
      queries: [query(rate('postbus_sms_states_total', { where: 'state="sent"' }), 'sent')],
    }),
    stat({
      title: 'Unknown',
      description:
        'May have left, and nothing tells: none of them is sent again unless its owner says so (runbook, PostbusTextMessagesUnknown).',
      unit: 'short',
      nothing: 'none is unknown',
      limits: { warning: 1, bad: 10 },
      queries: [query(once('postbus_sms_messages', { by: ['channel'], where: 'state="unknown"' }), '{{channel}}')],
    }),
    stat({
      title: 'Connections with carriers',
      description: 'Binds that are up, over all processes.',
      unit: 'short',
      nothing: noCarrier,
      queries: [query(sum('postbus_sms_binds'), 'binds')],
    }),
    lines({
      title: 'Text messages by state',
      description:
        'As they are kept, of the whole cluster. What stays `queued` waits for its channel; `dispatched` is with a carrier or a phone that has not answered.',
      unit: 'short',
      width: 12,
      nothing: none,
      queries: [
        query(
          once('postbus_sms_messages', { by: ['state', 'channel'], where: 'state=~"queued|scheduled|dispatched"' }),
          '{{state}} {{channel}}',
        ),
      ],
    }),
  ],
};

const out: Row = {
  title: 'Out',
  panels: [
    lines({
      title: 'Submissions by source',
      description: 'From phones and desks by ActiveSync, as mail to numbers, by the HTTP API, by the command.',
      unit: 'mps',
      stacked: true,
      nothing: none,
      queries: [query(rate('postbus_sms_planned_total', { by: ['source', 'kind'] }), '{{source}} {{kind}}')],
    }),
    lines({
      title: 'How text messages ended',
      description: 'By channel and state; one message is `sent` first and `delivered` with its receipt.',
      unit: 'mps',
      stacked: true,
      nothing: none,
      queries: [
        query(
          rate('postbus_sms_states_total', { by: ['channel', 'state'], where: 'state!~"queued|scheduled|dispatched"' }),
          '{{channel}} {{state}}',
        ),
      ],
    }),
    lines({
      title: 'From the submission to a state, p99',
      description: 'Scheduled messages count from their submission too, so look at them apart.',
      unit: 's',
      nothing: none,
      queries: [
        query(quantile(0.99, 'postbus_sms_state_seconds', { by: ['state', 'channel'] }), '{{state}} {{channel}}'),
      ],
    }),
    lines({
      title: 'Jobs of text messages',
      description: '`later` was put off by the carrier or its schedule, `elsewhere` went to the next channel.',
      unit: 'cps',
      nothing: none,
      queries: [query(rate('postbus_sms_jobs_ended_total', { by: ['channel', 'outcome'] }), '{{channel}} {{outcome}}')],
    }),
    lines({
      title: 'Faults of text messages',
      description:
        'What did not go and is tried again; the log has the error ("work on text messages failed and is tried again").',
      unit: 'cps',
      nothing: 'none since the start',
      queries: [query(rate('postbus_sms_faults_total', { by: ['doing'] }), '{{doing}}')],
    }),
    lines({
      title: 'Through phones',
      description:
        'Steps of messages that their owners’ phones send. `offered` without `taken` is a phone that does not answer.',
      unit: 'cps',
      nothing: 'no phone sent since the start',
      queries: [query(rate('postbus_sms_phone_steps_total', { by: ['state'] }), '{{state}}')],
    }),
  ],
};

const carriers: Row = {
  title: 'Carriers',
  panels: [
    lines({
      title: 'Given to carriers',
      description: 'Parts and MMS by the answer. `unknown` had none: the messages end so.',
      unit: 'cps',
      stacked: true,
      nothing: noCarrier,
      queries: [
        query(rate('postbus_sms_submit_seconds_count', { by: ['channel', 'outcome'] }), '{{channel}} {{outcome}}'),
      ],
    }),
    lines({
      title: 'Answers of carriers, p99',
      description: 'From the request to its answer. A window is full once this grows beyond what the rate allows.',
      unit: 's',
      nothing: noCarrier,
      queries: [query(quantile(0.99, 'postbus_sms_submit_seconds', { by: ['channel'] }), '{{channel}}')],
      traces: '{ name = "submit to carrier" }',
    }),
    lines({
      title: 'Connections',
      description: 'Binds that are up, by channel and process; an account’s are divided over the processes.',
      unit: 'short',
      nothing: noCarrier,
      queries: [query(sum('postbus_sms_binds', { by: ['channel', 'instance'] }), '{{channel}} {{instance}}')],
    }),
    lines({
      title: 'Receipts',
      description:
        '`part` found its message by id, `reference` by the reference that we gave, `kept` waits for an answer that has not come yet.',
      unit: 'cps',
      nothing: noCarrier,
      queries: [
        query(
          rate('postbus_sms_receipts_total', { by: ['channel', 'state', 'matched'] }),
          '{{channel}} {{state}} {{matched}}',
        ),
      ],
    }),
    lines({
      title: 'Came in',
      description: 'By what became of it: `refused` is for a number that nobody here has; `mail` answers a mail.',
      unit: 'mps',
      stacked: true,
      nothing: 'nothing came in since the start',
      queries: [
        query(
          rate('postbus_sms_received_total', { by: ['channel', 'kind', 'outcome'] }),
          '{{channel}} {{kind}} {{outcome}}',
        ),
      ],
    }),
  ],
};

export function textMessages(): Dashboard {
  return dashboard({
    uid: 'postbus-text-messages',
    title: 'Postbus: text messages',
    description:
      'Out by carriers and by phones, and in: how many, how fast, what waits for whom, what failed and what is unknown.',
    rows: [atAGlance, out, carriers],
  });
}
