/** How many messages a second become durable and lie in their mailboxes, against smtp-server that writes files. */
import { fileURLToPath } from 'node:url';
import { ServerProcess, temporaryFolder } from '@postbus/testing';
import { messagesOf } from './message.ts';
import { PostbusServer, addressOf } from './postbus-server.ts';
import { cpuSeconds } from './process-usage.ts';
import { type Bench, type Report, addTimes } from './report.ts';
import { sendBySmtp } from './smtp-load.ts';

const connections = 20;
const mailboxes = 20;
const messageSize = 4096;
/** Sent before it counts, so that both servers have compiled what they do. */
const warmUp = 1000;

interface Way {
  readonly name: string;
  readonly kept: boolean;
  readonly messages: number;
}

const ways: readonly Way[] = [
  { name: 'connections kept', kept: true, messages: 6000 },
  { name: 'a connection a message', kept: false, messages: 3000 },
];

/** Where messages go, and when all of them have arrived there. */
interface Target {
  readonly process: ServerProcess;
  readonly arrived: () => Promise<void>;
}

interface Measured {
  readonly perSecond: number;
  /** Until the last 250, where messages may still be on their way to the mailboxes. */
  readonly acceptedPerSecond: number;
  readonly cpuPerMessage: number;
  readonly times: readonly number[];
}

async function run(report: Report): Promise<void> {
  const server = await PostbusServer.start({ accounts: mailboxes });
  const files = temporaryFolder();
  const peer = await ServerProcess.start({
    program: fileURLToPath(new URL('smtp-server-peer.ts', import.meta.url)),
    arguments: [files.path],
  });
  const ours: Target = { process: server.process, arrived: () => server.delivered() };
  const theirs: Target = { process: peer, arrived: async () => {} };
  let sent = 0;
  for (const way of ways) {
    for (const target of [ours, theirs]) await send(target, { ...way, messages: warmUp });
    report.progress(`${way.messages} messages, ${way.name}`);
    const ourMeasures = await send(ours, way);
    const theirMeasures = await send(theirs, way);
    sent += warmUp + way.messages;
    addMeasures(report, way, ourMeasures, theirMeasures);
  }
  await peer.stop();
  files.remove();
  const kept = await server.stop();
  if (kept !== sent) throw new Error(`${sent} messages were sent and ${kept} lie in the mailboxes`);
}

const content = messagesOf(messageSize);
let numbers = 0;

async function send({ process, arrived }: Target, { kept, messages }: Way): Promise<Measured> {
  const cpuBefore = cpuSeconds(process.pid);
  const started = performance.now();
  const { times, duration } = await sendBySmtp({
    port: process.port('smtp'),
    connections,
    kept,
    messages,
    recipient: (message) => addressOf(message % mailboxes),
    // The same bytes again would be taken for a sender's retry.
    content: () => content(numbers++),
  });
  await arrived();
  const seconds = (performance.now() - started) / 1000;
  const cpuPerMessage = ((cpuSeconds(process.pid) - cpuBefore) / messages) * 1000;
  return { perSecond: messages / seconds, acceptedPerSecond: messages / duration, cpuPerMessage, times };
}

function addMeasures(report: Report, { name }: Way, ours: Measured, theirs: Measured): void {
  const peer = 'smtp-server';
  report.add({
    case: `${name}, until in the mailbox`,
    unit: 'messages/s',
    value: ours.perSecond,
    higherIsBetter: true,
    peers: { [peer]: theirs.perSecond },
  });
  report.add({
    case: `${name}, until the last 250`,
    unit: 'messages/s',
    value: ours.acceptedPerSecond,
    higherIsBetter: true,
    peers: { [peer]: theirs.acceptedPerSecond },
  });
  report.add({
    case: `${name}, CPU a message`,
    unit: 'ms',
    value: ours.cpuPerMessage,
    higherIsBetter: false,
    peers: { [peer]: theirs.cpuPerMessage },
  });
  addTimes(report, `${name}, end of data to 250`, ours.times, { [peer]: theirs.times });
}

export default { name: 'ingest', run } satisfies Bench;
