/** The steps of the demo with text messages: through the phone of its owner, through a carrier, and an answer. */
import { type ApplicationData, FolderType, type SmsItem, readSmsItem } from '@postbus/activesync';
import type { Phone } from '@postbus/testing/phone';
import { textsTo } from './demo-carrier.ts';
import type { DemoReport } from './demo-report.ts';
import type { DemoTraces } from './demo-traces.ts';
import type { DemoWorld } from './demo-world.ts';

/** Anna's. */
const number = '+14255550123';
const friend = '+14255550142';
const byPhone = 'The keys are under the mat.';
const byCarrier = 'Your table is ready: seven, by the canal.';
const answer = 'On our way!';
/** Seconds that a Sync waits at most. */
const heartbeat = 60;
/** Milliseconds between looks at what became of a message. */
const interval = 5;

export interface TextScene {
  readonly world: DemoWorld;
  readonly report: DemoReport;
  readonly traces: DemoTraces;
  /** Anna's. */
  readonly phone: Phone;
  /** Addresses of her account, and of one that sends her a code. */
  readonly anna: string;
  readonly ben: string;
}

export interface TextStory {
  /** The message that left by the carrier. */
  readonly text: string;
  readonly trace: string;
}

/** @throws {Error} where a step fails; it was told by then */
export async function tellTexts(scene: TextScene): Promise<TextStory> {
  await verifyNumber(scene);
  await enableOutbound(scene);
  await sendByPhone(scene);
  const trace = await sendByCarrier(scene);
  await receiveAnswer(scene);
  return { text: byCarrier, trace };
}

/** The code that shows whose the number is comes to it by the carrier. */
async function verifyNumber({ world, report, traces, anna, ben }: TextScene): Promise<void> {
  const { administration, carrier } = world;
  await report.step('number', async () => {
    const place = { address: anna, number };
    await administration.addNumber({ ...place, verified: false });
    await administration.verifyNumber({ ...place, from: ben });
    await carrier.until(() => textsTo(carrier, number).length > 0);
    const [code] = /\d{4,}/.exec(textsTo(carrier, number)[0]!) ?? [];
    if (code === undefined) throw new Error('there is no code in what came to the number');
    await administration.confirmNumber({ ...place, code });
    await traces.next('process sms.submitted.v1');
    return {
      seen: `${number} is Anna's: she told the code that came to it by SMPP`,
      trace: await traces.next('submit to carrier'),
    };
  });
}

async function enableOutbound({ report, traces, phone }: TextScene): Promise<void> {
  await report.step('texting', async () => {
    const status = await phone.tellOutboundSms({ enabled: true, phoneNumber: number });
    if (status !== 1) throw new Error(`the server answers ${status}`);
    return {
      seen: "Anna's phone sends text messages that are written elsewhere",
      trace: await traces.next('Settings'),
    };
  });
}

/** Written at the desk, it comes to the phone, which sends it and says so. [MS-ASMS] 3.1.5.1 */
async function sendByPhone({ world, report, traces, phone, anna }: TextScene): Promise<void> {
  const outbox = phone.folderOf(FolderType.Outbox);
  const sent = phone.folderOf(FolderType.SentItems);
  await phone.syncAll(outbox);
  await phone.syncAll(sent);
  const begun = world.nextWait();
  const synced = phone.sync(outbox, { heartbeat }).then(() => performance.now());
  synced.catch(() => undefined);
  await Promise.race([begun, synced]);

  let submitted = 0;
  let id = '';
  await report.step('text', async () => {
    submitted = performance.now();
    ({ id } = await world.administration.sendTextMessage({ address: anna, to: [friend], text: byPhone }));
    return {
      seen: `"${byPhone}", written at the desk to ${friend}`,
      trace: await traces.next('process sms.submitted.v1'),
    };
  });
  await report.step('wake', async () => {
    const at = await synced;
    textIn(phone, outbox, byPhone);
    return {
      seen: "Anna's waiting Sync has it, this long after it was written",
      trace: await traces.next('Sync'),
      milliseconds: Math.round((at - submitted) * 10) / 10,
    };
  });
  await report.step('sent', async () => {
    const { serverId, item } = textIn(phone, outbox, byPhone);
    await phone.delete(outbox, serverId);
    await phone.addSms(sent, { ...item, dateReceived: new Date(), read: true });
    const trace = await traces.next('Sync');
    await became(world, id, anna, 'sent');
    await phone.syncAll(outbox);
    if (phone.collection(outbox).items.texts().length > 0) throw new Error('it lies in the Outbox still');
    expectOnce(phone, sent, byPhone);
    return { seen: 'her phone sent it and says so: it is sent, once, and out of the Outbox', trace };
  });
}

