/** How soon a phone that sends text messages, and waits by Sync, has one that was submitted by HTTP. [MS-ASMS] 3.1.5.1 */
import { connect } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { BodyType, FolderType, type SyncOptions, readSmsItem } from '@postbus/activesync';
import type { Phone } from '@postbus/testing/phone';
import { HttpConnection } from './http-load.ts';
import { PostbusServer, addressOf } from './postbus-server.ts';
import { type Report, addTimes } from './report.ts';
import { apiRequest, apiSettings } from './sms-settings.ts';
import { recipientOf, textOf } from './sms-submissions.ts';

const samples = 200;
/** Milliseconds within which a Sync that was sent surely waits. */
const settle = 25;
/** Seconds that a Sync waits at most. */
const heartbeat = 600;
const smsOptions: SyncOptions = { FilterType: 0, BodyPreference: [{ Type: BodyType.PlainText }] };

interface Texting {
  readonly phone: Phone;
  readonly outbox: string;
  readonly sent: string;
  readonly api: HttpConnection;
}

export async function measurePhone(report: Report): Promise<void> {
  report.progress('a phone waits for what it is to send');
  const server = await PostbusServer.start({
    accounts: 1,
    settings: { ...apiSettings, 'smsDispatch.perUser': '1000000', 'smsDispatch.perDestination': '1000000' },
  });
  const phone = await server.phone(0, { smsOptions });
  await phone.tellOutboundSms({ enabled: true, phoneNumber: '+14255550123' });
  const outbox = phone.folderOf(FolderType.Outbox);
  const sent = phone.folderOf(FolderType.SentItems);
  await phone.syncAll(outbox);
  await phone.syncAll(sent);
  const api = new HttpConnection(connect({ port: server.process.port('http'), host: '127.0.0.1', noDelay: true }));
  const texting = { phone, outbox, sent, api };
  const times: number[] = [];
  for (let message = 0; message < samples * 1.5; message++) times.push(await wakeTime(texting, message));
  addTimes(report, "submission to the phone's waiting Sync", times.slice(-samples));
  const complaints = [outbox, sent].flatMap((folder) => phone.collection(folder).items.complaints);
  if (complaints.length > 0) throw new Error(`the phone complains: ${complaints.join('; ')}`);
  api.close();
  phone.close();
  await server.handled(['sms.submitted.v1', 'sms.status.v1']);
  const counts = await server.stopAndRead(({ textMessages }) => textMessages.counts());
  const all = counts.find(({ state }) => state === 'sent')?.messages ?? 0;
  if (all !== times.length) throw new Error(`${all} of ${times.length} messages are told as sent`);
}

/** Milliseconds from the request that submits it. The phone tells that it sent it, as phones do, before it waits again. */
async function wakeTime({ phone, outbox, sent, api }: Texting, message: number): Promise<number> {
  const synced = phone.sync(outbox, { heartbeat }).then((outcome) => ({ outcome, at: performance.now() }));
  await after(settle);
  const submitted = performance.now();
  await api.ask(apiRequest(addressOf(0), recipientOf(message), textOf(message)));
  const { outcome, at } = await synced;
  const [added] = outcome.response?.Collections?.[0]?.Commands ?? [];
  if (added?.kind !== 'Add') throw new Error('the Sync was answered without the message');
  const { item } = readSmsItem(added.ApplicationData);
  await phone.delete(outbox, added.ServerId);
  await phone.addSms(sent, { ...item, dateReceived: new Date(), read: true });
  return at - submitted;
}
