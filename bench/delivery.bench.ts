/** How long it takes from SMTP's 250 to the answer of a Ping that waits for the message: at rest, and with work beside it. */
import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { FolderType } from '@postbus/activesync';
import type { Phone } from '@postbus/testing/phone';
import { messagesOf } from './message.ts';
import { PostbusServer, addressOf } from './postbus-server.ts';
import { type Bench, type Report, addTimes } from './report.ts';
import { type Connection, SteadyLoad, openConnection } from './smtp-load.ts';

/** Account 0 has the phone that waits; the others take the mail of the work beside it. */
const otherMailboxes = 10;
const samples = 200;
const loadPerSecond = 50;
const largeSize = 30e6;
/** Milliseconds within which a Ping that was sent surely waits. */
const settle = 25;

const small = messagesOf(4096);
let numbers = 0;
/** Above those of the small ones. */
const largeNumbers = 1_000_000;

interface Waiting {
  readonly server: PostbusServer;
  readonly phone: Phone;
  readonly inbox: string;
  readonly sender: Connection;
}

async function run(report: Report): Promise<void> {
  const server = await PostbusServer.start({ accounts: 1 + otherMailboxes });
  const phone = await server.phone(0);
  const inbox = phone.folderOf(FolderType.Inbox);
  await phone.syncAll(inbox);
  const waiting = { server, phone, inbox, sender: await openConnection(server.smtpPort) };
  await wakeTimes(waiting, samples / 2);

  report.progress('at rest');
  addTimes(report, '250 to Ping answered, at rest', await wakeTimes(waiting, samples));
  report.progress(`beside ${loadPerSecond} messages/s`);
  addTimes(report, `250 to Ping answered, ${loadPerSecond} messages/s beside`, await besideLoad(waiting));
  report.progress('while 30 MB messages are converted');
  addTimes(report, '250 to Ping answered, 30 MB messages beside', await besideLargeMessages(waiting, report));

  const { complaints } = phone.collection(inbox).items;
  if (complaints.length > 0) throw new Error(`the phone complains: ${complaints.join('; ')}`);
  phone.close();
  await waiting.sender.quit();
  await server.stop();
}

async function besideLoad(waiting: Waiting): Promise<number[]> {
  const load = new SteadyLoad(waiting.server.smtpPort, loadPerSecond, () => {
    const number = numbers++;
    return { recipient: addressOf(1 + (number % otherMailboxes)), content: small(number) };
  });
  const times = await wakeTimes(waiting, samples);
  await load.stop();
  return times;
}

/** Large messages come one after another, each when the one before is in its mailbox, so that one is always under way. */
async function besideLargeMessages(waiting: Waiting, report: Report): Promise<number[]> {
  const { server } = waiting;
  const options = { port: server.smtpPort, recipient: addressOf(1), size: largeSize, number: largeNumbers };
  const thread = new Worker(new URL('large-message-thread.ts', import.meta.url), { workerData: options });
  const ask = async (request: 'send' | 'end'): Promise<void> => {
    const answered = once(thread, 'message');
    thread.postMessage(request);
    await answered;
  };
  let done = false;
  let sent = 0;
  const sending = (async () => {
    for (; !done; sent++) {
      await ask('send');
      await server.delivered();
    }
    await ask('end');
  })();
  const times = await wakeTimes(waiting, samples);
  done = true;
  await sending;
  report.progress(`${sent} of them`);
  return times;
}

async function wakeTimes(waiting: Waiting, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let sample = 0; sample < count; sample++) times.push(await wakeTime(waiting));
  return times;
}

/** Milliseconds. The phone takes the message, as phones do, before it waits again. */
async function wakeTime({ phone, inbox, sender }: Waiting): Promise<number> {
  const answered = phone.ping([inbox], 600).then(() => performance.now());
  await after(settle);
  const { accepted } = await sender.send(addressOf(0), small(numbers++));
  const time = (await answered) - accepted;
  await phone.syncAll(inbox);
  return time;
}

export default { name: 'delivery', run } satisfies Bench;