/** @returns the trace of the message */
async function sendByCarrier({ world, report, traces, anna }: TextScene): Promise<string> {
  const { administration, carrier } = world;
  let id = '';
  let submitted = 0;
  let trace: string | undefined;
  await report.step('text', async () => {
    const written = { address: anna, to: [friend], text: byCarrier, by: 'carrier' };
    submitted = performance.now();
    ({ id } = await administration.sendTextMessage(written));
    await carrier.until(() => textsTo(carrier, friend).length > 0);
    if (textsTo(carrier, friend)[0] !== byCarrier) throw new Error('the carrier has another text');
    trace = await traces.next('submit to carrier');
    return { seen: `"${byCarrier}" is at the carrier, by SMPP`, trace };
  });
  await report.step('receipt', async () => {
    await became(world, id, anna, 'delivered');
    const at = performance.now();
    if (textsTo(carrier, friend).length > 1) throw new Error('it went to the carrier twice');
    return {
      seen: "the carrier's receipt is in, this long after it was written: delivered",
      trace,
      milliseconds: Math.round((at - submitted) * 10) / 10,
    };
  });
  if (trace === undefined) throw new Error('the message has no trace');
  return trace;
}

/** What her friend answers to her number comes into the mailbox, and so to her phone. */
async function receiveAnswer({ world, report, traces, phone }: TextScene): Promise<void> {
  const inbox = phone.folderOf(FolderType.Inbox);
  await phone.syncAll(inbox);
  const begun = world.nextWait();
  const woken = phone.ping([inbox], heartbeat).then(() => performance.now());
  woken.catch(() => undefined);
  await Promise.race([begun, woken]);
  await report.step('answer', async () => {
    const came = performance.now();
    const statuses = await world.carrier.deliver({ from: friend.slice(1), to: number.slice(1), text: answer });
    if (statuses.some((status) => status !== 0)) throw new Error(`the carrier was answered ${statuses.join(', ')}`);
    const at = await woken;
    const trace = await traces.next('Ping');
    await phone.syncAll(inbox);
    const { item } = expectOnce(phone, inbox, answer);
    if (item.from?.number !== friend) throw new Error(`it is from ${item.from?.number}`);
    return {
      seen: `"${answer}" from ${friend} came by SMPP; her phone wakes and has it`,
      trace,
      milliseconds: Math.round((at - came) * 10) / 10,
    };
  });
}

async function became({ administration }: DemoWorld, id: string, address: string, expected: string): Promise<void> {
  for (;;) {
    const { state } = await administration.getTextMessage({ id, address });
    if (state === expected) return;
    if (state === 'failed' || state === 'expired' || state === 'unknown') throw new Error(`it is ${state}`);
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}

interface HeldText {
  readonly serverId: string;
  readonly item: SmsItem;
}

function textsOf(phone: Phone, collection: string, text: string): HeldText[] {
  return phone
    .collection(collection)
    .items.texts()
    .map(([serverId, data]: [string, ApplicationData]) => ({ serverId, item: readSmsItem(data).item }))
    .filter(({ item }) => item.text.trim() === text);
}

function textIn(phone: Phone, collection: string, text: string): HeldText {
  const [found] = textsOf(phone, collection, text);
  if (found === undefined) throw new Error(`the phone has no "${text}"`);
  return found;
}

function expectOnce(phone: Phone, collection: string, text: string): HeldText {
  const { length } = textsOf(phone, collection, text);
  if (length > 1) throw new Error(`the phone has "${text}" ${length} times`);
  return textIn(phone, collection, text);
}
