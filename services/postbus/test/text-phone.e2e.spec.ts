/** Text messages of the whole server through phones: one that sends, one that is silent, and a carrier beside them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderType } from '@postbus/activesync';
import { createLog } from '@postbus/platform';
import { Phone } from '@postbus/testing/phone';
import { type Smsc, startSmsc } from '@postbus/testing/smsc';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Administration } from '../src/admin/operations.ts';
import { remoteAdministration } from '../src/admin/remote-administration.ts';
import { readConfiguration } from '../src/server/configuration.ts';
import { type RunningServer, startServer } from '../src/server/start-server.ts';
import { password } from './clients/place.ts';

const ann = 'ann@texts.example';
const annsNumber = '+14255550100';
const somebody = '+14255550123';
const patience = { timeout: 15_000, interval: 50 };

describe('text messages through a phone of the whole server', () => {
  let folder: string;
  let server: RunningServer;
  let carrier: Smsc;
  let administration: Administration;
  let phone: Phone;
  let outbox: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'postbus-text-phone-'));
    carrier = await startSmsc();
    server = await start();
    administration = remoteAdministration({ socketPath: server.listening['admin']! });
    await administration.addAccount({ address: ann, password });
    await administration.addNumber({ address: ann, number: annsNumber, verified: true });
    const options = { user: ann, password, deviceId: 'phone', smsOptions: {} };
    phone = new Phone({ origin: server.listening['http']!, ...options });
    await phone.provision();
    await phone.folderSync();
    outbox = phone.folderOf(FolderType.Outbox);
    await phone.syncAll(outbox);
    expect(await phone.tellOutboundSms({ enabled: true, phoneNumber: annsNumber })).toBe(1);
  }, 60_000);
  afterAll(async () => {
    phone?.close();
    await server?.shutdown.run('the test is over');
    await carrier?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  function start(): Promise<RunningServer> {
    const channel = {
      name: 'carrier',
      kind: 'smpp',
      hosts: [`${carrier.host}:${carrier.port}`],
      systemId: 'postbus',
      password: 'secret',
      senders: [annsNumber],
    };
    const given = {
      data: folder,
      'ingest.relay': '127.0.0.1:0',
      'ingest.submission': 'off',
      'ingest.submissions': 'off',
      'ingest.lmtp': 'off',
      'sync.http': '127.0.0.1:0',
      'sync.https': '127.0.0.1:0',
      'operations.listen': 'off',
      'smsDispatch.channels': JSON.stringify([channel]),
      'smsDispatch.phone.answerWithin': '1s',
      'smsDispatch.phone.sendWithin': '1s',
    };
    const settings = readConfiguration({
      flags: Object.entries(given).map(([key, value]) => ({ key, name: key, value })),
    });
    const log = createLog({ service: 'postbus-test', level: 'error', destination: process.stderr });
    return startServer({ settings, version: '0.0.0', log, environment: {} });
  }

  /** Written at the desk. @returns the id, once the Sync that waited has told the phone */
  async function toldToPhone(text: string): Promise<string> {
    const waiting = phone.sync(outbox, { heartbeat: 60 });
    const { id } = await administration.sendTextMessage({ address: ann, to: [somebody], text });
    await waiting;
    expect(held()).toContain(text);
    return id;
  }

  const held = (): (string | undefined)[] =>
    phone
      .collection(outbox)
      .items.texts()
      .map(([, { Body }]) => String(Body?.Data));

  async function stateOf(id: string): Promise<string> {
    const { recipients } = await administration.getTextMessage({ id, address: ann });
    return recipients.map(({ state, channel }) => `${state} ${channel}`).join();
  }

  const becomes = (id: string, state: string): Promise<void> =>
    vi.waitFor(async () => expect(await stateOf(id)).toBe(state), patience);

  const sentCopy = (text: string) => ({
    to: [{ number: somebody }],
    text,
    importance: 1 as const,
    read: true,
    dateReceived: new Date(),
  });

  async function copiesSent(text: string): Promise<number> {
    const sent = phone.folderOf(FolderType.SentItems);
    await phone.syncAll(sent);
    const texts = phone.collection(sent).items.texts();
    return texts.filter(([, { Body }]) => Body?.Data === text).length;
  }

  it('leave by the phone that sends, and by no carrier', async () => {
    const id = await toldToPhone('By the phone');
    const [[serverId]] = phone.collection(outbox).items.texts() as [[string, unknown]];
    await phone.delete(outbox, serverId);
    await phone.addSms(phone.folderOf(FolderType.SentItems), sentCopy('By the phone'));
    await becomes(id, 'sent phone');
    expect(carrier.submitted).toEqual([]);
  });

  it('are unknown where it is silent, and are sent by the carrier once their owner says so', async () => {
    const id = await toldToPhone('By whomever');
    await becomes(id, 'unknown phone');
    expect(carrier.submitted).toEqual([]);
    await vi.waitFor(async () => {
      await phone.syncAll(outbox);
      expect(held()).toEqual([]);
    }, patience);
    await administration.resendTextMessage({ id, address: ann });
    await becomes(id, 'sent carrier');
    expect(carrier.submitted).toHaveLength(1);
    await vi.waitFor(async () => expect(await copiesSent('By whomever')).toBe(1), patience);
  });

  it('are sent where it tells so after all', async () => {
    const id = await toldToPhone('Late news');
    await becomes(id, 'unknown phone');
    await phone.addSms(phone.folderOf(FolderType.SentItems), sentCopy('Late news'));
    await becomes(id, 'sent phone');
    expect(await copiesSent('Late news')).toBe(1);
    expect(carrier.submitted).toHaveLength(1);
  });

  it('go to the carrier at once where no phone of their owner sends any more', async () => {
    expect(await phone.tellOutboundSms({ enabled: false })).toBe(1);
    const { id } = await administration.sendTextMessage({ address: ann, to: [somebody], text: 'No phone' });
    await becomes(id, 'sent carrier');
    expect(carrier.submitted).toHaveLength(2);
  });
});
