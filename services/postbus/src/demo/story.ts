/** The steps of the demo, in their order; each throws where it does not see what it must. */
import { type ApplicationData, type Attachment, FolderType } from '@postbus/activesync';
import { equalBytes } from '@postbus/bytes';
import { parseMime } from '@postbus/mime';
import type { Phone } from '@postbus/testing/phone';
import { counted } from '../terminal/numbers.ts';
import { type DemoMessage, demoMessages, signedEntity } from './demo-messages.ts';
import type { DemoReport } from './demo-report.ts';
import type { DemoTraces } from './demo-traces.ts';
import { type DemoWorld, anna, ben } from './demo-world.ts';
import { sendMessage } from './send-message.ts';
import { type TextStory, tellTexts } from './text-story.ts';

/** Seconds that a Ping waits at most. */
const heartbeat = 60;

export interface Story {
  /** The message that was followed. */
  readonly message: { readonly subject: string; readonly trace: string };
  /** And the text message. */
  readonly text: TextStory;
}

/** @throws {Error} where a step fails; it was told by then */
export async function tellStory(world: DemoWorld, report: DemoReport, traces: DemoTraces): Promise<Story> {
  const messages = demoMessages();
  await report.step('accounts', async () => {
    for (const address of [anna, ben]) await world.administration.addAccount({ address, password: world.password });
    return { seen: `${anna} and ${ben}, by the admin API` };
  });

  const phone = world.phone(anna, 'demophone');
  const inbox = await connect(report, traces, phone, "Anna's phone");
  const followed = await wakeBySubmission({ world, report, traces, phone, inbox }, messages.plain);
  for (const message of Object.values(messages).filter(({ name }) => name !== 'plain'))
    await sendByRelay({ world, report, traces }, message);
  await syncAll({ report, traces, phone, inbox }, Object.values(messages));
  await fetchAttachment({ report, traces, phone, inbox }, messages.attachment);
  await fetchSigned({ report, traces, phone, inbox }, messages.signed);
  await markRead({ world, report, traces, phone, inbox }, messages.plain);
  await reply({ world, report, traces, phone, inbox }, messages.plain);
  const text = await tellTexts({ world, report, traces, phone, anna, ben });
  return { message: { subject: messages.plain.subject, trace: followed }, text };
}

interface Scene {
  readonly world: DemoWorld;
  readonly report: DemoReport;
  readonly traces: DemoTraces;
  readonly phone: Phone;
  /** CollectionId of the Inbox. */
  readonly inbox: string;
}

/** Provision, FolderSync, and a first Sync of the Inbox. @returns its CollectionId */
async function connect(report: DemoReport, traces: DemoTraces, phone: Phone, who: string): Promise<string> {
  await report.step('phone', async () => {
    const { versions } = await phone.versions();
    await phone.provision();
    return {
      seen: `${who} speaks ${phone.version} of ${versions.join(', ')} and keeps the policy`,
      trace: await traces.next('Provision'),
    };
  });
  await report.step('folders', async () => {
    await phone.folderSync();
    const names = Array.from(phone.folders.values(), ({ DisplayName }) => DisplayName);
    return { seen: names.join(', '), trace: await traces.next('FolderSync') };
  });
  const inbox = phone.folderOf(FolderType.Inbox);
  await phone.syncAll(inbox);
  return inbox;
}

/** Anna's phone waits; Ben submits a message; the phone wakes. @returns the message's trace */
async function wakeBySubmission({ world, report, traces, phone, inbox }: Scene, message: DemoMessage): Promise<string> {
  const waiting = await waitingPing(world, phone, inbox);
  let accepted = 0;
  let trace: string | undefined;
  await report.step('submit', async () => {
    accepted = await sendMessage({
      to: world.listening['submission']!,
      from: ben,
      recipients: [anna],
      mime: message.mime,
      login: { user: ben, password: world.password },
    });
    trace = await traces.next('accept message');
    return { seen: `"${message.subject}", ${message.what}, by STARTTLS and a login`, trace };
  });
  await report.step('wake', async () => {
    const { folders, at } = await waiting.woken;
    if (!folders.includes(inbox)) throw new Error('the Ping told of no change in the Inbox');
    return {
      seen: "Anna's waiting Ping is answered, this long after the 250",
      trace: await traces.next('Ping'),
      milliseconds: Math.round((at - accepted) * 10) / 10,
    };
  });
  if (trace === undefined) throw new Error('the message has no trace');
  return trace;
}

async function sendByRelay(
  { world, report, traces }: Pick<Scene, 'world' | 'report' | 'traces'>,
  message: DemoMessage,
): Promise<void> {
  await report.step('receive', async () => {
    await sendMessage({ to: world.listening['smtp']!, from: message.from, recipients: [anna], mime: message.mime });
    return { seen: `"${message.subject}", ${message.what}`, trace: await traces.next('accept message') };
  });
}

/** Until the phone has all: what is not there yet wakes a Ping. */
async function syncAll(
  { report, traces, phone, inbox }: Omit<Scene, 'world'>,
  messages: readonly DemoMessage[],
): Promise<void> {
  await report.step('sync', async () => {
    const { items } = phone.collection(inbox);
    for (;;) {
      await phone.syncAll(inbox);
      if (items.size >= messages.length) break;
      await phone.ping([inbox], heartbeat);
    }
    const subjects = Array.from(items.entries(), ([, { Subject }]) => Subject);
    for (const { subject } of messages)
      if (!subjects.includes(subject)) throw new Error(`"${subject}" did not come, but ${subjects.join(', ')}`);
    if (items.complaints.length > 0) throw new Error(items.complaints.join('; '));
    return {
      seen: `${counted(items.size, 'message')}, each with its subject as it was written`,
      trace: await traces.next('Sync'),
    };
  });
}

