/** Postbus: sync. Devices: what they ask, how long it takes, who waits, who is woken, who logs in. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboard, type Row } from './dashboard.ts';
import { heatmap, lines, stat } from './panels.ts';
import { buckets, changed, quantile, quantiles, query, rate, series, sum } from './queries.ts';

const commands = 'postbus_sync_command_seconds';
const ofSync = 'command="Sync"';
const failing = 'status=~"5.."';

export function sync(): Dashboard {
  return dashboard({
    uid: 'postbus-sync',
    title: 'Postbus: sync',
    description:
      'ActiveSync: requests by command and status, how long they take, who waits and is woken, logins. The mailbox API of pipelines.',
    rows: [atAGlance, requests, latency, waiting, wakeUps, mailboxApi, faults],
  });
}

const atAGlance: Row = {
  title: 'At a glance',
  panels: [
    stat({
      title: 'Requests',
      description: 'Commands answered a second. Phones that wait are not among them until their answer.',
      unit: 'reqps',
      width: 4,
      queries: [query(`${rate(`${commands}_count`)} or vector(0)`, 'requests')],
    }),
    stat({
      title: 'Sync, p99',
      description: 'Work for a Sync, without its waiting for a change.',
      unit: 's',
      width: 4,
      limits: { warning: 0.5, bad: 2 },
      nothing: 'no Sync',
      queries: [query(quantile(0.99, commands, { where: ofSync }), 'p99')],
    }),
    stat({
      title: 'Waiting now',
      description: 'Requests that wait for a change: about as many as phones are connected.',
      unit: 'short',
      width: 4,
      nothing: 'none since the start',
      queries: [query(sum('postbus_sync_waiting_requests'), 'waiting')],
    }),
    stat({
      title: 'Receipt to device, p99',
      description:
        'From the receipt of a message until a device took it. A phone that was off makes this long, so look at p50 beside.',
      unit: 's',
      width: 4,
      nothing: 'nothing taken',
      queries: [query(quantile(0.99, 'postbus_sync_delivery_seconds'), 'p99')],
    }),
    stat({
      title: 'Receipt to device, p50',
      description: 'Seconds at most where phones wait by Ping; minutes where they poll.',
      unit: 's',
      width: 4,
      nothing: 'nothing taken',
      queries: [query(quantile(0.5, 'postbus_sync_delivery_seconds'), 'p50')],
    }),
    stat({
      title: 'Answers 5xx',
      description:
        'Part of the commands that were answered with 5xx. 503 passes (a store away, too many logins at once); 500 is a fault of ours, in the log.',
      unit: 'percentunit',
      width: 4,
      limits: { warning: 0.01, bad: 0.05 },
      nothing: 'no requests',
      queries: [query(failedPart(), 'failed')],
    }),
  ],
};

function failedPart(): string {
  const all = rate(`${commands}_count`);
  return `(${rate(`${commands}_count`, { where: failing })} or vector(0)) / ${all}`;
}

const requests: Row = {
  title: 'Requests',
  panels: [
    lines({
      title: 'By command',
      description: 'Answered a second.',
      unit: 'reqps',
      stacked: true,
      width: 12,
      nothing: 'no requests since the start',
      queries: [query(rate(`${commands}_count`, { by: ['command'] }), '{{command}}')],
    }),
    lines({
      title: 'By HTTP status',
      description:
        '401 is not here: see "Logins". 449 and Status 142 send a phone to Provision. An empty status is a request whose client went away.',
      unit: 'reqps',
      stacked: true,
      width: 12,
      nothing: 'no requests since the start',
      queries: [query(rate(`${commands}_count`, { by: ['status', 'outcome'] }), '{{status}} {{outcome}}')],
    }),
  ],
};

const latency: Row = {
  title: 'Latency',
  panels: [
    heatmap({
      title: 'Sync',
      description: 'Work for a Sync, without its waiting. Long ones are first synchronizations or large answers.',
      unit: 's',
      traces: '{ name = "Sync" && duration > 1s }',
      queries: [query(buckets(commands, { where: ofSync }), '{{le}}')],
    }),
    lines({
      title: 'Sync latency',
      description: 'The same as quantiles.',
      unit: 's',
      width: 12,
      limits: { warning: 0.5, bad: 2 },
      nothing: 'no Sync since the start',
      queries: quantiles(commands, { where: ofSync }),
    }),
    lines({
      title: 'By command, p50',
      description: 'Work without waiting.',
      unit: 's',
      width: 12,
      nothing: 'no requests since the start',
      queries: [query(quantile(0.5, commands, { by: ['command'] }), '{{command}}')],
    }),
    lines({
      title: 'By command, p99',
      description:
        'Work without waiting. Where all commands are slow, look at the store and the event loop under Processes; where one is, at its traces.',
      unit: 's',
      width: 12,
      nothing: 'no requests since the start',
      queries: [query(quantile(0.99, commands, { by: ['command'] }), '{{command}}')],
    }),
  ],
};

/** Of processes where any waited in the time chosen: those of other services have none. */
function waitingSomewhere(): string {
  const requests = series('postbus_sync_waiting_requests');
  const any = `sum by (instance) (max_over_time(${requests}[$__range])) > 0`;
  return `${sum('postbus_sync_waiting_requests', { by: ['instance'] })} and on (instance) ${any}`;
}

