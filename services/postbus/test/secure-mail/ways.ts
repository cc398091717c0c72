/** The ways of a message through the product: what was sent, and what came out at the end of each. */
import { setTimeout as after } from 'node:timers/promises';
import { smartForwardRequest, smartForwardResponse } from '@postbus/activesync';
import { parseMime } from '@postbus/mime';
import { type MailPlace, type PhoneInUse, ann, bob, kim } from './mail-place.ts';
import type { SecureMessage } from './secure-messages.ts';

/** One message at the end of one way. */
export interface Arrival {
  /** What it must be, but for trace fields before it. */
  readonly expected: Buffer;
  readonly got: Buffer;
}

/** By the name of the message. */
export type Arrivals = ReadonlyMap<string, Arrival>;

export const wayNames = [
  'by SMTP to a mailbox, as a file for a pipeline',
  'by SMTP to a phone, by Sync with MIMESupport 1',
  'by SMTP to a phone, by Sync with MIMESupport 2',
  'by SMTP to a phone, by ItemOperations',
  'by SMTP to a phone, as the attachment of the Message object',
  'by SMTP within a message/rfc822 to a phone, as that attachment',
  'by submission to the next host',
  'from a phone to the next host',
  'from a phone to a mailbox here',
  'from a phone to its Sent Items',
  'by SMTP to a phone, by SmartForward to the next host',
  'by SMTP to a phone, by SmartForward with ReplaceMime to the next host',
] as const;
export type WayName = (typeof wayNames)[number];

/** Milliseconds until all must have come. */
const patience = 30_000;

/** Sends every message by every way. */
export async function goEveryWay(
  place: MailPlace,
  all: readonly SecureMessage[],
): Promise<Readonly<Record<WayName, Arrivals>>> {
  const [annsPhone, bobsPhone, another] = await Promise.all([
    place.phone(ann, 2, 'annphone'),
    place.phone(bob, 2, 'bobphone'),
    place.phone(bob, 1, 'bobphone1'),
  ]);
  await Promise.all([
    place.receive(all.map(({ bytes }) => bytes)).then(() => place.receive(all.map(attached))),
    place.submit(all.map((message) => addressed(message, 'submitted: ', kim))),
    sendFrom(annsPhone, all),
  ]);
  await untilHeld(bobsPhone, bobsPhone.inbox, 3 * all.length);
  const files = await place.files(bob);
  await forwardFrom(bobsPhone, all, files);
  await Promise.all([
    untilHeld(another, another.inbox, 3 * all.length),
    untilHeld(annsPhone, annsPhone.sent, 2 * all.length),
    Promise.race([place.nextHop.received(4 * all.length), after(patience)]),
  ]);
  const relayed = new Map(place.nextHop.messages.map(({ content }) => [subjectOf(content), content]));
  const synced = bodiesOf(bobsPhone, bobsPhone.inbox);
  const sent = bodiesOf(annsPhone, annsPhone.sent);
  const own = (message: SecureMessage) => withLineEnd(message.bytes);
  const toKim = (prefix: string) => (message: SecureMessage) => withLineEnd(addressed(message, prefix, kim));
  const collect = (expected: (message: SecureMessage) => Buffer, got: (name: string) => Buffer | undefined) =>
    arrivals(all, expected, got);
  return {
    'by SMTP to a mailbox, as a file for a pipeline': collect(own, (name) => files.get(name)),
    'by SMTP to a phone, by Sync with MIMESupport 1': collect(own, (name) =>
      bodiesOf(another, another.inbox).get(name),
    ),
    'by SMTP to a phone, by Sync with MIMESupport 2': collect(own, (name) => synced.get(name)),
    'by SMTP to a phone, by ItemOperations': await fetched(bobsPhone, all),
    'by SMTP to a phone, as the attachment of the Message object': await attachments(bobsPhone, all, '', attachmentOf),
    'by SMTP within a message/rfc822 to a phone, as that attachment': await attachments(
      bobsPhone,
      all,
      'attached: ',
      own,
    ),
    'by submission to the next host': collect(toKim('submitted: '), (name) => relayed.get(`submitted: ${name}`)),
    'from a phone to the next host': collect(toKim('sent: '), (name) => relayed.get(`sent: ${name}`)),
    'from a phone to a mailbox here': collect(
      (message) => addressed(message, 'here: ', bob),
      (name) => files.get(`here: ${name}`),
    ),
    'from a phone to its Sent Items': collect(
      (message) => addressed(message, 'sent: ', kim),
      (name) => sent.get(`sent: ${name}`),
    ),
    'by SMTP to a phone, by SmartForward to the next host': collect(own, (name) =>
      inside(relayed.get(`forward: ${name}`)),
    ),
    'by SMTP to a phone, by SmartForward with ReplaceMime to the next host': collect(own, (name) =>
      inside(relayed.get(`replaced: ${name}`)),
    ),
  };
}

function arrivals(
  messages: readonly SecureMessage[],
  expected: (message: SecureMessage) => Buffer,
  got: (name: string) => Buffer | undefined,
): Arrivals {
  return new Map(
    messages.flatMap((message) => {
      const one = got(message.name);
      return one === undefined ? [] : [[message.name, { expected: expected(message), got: one }] as const];
    }),
  );
}

async function sendFrom({ phone }: PhoneInUse, messages: readonly SecureMessage[]): Promise<void> {
  for (const message of messages) {
    await phone.sendMail(addressed(message, 'sent: ', kim));
    await phone.sendMail(addressed(message, 'here: ', bob));
  }
}