async function fetchAttachment(
  { report, traces, phone, inbox }: Omit<Scene, 'world'>,
  message: DemoMessage,
): Promise<void> {
  await report.step('fetch', async () => {
    const { data } = itemOf(phone, inbox, message);
    const [attachment] = attachmentsOf(data);
    if (attachment === undefined) throw new Error('the item has no attachment');
    const part = [...parseMime(message.mime).walk()].find(({ fileName }) => fileName !== undefined);
    const bytes = await phone.fetchAttachment(attachment.FileReference);
    if (part === undefined || !equalBytes(bytes, part.content()))
      throw new Error('its bytes are not those that were sent');
    if (attachment.DisplayName !== part.fileName) throw new Error(`its name is ${attachment.DisplayName}`);
    return {
      seen: `"${attachment.DisplayName}", ${counted(bytes.length, 'byte')}, the same as were sent`,
      trace: await traces.next('ItemOperations'),
    };
  });
}

async function fetchSigned(
  { report, traces, phone, inbox }: Omit<Scene, 'world'>,
  message: DemoMessage,
): Promise<void> {
  await report.step('signature', async () => {
    const { id } = itemOf(phone, inbox, message);
    const fetched = await phone.fetchMime(inbox, id);
    const entity = signedEntity(fetched);
    if (entity.length === 0 || !equalBytes(entity, signedEntity(message.mime)))
      throw new Error('the signed entity is not the one that was sent');
    return {
      seen: `the ${counted(entity.length, 'byte')} that are signed are the same as were sent`,
      trace: await traces.next('ItemOperations'),
    };
  });
}

/** What one device does, another one of the account is told. */
async function markRead({ world, report, traces, phone, inbox }: Scene, message: DemoMessage): Promise<void> {
  await report.step('read', async () => {
    await phone.markRead(inbox, itemOf(phone, inbox, message).id, true);
    const trace = await traces.next('Sync');
    const tablet = world.phone(anna, 'demotablet', '16.1');
    await tablet.provision();
    await tablet.folderSync();
    await tablet.syncAll(inbox);
    const { data } = itemOf(tablet, inbox, message);
    if (data.Read !== true) throw new Error('the other device does not see it as read');
    return { seen: `"${message.subject}" is read on the phone, and so on Anna's tablet`, trace };
  });
}

/** Anna answers on her phone, Ben's phone wakes and has the reply with what it answers. */
async function reply({ world, report, traces, phone, inbox }: Scene, message: DemoMessage): Promise<void> {
  const his = world.phone(ben, 'demophone2');
  const hisInbox = await connect(report, traces, his, "Ben's phone");
  const waiting = await waitingPing(world, his, hisInbox);
  const subject = `Re: ${message.subject}`;
  let sent = 0;
  await report.step('reply', async () => {
    const mime = Buffer.from(
      `From: ${anna}\r\nTo: ${ben}\r\nSubject: ${subject}\r\nMIME-Version: 1.0\r\n` +
        'Content-Type: text/plain; charset=utf-8\r\n\r\nYes, please do.\r\n\r\nAnna\r\n',
    );
    await phone.smartReply(inbox, itemOf(phone, inbox, message).id, mime);
    sent = performance.now();
    return { seen: `"${subject}" to ${ben}, by SmartReply`, trace: await traces.next('SmartReply') };
  });
  await report.step('wake', async () => {
    const { at } = await waiting.woken;
    await his.syncAll(hisInbox);
    const { data } = itemOf(his, hisInbox, { subject });
    const text = data.Body?.Data?.toString() ?? '';
    if (!text.includes('Yes, please do.')) throw new Error('the reply lost its text');
    if (!text.includes('caf\u00e9 by the canal')) throw new Error('the reply lost what it answers');
    return {
      seen: "Ben's phone wakes, and has the reply with what it answers",
      trace: await traces.next('Ping'),
      milliseconds: Math.round((at - sent) * 10) / 10,
    };
  });
}

interface WaitingPing {
  readonly woken: Promise<{ readonly folders: readonly string[]; readonly at: number }>;
}

/** Begins a Ping, and goes on when the server says that it waits. */
async function waitingPing(world: DemoWorld, phone: Phone, inbox: string): Promise<WaitingPing> {
  const begun = world.nextWait();
  const woken = phone.ping([inbox], heartbeat).then((folders) => ({ folders, at: performance.now() }));
  woken.catch(() => undefined);
  await Promise.race([begun, woken]);
  return { woken };
}

function itemOf(
  phone: Phone,
  collection: string,
  { subject }: Pick<DemoMessage, 'subject'>,
): { readonly id: string; readonly data: ApplicationData } {
  for (const [id, data] of phone.collection(collection).items.entries())
    if (data.Subject === subject) return { id, data };
  throw new Error(`the phone has no "${subject}"`);
}

function attachmentsOf({ Attachments }: ApplicationData): readonly Attachment[] {
  return Attachments?.Attachment ?? [];
}
