/** How many text messages a second go from their submission by HTTP to their receipts, beside Kannel's, at two windows. */
import { CarrierProcess } from './carrier-process.ts';
import { sendByHttp } from './http-load.ts';
import { PostbusServer, addressOf } from './postbus-server.ts';
import { cpuSeconds } from './process-usage.ts';
import type { Report } from './report.ts';
import type { CarrierCounts } from './sms-carrier.ts';
import { Kannel, kannelVersion } from './sms-kannel.ts';
import { apiRequest, smsSettings } from './sms-settings.ts';
import { recipientOf, submitTexts, textOf } from './sms-submissions.ts';

const messages = 3000;
const warmUp = 500;
const mailboxes = 20;
const connections = 20;
/** Milliseconds from the answer to the receipt; those of carriers take seconds. */
const receiptAfter = 100;

interface Rate {
  /** Messages a second from the first request to the last receipt. */
  readonly rate: number;
  /** Milliseconds of the processor a message. */
  readonly cpu: number;
}

interface Carriage {
  readonly window: number;
  /** Milliseconds until the carrier answers a submission. */
  readonly answerAfter: number;
}

export async function measureRates(report: Report): Promise<void> {
  const kannel = kannelVersion();
  report.progress(kannel === undefined ? 'without Kannel, which is not installed' : `beside Kannel ${kannel}`);
  const peers = kannel === undefined ? [] : (['kannel with store', 'kannel'] as const);
  for (const window of [10, 100]) {
    await measure(report, `window ${window}, answers at once`, { window, answerAfter: 0 }, peers);
    const waiting = await waitingRate({ window, answerAfter: 0 });
    const name = `window ${window}, answers at once, from the Outbox`;
    report.add({ case: name, unit: 'messages/s', value: waiting, higherIsBetter: true });
  }
  for (const window of [10, 100])
    await measure(report, `window ${window}, answers after 20 ms`, { window, answerAfter: 20 }, peers.slice(0, 1));
}

type Peer = 'kannel with store' | 'kannel';

async function measure(report: Report, name: string, carriage: Carriage, peers: readonly Peer[]): Promise<void> {
  report.progress(name);
  const ours = await ourRate(carriage);
  const theirs: (readonly [Peer, Rate])[] = [];
  for (const peer of peers) theirs.push([peer, await kannelRate(carriage, peer === 'kannel with store')]);
  const of = (what: keyof Rate): Record<string, number> =>
    Object.fromEntries(theirs.map(([peer, rates]) => [peer, rates[what]]));
  const { rate, cpu } = ours;
  report.add({ case: `${name}, from HTTP`, unit: 'messages/s', value: rate, higherIsBetter: true, peers: of('rate') });
  report.add({ case: `${name}, CPU a message`, unit: 'ms', value: cpu, higherIsBetter: false, peers: of('cpu') });
}

/** Submitted by the API for text messages, to their receipts kept. */
async function ourRate({ window, answerAfter }: Carriage): Promise<Rate> {
  const carrier = await CarrierProcess.start({ answerAfter, receiptAfter });
  const server = await PostbusServer.start({
    accounts: mailboxes,
    settings: smsSettings({ port: carrier.port, window }),
  });
  const send = async (first: number, requests: number): Promise<CarrierCounts> => {
    await sendByHttp({
      port: server.process.port('http'),
      connections,
      requests,
      request: (index) => {
        const number = first + index;
        return apiRequest(addressOf(number % mailboxes), recipientOf(number), textOf(number));
      },
    });
    return carrier.until(({ receipts }) => receipts >= first + requests);
  };
  await send(0, warmUp);
  const cpu = cpuSeconds(server.process.pid);
  const started = now();
  const { lastReceipt, repeated } = await send(warmUp, messages);
  const spent = cpuSeconds(server.process.pid) - cpu;
  await expectDelivered(server, warmUp + messages, repeated);
  await carrier.stop();
  return { rate: (messages / (lastReceipt - started)) * 1000, cpu: (spent / messages) * 1000 };
}

/** All messages wait in their Outboxes when the server starts; from the first that the carrier gets. */
async function waitingRate({ window, answerAfter }: Carriage): Promise<number> {
  const carrier = await CarrierProcess.start({ answerAfter, receiptAfter });
  const server = await PostbusServer.start({
    accounts: mailboxes,
    settings: smsSettings({ port: carrier.port, window }),
    fill: (adapters, scopes) => submitTexts(adapters, scopes, { first: 0, count: warmUp + messages }),
  });
  const { lastReceipt: started, receipts: before } = await carrier.until(({ receipts }) => receipts >= warmUp);
  const { lastReceipt, receipts, repeated } = await carrier.until(({ receipts }) => receipts >= warmUp + messages);
  await expectDelivered(server, warmUp + messages, repeated);
  await carrier.stop();
  return ((receipts - before) / (lastReceipt - started)) * 1000;
}

async function kannelRate({ window, answerAfter }: Carriage, store: boolean): Promise<Rate> {
  const carrier = await CarrierProcess.start({ answerAfter, receiptAfter });
  const kannel = await Kannel.start({ carrierPort: carrier.port, window, store });
  const send = async (first: number, requests: number): Promise<void> => {
    await sendByHttp({
      port: kannel.port,
      connections,
      requests,
      request: (index) => kannel.request(recipientOf(first + index), textOf(first + index)),
    });
    await carrier.until(() => kannel.receipts >= first + requests);
  };
  await send(0, warmUp);
  const cpu = kannel.cpuSeconds;
  const started = now();
  await send(warmUp, messages);
  const spent = kannel.cpuSeconds - cpu;
  const { lastReceipt } = kannel;
  await kannel.stop();
  await carrier.stop();
  return { rate: (messages / (lastReceipt - started)) * 1000, cpu: (spent / messages) * 1000 };
}

/** @throws {Error} where a message is not told to be delivered, or was sent twice */
async function expectDelivered(server: PostbusServer, expected: number, repeated: readonly number[]): Promise<void> {
  await server.handled(['sms.submitted.v1', 'sms.status.v1']);
  const counts = await server.stopAndRead(({ textMessages }) => textMessages.counts());
  const delivered = counts.find(({ state }) => state === 'delivered')?.messages ?? 0;
  if (delivered !== expected || repeated.length > 0) {
    throw new Error(`${delivered} of ${expected} are delivered, ${repeated.length} were sent twice`);
  }
}

/** Milliseconds since 1970, as the carrier counts. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