async function forwardFrom(
  inUse: PhoneInUse,
  messages: readonly SecureMessage[],
  files: ReadonlyMap<string, Buffer>,
): Promise<void> {
  const ids = idsOf(inUse, inUse.inbox);
  for (const { name } of messages) {
    const id = ids.get(name)!;
    await forward(inUse, id, mixed(`forward: ${name}`, []), false);
    await forward(inUse, id, mixed(`replaced: ${name}`, [files.get(name)!]), true);
  }
}

async function forward({ phone, inbox }: PhoneInUse, id: string, mime: Buffer, replaces: boolean): Promise<void> {
  const answer = await phone.command('SmartForward', smartForwardRequest, smartForwardResponse, {
    ClientId: `${id} ${replaces}`,
    Source: { FolderId: inbox, ItemId: id },
    Mime: mime,
    ...(replaces && { ReplaceMime: true }),
  });
  if (answer !== undefined) throw new Error(`SmartForward: ${answer.Status}`);
}

async function fetched(inUse: PhoneInUse, messages: readonly SecureMessage[]): Promise<Arrivals> {
  const { phone, inbox } = inUse;
  const ids = idsOf(inUse, inbox);
  const got = new Map<string, Buffer>();
  for (const { name } of messages) got.set(name, Buffer.from(await phone.fetchMime(inbox, ids.get(name)!)));
  return arrivals(
    messages,
    ({ bytes }) => withLineEnd(bytes),
    (name) => got.get(name),
  );
}

/** The only attachment of each message whose subject begins with `prefix`. */
async function attachments(
  { phone, inbox }: PhoneInUse,
  messages: readonly SecureMessage[],
  prefix: string,
  expected: (message: SecureMessage) => Buffer,
): Promise<Arrivals> {
  const got = new Map<string, Buffer>();
  const wanted = new Map(messages.map(({ name }) => [`${prefix}${name}`, name]));
  for (const [, { Subject = '', Attachments }] of phone.collection(inbox).items.entries()) {
    const name = wanted.get(Subject);
    const [attachment, ...more] = Attachments?.Attachment ?? [];
    if (name === undefined || attachment === undefined || more.length > 0) continue;
    got.set(name, Buffer.from(await phone.fetchAttachment(attachment.FileReference)));
  }
  return arrivals(messages, expected, (name) => got.get(name));
}

/** Synchronizes until a folder holds `count` items, or patience is over. */
async function untilHeld({ phone }: PhoneInUse, folder: string, count: number): Promise<void> {
  const end = Date.now() + patience;
  for (await phone.syncAll(folder); phone.collection(folder).items.size < count; await phone.syncAll(folder)) {
    if (Date.now() > end) return;
    await after(100);
  }
}

function idsOf({ phone }: PhoneInUse, folder: string): Map<string, string> {
  return new Map(Array.from(phone.collection(folder).items.entries(), ([id, { Subject = '' }]) => [Subject, id]));
}

/** The MIME that Sync brought, by subject. */
function bodiesOf({ phone }: PhoneInUse, folder: string): Map<string, Buffer> {
  const items = Array.from(phone.collection(folder).items.entries());
  return new Map(items.map(([, { Subject = '', Body }]) => [Subject, Buffer.from(Body?.Data ?? '')]));
}

/** The same message with another Subject, to somebody. */
function addressed({ bytes, name }: SecureMessage, prefix: string, to: string): Buffer {
  const text = bytes.toString('latin1');
  const changed = text.replace(`Subject: ${name}`, `Subject: ${prefix}${name}`).replace(`<${kim}>`, `<${to}>`);
  return Buffer.from(changed, 'latin1');
}

/** A message with the message in it. */
function attached({ bytes, name }: SecureMessage): Buffer {
  return mixed(`attached: ${name}`, [withLineEnd(bytes)]);
}

function mixed(subject: string, attached: readonly Buffer[]): Buffer {
  const header = `From: ${bob}\r\nTo: ${kim}\r\nSubject: ${subject}\r\nMIME-Version: 1.0\r\n`;
  const parts = attached.flatMap((bytes) => [
    Buffer.from('\r\n--mixed\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'),
    bytes,
  ]);
  const begin = 'Content-Type: multipart/mixed; boundary=mixed\r\n\r\n--mixed\r\n\r\nSee below.';
  return Buffer.concat([Buffer.from(`${header}${begin}`), ...parts, Buffer.from('\r\n--mixed--\r\n')]);
}

/** The message within a message. */
function inside(content: Buffer | undefined): Buffer | undefined {
  const message = content && parseMime(content).parts.at(-1)?.message;
  return message && Buffer.from(message.bytes());
}

/** Clear-signed: the multipart/signed with its Content-Type alone. Else: the CMS, decoded. [MS-OXOSMIME] 2.1.3.1, 2.1.3.2 */
function attachmentOf({ bytes, layers }: SecureMessage): Buffer {
  const text = withLineEnd(bytes).toString('latin1');
  const body = text.slice(text.indexOf('\r\n\r\n') + 4);
  if (layers[0] !== 'clear') return Buffer.from(body, 'base64');
  const contentType = /^content-type:.*\r\n(?:[ \t].*\r\n)*/im.exec(text)![0];
  return Buffer.from(`${contentType}\r\n${body}`, 'latin1');
}

/** SMTP has no other lines. */
function withLineEnd(bytes: Buffer): Buffer {
  return bytes.at(-1) === 0x0a ? bytes : Buffer.concat([bytes, Buffer.from('\r\n')]);
}

function subjectOf(content: Buffer): string {
  return /^Subject: (.*)\r$/im.exec(content.toString('latin1'))?.[1] ?? '';
}
