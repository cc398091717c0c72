/** Sync: the first one, one after a change in a small and in a large mailbox, and what 2,000 waiting phones cost. */
import { FilterType, FolderType } from '@postbus/activesync';
import type { Phone } from '@postbus/testing/phone';
import { fillInbox } from './filled-mailbox.ts';
import { type Memory, inspectable, memoryOf } from './inspected-memory.ts';
import { messagesOf } from './message.ts';
import { PostbusServer, addressOf } from './postbus-server.ts';
import { type Bench, type Report, addTimes, percentile } from './report.ts';
import { type Connection, openConnection } from './smtp-load.ts';
import { WaitingPing } from './waiting-ping.ts';

const initialMessages = 1000;
const initialSyncs = 5;
const smallMailbox = 1000;
const largeMailbox = 100_000;
const recentMessages = 100;
const changes = 200;
const waitingPhones = 2000;
/** Phones that wait before memory is looked at, so that what is needed once is not counted. */
const firstPhones = 200;
const wakeUps = 1000;

const content = messagesOf(4096);
/** Above those of the mailboxes' filling. */
let numbers = 1_000_000;

async function run(report: Report): Promise<void> {
  await measureSync(report);
  for (const secure of [false, true]) await measureWaiting(report, secure);
}

async function measureSync(report: Report): Promise<void> {
  report.progress(`filling mailboxes of ${smallMailbox} and ${largeMailbox} messages`);
  let duration = 0;
  const server = await PostbusServer.start({
    accounts: 3,
    fill: async (adapters, [initial, small, large]) => {
      await fillInbox(adapters, initial!, { messages: initialMessages, recent: initialMessages });
      await fillInbox(adapters, small!, { messages: smallMailbox, recent: recentMessages });
      const started = performance.now();
      await fillInbox(adapters, large!, { messages: largeMailbox, recent: recentMessages });
      duration = performance.now() - started;
    },
  });
  report.add({
    case: 'messages put into a mailbox, 250 a commit',
    unit: 'items/s',
    value: largeMailbox / (duration / 1000),
    higherIsBetter: true,
  });
  report.progress('initial Sync');
  await measureInitialSync(report, server);
  report.progress('Sync of a change');
  await measureChanges(report, server);
  await server.stop();
}

async function measureInitialSync(report: Report, server: PostbusServer): Promise<void> {
  const rates: number[] = [];
  for (let number = 0; number <= initialSyncs; number++) {
    const phone = await server.phone(0, { deviceId: `initial${number}` });
    const inbox = phone.folderOf(FolderType.Inbox);
    const started = performance.now();
    await phone.syncAll(inbox);
    rates.push(initialMessages / ((performance.now() - started) / 1000));
    expectItems(phone, inbox, initialMessages);
    phone.close();
  }
  // The first one warmed up.
  const value = percentile(rates.slice(1), 0.5);
  report.add({ case: 'initial Sync of 1,000, window 100', unit: 'items/s', value, higherIsBetter: true });
}

interface Mailbox {
  readonly account: number;
  readonly phone: Phone;
  readonly inbox: string;
  readonly times: number[];
}

/** The mailboxes take turns, so that what disturbs one disturbs the other. */
async function measureChanges(report: Report, server: PostbusServer): Promise<void> {
  const sender = await openConnection(server.smtpPort);
  const mailboxes: Mailbox[] = [];
  for (const account of [1, 2]) {
    const phone = await server.phone(account, { options: { FilterType: FilterType.OneMonth } });
    const inbox = phone.folderOf(FolderType.Inbox);
    await phone.syncAll(inbox);
    expectItems(phone, inbox, recentMessages);
    mailboxes.push({ account, phone, inbox, times: [] });
  }
  for (let round = 0; round < changes; round++) {
    for (const mailbox of mailboxes) await measureChange(server, sender, mailbox);
  }
  await sender.quit();
  for (const { phone, inbox } of mailboxes) {
    expectItems(phone, inbox, recentMessages + changes);
    phone.close();
  }
  const [small, large] = mailboxes.map(({ times }) => times);
  addTimes(report, 'Sync of a change, 1,000 messages', small!);
  addTimes(report, 'Sync of a change, 100,000 messages', large!);
  report.add({
    case: 'Sync of a change, 100,000 against 1,000, p50',
    unit: 'times',
    value: percentile(large!, 0.5) / percentile(small!, 0.5),
    higherIsBetter: false,
  });
}

async function measureChange(server: PostbusServer, sender: Connection, mailbox: Mailbox): Promise<void> {
  const { account, phone, inbox, times } = mailbox;
  await sender.send(addressOf(account), content(numbers++));
  await server.delivered();
  const started = performance.now();
  await phone.sync(inbox);
  times.push(performance.now() - started);
}

function expectItems(phone: Phone, folder: string, count: number): void {
  const { size, complaints } = phone.collection(folder).items;
  if (size !== count || complaints.length > 0)
    throw new Error(`the phone holds ${size} items where ${count} are: ${complaints.join('; ')}`);
}

async function measureWaiting(report: Report, secure: boolean): Promise<void> {
  const name = secure ? 'with TLS' : 'without TLS';
  report.progress(`${waitingPhones} waiting phones, ${name}`);
  const settings = { ...(secure && { 'sync.https': '127.0.0.1:0' }) };
  const server = await PostbusServer.start({ accounts: waitingPhones, settings, nodeArguments: inspectable });
  const inspector = await server.phone(0);
  const folder = inspector.folderOf(FolderType.Inbox);
  inspector.close();
  const port = server.process.port(secure ? 'https' : 'http');
  const phones: WaitingPing[] = [];
  const add = async (count: number): Promise<Memory> => {
    while (phones.length < count)
      phones.push(await WaitingPing.start({ port, secure, account: phones.length, folder }));
    return memoryOf(server.process);
  };
  addMemory(report, name, await add(firstPhones), await add(waitingPhones));
  await measureWakeUps(report, name, server, phones);
  for (const phone of phones) phone.close();
  await server.stop();
}

function addMemory(report: Report, name: string, before: Memory, after: Memory): void {
  const phones = waitingPhones - firstPhones;
  for (const [kind, label] of [
    ['heap', 'objects and buffers'],
    ['resident', 'resident'],
  ] as const) {
    report.add({
      case: `a waiting Ping ${name}, ${label}`,
      unit: 'KiB',
      value: (after[kind] - before[kind]) / phones / 1024,
      higherIsBetter: false,
    });
  }
}

/** One message after another, each to a mailbox of its own; then one message to many. */
async function measureWakeUps(
  report: Report,
  name: string,
  server: PostbusServer,
  phones: readonly WaitingPing[],
): Promise<void> {
  const sender = await openConnection(server.smtpPort);
  const woken: Promise<number>[] = [];
  for (const [account, phone] of phones.slice(0, wakeUps).entries()) {
    const { accepted } = await sender.send(addressOf(account), content(numbers++));
    woken.push(phone.answered.then((at) => at - accepted));
  }
  addTimes(report, `250 to Ping answered, ${waitingPhones} waiting ${name}`, await Promise.all(woken));
  const others = phones.slice(wakeUps);
  const { accepted } = await sender.send(
    others.map((_, index) => addressOf(wakeUps + index)),
    content(numbers++),
  );
  const last = Math.max(...(await Promise.all(others.map(({ answered }) => answered))));
  report.add({
    case: `one message to 1,000 phones that wait ${name}, until the last is woken`,
    unit: 'ms',
    value: last - accepted,
    higherIsBetter: false,
  });
  await sender.quit();
}

export default { name: 'sync', run } satisfies Bench;
