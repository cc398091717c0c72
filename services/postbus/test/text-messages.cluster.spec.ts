/** Text messages with each service in processes of its own, three of sms-dispatch, which share one account of a carrier. */
import { FolderType } from '@postbus/activesync';
import { type Smsc, startSmsc } from '@postbus/testing/smsc';
import { Phone } from '@postbus/testing/phone';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PostbusCluster } from '../src/cluster/postbus-cluster.ts';
import { password } from './clients/place.ts';

const { KAFKA_BROKERS: kafkaBrokers, MONGO_URL: mongoUrl } = process.env;
const ann = 'ann@texts.example';
const annsNumber = '+14255550100';
const somebody = '+14255550123';
const patience = { timeout: 240_000, interval: 500 };
/** Milliseconds: the stand-in for MongoDB is slow, and slower where others work beside it. */
const longest = 300_000;
/** Of the carrier's account. */
const connections = 3;

const noServers = kafkaBrokers === undefined || mongoUrl === undefined;

describe.skipIf(noServers)('text messages in a cluster', { timeout: longest }, () => {
  let cluster: PostbusCluster;
  let carrier: Smsc;
  const phones: Phone[] = [];

  beforeAll(async () => {
    carrier = await startSmsc({ submit: () => ({ receipt: { after: 50 } }) });
    const channels = [
      {
        name: 'one',
        kind: 'smpp',
        hosts: [`${carrier.host}:${carrier.port}`],
        systemId: 'postbus',
        password: 'secret',
        connections,
        rate: 100,
        senders: [annsNumber],
      },
    ];
    cluster = await PostbusCluster.start({
      kafkaBrokers: kafkaBrokers!,
      mongoUrl: mongoUrl!,
      processes: { sync: 2, 'sms-dispatch': 3 },
      environments: {
        'sms-dispatch': {
          POSTBUS_SMS_DISPATCH_CHANNELS: JSON.stringify(channels),
          POSTBUS_SMS_DISPATCH_LEASE: '5s',
        },
      },
    });
    await cluster.administration.addAccount({ address: ann, password });
    await cluster.administration.addNumber({ address: ann, number: annsNumber, verified: true });
  }, 180_000);
  afterAll(async () => {
    for (const phone of phones) phone.close();
    await cluster?.close();
    await carrier?.close();
  });

  /** @param index which of the processes of sync it speaks to */
  async function phoneAt(index: number): Promise<Phone> {
    const origin = cluster.named('sync')[index]!.listening['http']!;
    const smsOptions = { FilterType: 0 };
    const phone = new Phone({ origin, user: ann, password, deviceId: `texts${phones.length}`, smsOptions });
    phones.push(phone);
    await phone.provision();
    await phone.folderSync();
    return phone;
  }

  function send(text: string, to: readonly string[], by?: string): Promise<{ readonly id: string }> {
    return cluster.administration.sendTextMessage({ address: ann, to: [...to], text, ...(by !== undefined && { by }) });
  }

  async function statesOf(id: string): Promise<string[]> {
    const { recipients } = await cluster.administration.getTextMessage({ id, address: ann });
    return recipients.map(({ state }) => state);
  }

  const textsAt = (): string[] => carrier.submitted.map(({ body }) => Buffer.from(body.short_message).toString());

  /** Waits until each of the processes that run has so many connections, and the carrier as many together. */
  async function bound(counts: readonly number[]): Promise<void> {
    await vi.waitFor(async () => {
      const running = cluster.named('sms-dispatch').filter((one) => one.running);
      const binds = await Promise.all(running.map((one) => one.metric('postbus_sms_binds')));
      expect(binds.toSorted((a, b) => a - b)).toEqual(counts);
      expect(carrier.sessions.filter(({ isReceiving }) => isReceiving)).toHaveLength(connections);
    }, patience);
  }

  it('divides the connections of an account over the processes', () => bound([1, 1, 1]));

  it('gives each message to the carrier once, and takes its receipt over any connection', async () => {
    const numbers = Array.from({ length: 20 }, (_, index) => `+142555502${String(index).padStart(2, '0')}`);
    const { id } = await send('twenty of them', numbers, 'one');
    await vi.waitFor(async () => expect(new Set(await statesOf(id))).toEqual(new Set(['delivered'])), patience);
    expect(carrier.submitted.map(({ body }) => `+${body.destination_addr}`).toSorted()).toEqual(numbers);
  });

  it('brings what came in to phones at every process of sync', async () => {
    const [first, second] = [await phoneAt(0), await phoneAt(1)];
    for (const phone of [first, second]) await phone.syncAll(phone.folderOf(FolderType.Inbox));
    const waiting = [first, second].map((phone) => phone.sync(phone.folderOf(FolderType.Inbox), { heartbeat: 60 }));
    await carrier.deliver({ from: somebody, to: annsNumber, text: 'from outside' });
    await Promise.all(waiting);
    for (const phone of [first, second]) {
      const items = [...phone.collection(phone.folderOf(FolderType.Inbox)).items.entries()];
      expect(items.map(([, { Body }]) => Body?.Data)).toContain('from outside');
    }
  });

  it('offers a message to the one phone that sends, whichever process it speaks to', async () => {
    const phone = await phoneAt(1);
    expect(await phone.tellOutboundSms({ enabled: true, phoneNumber: annsNumber })).toBe(1);
    const outbox = phone.folderOf(FolderType.Outbox);
    await phone.syncAll(outbox);
    const waiting = phone.sync(outbox, { heartbeat: 60 });
    const { id } = await send('by the phone', [somebody], 'phone');
    await waiting;
    const [[serverId, item]] = [...phone.collection(outbox).items.entries()] as [[string, { To?: string }]];
    expect(item.To).toContain(`[MOBILE:${somebody}]`);
    await phone.delete(outbox, serverId);
    const sent = phone.folderOf(FolderType.SentItems);
    await phone.syncAll(sent);
    const told = { to: [{ number: somebody }], text: 'by the phone', read: true, dateReceived: new Date() };
    await phone.addSms(sent, { ...told, importance: 1 });
    await vi.waitFor(async () => expect(await statesOf(id)).toEqual(['sent']), patience);
    expect(textsAt()).not.toContain('by the phone');
  });

  it('goes on at the other processes where one is killed: each message once, or marked unknown', async () => {
    carrier.play({ submit: () => ({ delay: 200, receipt: { after: 300 } }) });
    const numbers = Array.from({ length: 30 }, (_, index) => `+142555503${String(index).padStart(2, '0')}`);
    const before = carrier.submitted.length;
    const { id } = await send('thirty of them', numbers, 'one');
    await vi.waitFor(() => expect(carrier.submitted.length).toBeGreaterThan(before + 5), patience);
    await cluster.named('sms-dispatch')[0]!.kill();
    await vi.waitFor(async () => {
      // The carrier tells a receipt once: one that the killed process had not taken yet is lost, and the message is sent.
      const ended = new Set(['sent', 'delivered', 'unknown']);
      expect((await statesOf(id)).filter((state) => !ended.has(state))).toEqual([]);
    }, patience);
    const given = carrier.submitted.slice(before).map(({ body }) => body.destination_addr);
    expect(new Set(given).size).toBe(given.length);
    const unknown = (await statesOf(id)).filter((state) => state === 'unknown').length;
    expect(given.length).toBeGreaterThanOrEqual(numbers.length - unknown);
  });

  it('divides the connections anew where a process was killed, where one left in order, and where they are back', async () => {
    const [killed, leaving] = cluster.named('sms-dispatch');
    expect(killed!.running).toBe(false);
    await bound([1, 2]);
    await leaving!.stop();
    await bound([3]);
    await Promise.all([killed!.start(), leaving!.start()]);
    await bound([1, 1, 1]);
    expect(leaving!.ownEnds).toEqual([]);
  });
});