const waiting: Row = {
  title: 'Waiting',
  panels: [
    lines({
      title: 'Waiting requests',
      description: 'By process. A rollout moves them from one to the next; each takes some 30 KiB, with TLS some 85.',
      unit: 'short',
      stacked: true,
      nothing: 'none since the start',
      queries: [query(waitingSomewhere(), '{{instance}}')],
    }),
    lines({
      title: 'Waits ended',
      description:
        '`changed` were woken; `timeout` came to their heartbeat; `superseded` gave way to a new request of the device or to a shutdown; `aborted` lost their client.',
      unit: 'cps',
      stacked: true,
      nothing: 'none since the start',
      queries: [query(rate('postbus_sync_wait_seconds_count', { by: ['woken'] }), '{{woken}}')],
    }),
    lines({
      title: 'How long requests waited',
      description:
        'p50 by how it ended. Many `aborted` ones of about equal length are cut by a proxy in between: raise its timeout above the heartbeat.',
      unit: 's',
      nothing: 'none since the start',
      queries: [query(quantile(0.5, 'postbus_sync_wait_seconds', { by: ['woken'] }), '{{woken}}')],
    }),
  ],
};

const wakeUps: Row = {
  title: 'Wake-ups',
  panels: [
    lines({
      title: 'Commit to publishing',
      description: 'Of mailbox.changed: what a change waits in the outbox. It is the first part of a wake-up.',
      unit: 's',
      limits: { warning: 1, bad: 10 },
      nothing: 'no changes since the start',
      queries: quantiles('postbus_bus_send_seconds', { where: changed }),
    }),
    lines({
      title: 'Publishing to the waiting request',
      description:
        'Of mailbox.changed, which each process of sync reads. It is the second part; the third is the work of the command.',
      unit: 's',
      limits: { warning: 1, bad: 10 },
      nothing: 'no changes since the start',
      queries: quantiles('postbus_bus_wait_seconds', { where: changed }),
    }),
    lines({
      title: 'Changes that a process could not take',
      description: 'Phones that wait there are woken late: by the next change, or at their heartbeat.',
      unit: 'cps',
      nothing: 'none since the start',
      queries: [query(rate('postbus_bus_broadcast_failures_total', { by: ['topic'] }), '{{topic}}')],
    }),
    heatmap({
      title: 'Receipt to device',
      description: 'From the receipt of a message until a device took it.',
      unit: 's',
      queries: [query(buckets('postbus_sync_delivery_seconds'), '{{le}}')],
    }),
    lines({
      title: 'Messages taken by devices',
      description: 'A second; one message that two phones take counts twice.',
      unit: 'mps',
      width: 12,
      queries: [query(rate('postbus_sync_delivery_seconds_count'), 'messages')],
    }),
  ],
};

const api = 'postbus_sync_api_seconds';

const mailboxApi: Row = {
  title: 'Mailbox API',
  panels: [
    lines({
      title: 'Requests of pipelines',
      description:
        'By operation and status. Many 401: a token is old. 503: more conversions than `sync.api.threads` can do.',
      unit: 'reqps',
      stacked: true,
      nothing: 'none since the start',
      queries: [query(rate(`${api}_count`, { by: ['operation', 'status'] }), '{{operation}} {{status}}')],
    }),
    lines({
      title: 'Time of a request',
      description: 'p99 by operation; that of messages and attachments has the conversion in it.',
      unit: 's',
      nothing: 'none since the start',
      queries: [query(quantile(0.99, api, { by: ['operation'] }), '{{operation}}')],
    }),
    lines({
      title: 'Given to pipelines',
      description: 'Bytes of messages, attachments and conversions.',
      unit: 'Bps',
      nothing: 'none since the start',
      queries: [query(rate('postbus_sync_api_bytes_total'), 'bytes')],
    }),
    lines({
      title: 'Requests that met a fault',
      description: 'Answered 500 or 503; the log has each: "a request of the mailbox API met a fault".',
      unit: 'cps',
      nothing: 'none since the start',
      queries: [query(rate('postbus_sync_api_failures_total', { by: ['operation'] }), '{{operation}}')],
    }),
  ],
};

const faults: Row = {
  title: 'Faults and logins',
  panels: [
    lines({
      title: 'Commands that met a fault',
      description: 'Answered 500 or 503; the log has each: "a command met a fault".',
      unit: 'cps',
      nothing: 'none since the start',
      queries: [query(rate('postbus_sync_command_failures_total', { by: ['command'] }), '{{command}}')],
    }),
    lines({
      title: 'Bodies that could not be read',
      description: 'The device got the message without its body; the log names the message.',
      unit: 'cps',
      queries: [query(rate('postbus_sync_unreadable_bodies_total'), 'bodies')],
    }),
    lines({
      title: 'Logins',
      description:
        'Looked at by password, remembered ones not counted. Many `failed` or `slowed-down` ones: somebody guesses, or a phone has an old password. Those of SMTP are among them.',
      unit: 'cps',
      stacked: true,
      nothing: 'none since the start',
      queries: [query(rate('postbus_authentication_logins_total', { by: ['outcome'] }), '{{outcome}}')],
    }),
  ],
};
