/** Mail to numbers, and mail of gateways, with the real store, blobs, bus and worker threads. */
import { randomUUID } from 'node:crypto';
import { openAttemptLog } from '@postbus/attempt-log-fs';
import { openFileBlobStore } from '@postbus/blob-fs';
import {
  type BusRecord,
  type MailReceived,
  type MailSubmitted,
  type Topic,
  fromRecord,
  mailOutbound,
  mailRefused,
  smsReceived,
  smsSubmitted,
} from '@postbus/contracts';
import type { Account, MailboxScope, StoredMessage, TextMessage } from '@postbus/domain';
import { PidTagMessageClass, isExternal } from '@postbus/mapi';
import { isMms, mmsObject, mmsToMime, readMms, readSms } from '@postbus/oxosmms';
import { type AttemptLog, type BlobStore, systemClock } from '@postbus/ports';
import { type SqliteStore, openSqliteStore } from '@postbus/store-sqlite';
import { type TemporaryFolder, temporaryFolder } from '@postbus/testing';
import { SubmitTextMessage } from '@postbus/text-messages';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gatewayWithoutPolicies } from '../gateway-world.fixture.ts';
import { OpensslFolder, type Person } from '../openssl.fixture.ts';
import { ConversionPool } from '../worker/conversion-pool.ts';
import { ConvertReliably } from './convert-reliably.ts';
import { DeliverFromGateway } from './deliver-from-gateway.ts';
import { DeliverMessage } from './deliver-message.ts';
import { OpenReceived } from './open-received.ts';
import { ProtectSubmission } from './protect-submission.ts';
import { RouteSubmission } from './route-submission.ts';
import { SubmitAsText } from './submit-as-text.ts';

const mailDomain = 'sms.here.example';
const { signal } = new AbortController();
const image = Buffer.from(Uint8Array.from({ length: 40_000 }, (_, index) => (index * 7919) & 0xff));
let folder: TemporaryFolder;
let sqlite: SqliteStore;
let blobs: BlobStore;
let attempts: AttemptLog;
let pool: ConversionPool;
let openssl: OpensslFolder;
let ann: Person;
let account: Account;
let route: RouteSubmission;
let deliver: DeliverMessage;
let records: BusRecord[] = [];

const scope = (): MailboxScope => ({
  tenant: 't',
  principal: { kind: 'service', service: 'test' },
  mailbox: account.mailbox,
});

beforeAll(async () => {
  openssl = new OpensslFolder();
  await openssl.authority('root');
  ann = await openssl.person('ann', 'ann@here.example');
  folder = temporaryFolder();
  sqlite = openSqliteStore({ folder: folder.path });
  blobs = await openFileBlobStore(`${folder.path}/blobs`);
  attempts = openAttemptLog(folder.path);
  pool = new ConversionPool({ threads: 2, memory: 256, time: 20_000 });
  const { mailStore: mailboxes, directory, textMessages: texts } = sqlite;
  mailboxes.outbox.onCommitted((entries) => void records.push(...entries.map(({ record }) => record)));
  const bus = { publish: async (published: readonly BusRecord[]) => void records.push(...published) } as never;
  const parts = await gatewayWithoutPolicies({ sqlite, blobs, attempts, pool });
  const converter = new ConvertReliably(pool, parts.attempts);
  const submit = new SubmitTextMessage(mailboxes, systemClock);
  const asText = new SubmitAsText({ ...parts, work: pool, submit }, { mailDomain, longest: 200, largest: 100_000 });
  route = new RouteSubmission(bus, blobs, converter, mailboxes, systemClock, new ProtectSubmission(parts), asText);
  const gateways = new Map([['mms.carrier.example', 'carrier']]);
  const fromGateways = new DeliverFromGateway({ ...parts, texts, work: pool, mailboxes }, { gateways, mailDomain });
  const opening = new OpenReceived(parts);
  deliver = new DeliverMessage(blobs, converter, opening, fromGateways, mailboxes, { duplicateWindow: 0 });
  const phoneNumbers = [{ number: '+14255550100', verifiedAt: 1 }];
  account = await directory.add({ tenant: 't', address: 'ann@here.example', phoneNumbers });
  await mailboxes.createMailbox(scope());
}, 60_000);
afterAll(async () => {
  await pool.close();
  await attempts.close();
  await blobs.close();
  await sqlite.close();
  folder.remove();
  openssl.remove();
});
beforeEach(() => {
  records = [];
});

const told = <Data>(topic: Topic<Data>): Data[] =>
  records.filter((record) => record.topic === topic.name).map((record) => fromRecord(topic, record).data);

async function messagesIn(role: 'inbox' | 'outbox' | 'sent'): Promise<StoredMessage[]> {
  const { mailStore } = sqlite;
  const { id } = (await mailStore.folders(scope())).find((one) => one.role === role)!;
  const listed = await mailStore.list(scope(), id, { limit: 100 });
  return Promise.all(listed.map(async (one) => (await mailStore.message(scope(), one.id))!));
}

const head = (to: string): string =>
  `From: Ann <ann@here.example>\r\nTo: ${to}\r\nSubject: Plans\r\nMessage-ID: <m-1@here.example>\r\nMIME-Version: 1.0\r\n`;
const plain = 'Content-Type: text/plain; charset=utf-8\r\n\r\nGrüße aus Bern\r\n\r\n-- \r\nAnn\r\n';
const part = (header: string, body: string): string => `--b\r\n${header}\r\n\r\n${body}\r\n`;
const withParts = (...parts: readonly string[]): string =>
  `Content-Type: multipart/mixed; boundary=b\r\n\r\n${parts.join('')}--b--\r\n`;
const picture = part(
  'Content-Type: image/jpeg; name=a.jpg\r\nContent-Transfer-Encoding: base64',
  image.toString('base64'),
);

async function submission(
  text: string | Uint8Array,
  recipients: readonly string[],
  more: Partial<MailSubmitted> = {},
): Promise<MailSubmitted> {
  const submitted: MailSubmitted = {
    id: randomUUID(),
    tenant: 't',
    raw: await blobs.put(Buffer.from(text)),
    reversePath: { address: 'ann@here.example', smtpUtf8: false, body: '8BITMIME' },
    submitter: account.mailbox,
    recipients: recipients.map((address) => ({ address })),
    saveToSentItems: true,
    submittedAt: new Date().toISOString(),
    ...more,
  };
  await route.execute(submitted, { signal });
  return submitted;
}

const bob = `+14255550123@${mailDomain}`;
/** The item that the submission became. */
const submitted = async (): Promise<StoredMessage> => (await messagesIn('outbox'))[0]!;

describe('mail to a number', () => {
  it('is a text message of its own words in the Outbox, and never mail', async () => {
    const before = (await messagesIn('sent')).length;
    const mail = await submission(head(`Bob <${bob}>`) + plain, [bob]);
    const { object } = await submitted();
    expect(object.properties.get(PidTagMessageClass)).toBe('IPM.Note.Mobile.SMS');
    expect(readSms(object)).toMatchObject({
      text: 'Grüße aus Bern',
      recipients: [{ name: 'Bob', number: '+14255550123' }],
    });
    expect(told(smsSubmitted)).toMatchObject([
      {
        kind: 'sms',
        source: 'mail',
        mailbox: account.mailbox,
        mail: { from: 'ann@here.example', messageId: '<m-1@here.example>', subject: 'Plans' },
      },
    ]);
    expect([told(mailOutbound), told(mailRefused)]).toEqual([[], []]);
    expect(await messagesIn('sent')).toHaveLength(before);
    const items = (await messagesIn('outbox')).length;
    await route.execute(mail, { signal });
    expect(await messagesIn('outbox')).toHaveLength(items);
  });

  it('is one for all its numbers, however MMS or the domain of numbers writes them', async () => {
    await submission(head(bob) + plain, [
      bob,
      '+14255550124/TYPE=PLMN@mms.carrier.example',
      `7255@${mailDomain.toUpperCase()}`,
    ]);
    expect(readSms((await submitted()).object).recipients.map(({ number }) => number)).toEqual([
      '+14255550123',
      '+14255550124',
      '7255',
    ]);
    expect(told(smsSubmitted)).toHaveLength(1);
  });

  it('goes as mail to those who have addresses, who have a copy in Sent Items', async () => {
    const before = (await messagesIn('sent')).length;
    const extension = await sqlite.directory.add({ tenant: 't', address: `7001@${mailDomain}` });
    const mail = await submission(head(bob) + plain, [bob, 'eve@there.example', `7001@${mailDomain}`]);
    await sqlite.directory.remove(extension.id);
    expect(told(smsSubmitted)).toHaveLength(1);
    expect(told(mailOutbound)).toMatchObject([
      { id: mail.id, domain: 'there.example', recipients: [{ address: 'eve@there.example' }] },
      { domain: mailDomain, recipients: [{ address: `7001@${mailDomain}` }] },
    ]);
    expect(await messagesIn('sent')).toHaveLength(before + 1);
  });

  it('is refused where it is to nobody who has a number', async () => {
    await submission(head(bob) + plain, [`bob@${mailDomain}`, 'eve@there.example']);
    expect(told(mailRefused)).toMatchObject([{ recipients: [{ address: `bob@${mailDomain}`, status: '5.1.3' }] }]);
    expect(told(mailOutbound)).toMatchObject([{ recipients: [{ address: 'eve@there.example' }] }]);
  });

  it('is a text where it is HTML, and its subject where it says nothing else', async () => {
    const html = 'Content-Type: text/html\r\n\r\n<p>See <b>you</b> &amp; Bob</p><style>p{}</style>\r\n';
    await submission(head(bob) + html, [bob]);
    expect(readSms((await submitted()).object).text).toBe('See you & Bob');
    await submission(head(bob) + 'Content-Type: text/plain\r\n\r\n\r\n', [bob]);
    expect(readSms((await submitted()).object).text).toBe('Plans');
  });

  it('is what its HTML says, where its plain text says nothing', async () => {
    const parts = [part('Content-Type: text/plain', ' \r\n'), part('Content-Type: text/html', '<p>See you</p>')];
    await submission(head(bob) + withParts(...parts).replace('mixed', 'alternative'), [bob]);
    expect(readSms((await submitted()).object).text).toBe('See you');
  });

  it('is what is signed in it by OpenPGP, and refused where it is encrypted by that', async () => {
    const signature = part(
      'Content-Type: application/pgp-signature; name=signature.asc',
      '-----BEGIN PGP SIGNATURE-----',
    );
    const signed = withParts(part('Content-Type: text/plain', 'Hi Bob'), signature);
    const protocol = 'signed; protocol="application/pgp-signature"; micalg=pgp-sha256';
    await submission(head(bob) + signed.replace('mixed', protocol), [bob]);
    const { object } = await submitted();
    expect([isMms(object), readSms(object).text]).toEqual([false, 'Hi Bob']);
    const control = part('Content-Type: application/pgp-encrypted', 'Version: 1');
    const encrypted = withParts(control, part('Content-Type: application/octet-stream', '-----BEGIN PGP MESSAGE-----'));
    await submission(head(bob) + encrypted.replace('mixed', 'encrypted; protocol="application/pgp-encrypted"'), [bob]);
    expect(told(mailRefused)).toMatchObject([{ recipients: [{ address: bob, status: '5.6.3' }] }]);
  });

  it('has the lines of its writer, and not those that a program broke to send them', async () => {
    const flowed =
      'Content-Type: text/plain; format=flowed\r\n\r\nThe train is late, I come \r\nat five.\r\nBring cake.\r\n\r\n> And tea, \r\n> please\r\n';
    await submission(head(bob) + flowed, [bob]);
    expect(readSms((await submitted()).object).text).toBe('The train is late, I come at five.\nBring cake.');
    const delSp = 'Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\n这是 \r\n一行\r\n';
    await submission(head(bob) + delSp, [bob]);
    expect(readSms((await submitted()).object).text).toBe('这是一行');
  });

  it('is a multimedia message where it has pictures, byte for byte', async () => {
    await submission(head(bob) + withParts(part('Content-Type: text/plain', 'Look\r\n-- \r\nAnn'), picture), [bob]);
    const { object } = await submitted();
    expect(isMms(object)).toBe(true);
    const { slides, subject, recipients } = readMms(object);
    expect([slides[0]?.text, subject, recipients[0]?.number]).toEqual(['Look', 'Plans', '+14255550123']);
    const content = slides[0]!.image!.content;
    expect(isExternal(content) && content.in).toBe('blob');
    expect(Buffer.from(await blobs.read(content as never)).equals(image)).toBe(true);
    expect(told(smsSubmitted)).toMatchObject([{ kind: 'mms' }]);
  });

  it.each([
    ['it is too long', `Content-Type: text/plain\r\n\r\n${'word '.repeat(100)}`, '5.3.4'],
    ['its pictures are too large', withParts(picture, picture, picture), '5.3.4'],
    ['it has other files', withParts(part('Content-Type: application/pdf; name=a.pdf', '%PDF')), '5.6.1'],
    ['it has a message in it', withParts(part('Content-Type: message/rfc822', 'Subject: x\r\n\r\nHi')), '5.6.1'],
    ['it says nothing', 'Content-Type: text/plain\r\n\r\n', '5.6.3'],
  ])('is refused to its writer where %s', async (_, body, status) => {
    const before = (await messagesIn('outbox')).length;
    const text = head(bob).replace('Subject: Plans\r\n', body.endsWith('\r\n\r\n') ? '' : 'Subject: Plans\r\n') + body;
    const mail = await submission(text, [bob]);
    expect(told(mailRefused)).toMatchObject([{ id: mail.id, raw: mail.raw, recipients: [{ address: bob, status }] }]);
    expect([told(smsSubmitted), told(mailOutbound)]).toEqual([[], []]);
    expect(await messagesIn('outbox')).toHaveLength(before);
  });

  it('is what is signed in it, in either form that OpenSSL makes', async () => {
    const signed = openssl.signed(plain, ann, head(bob));
    await submission(signed, [bob]);
    expect(readSms((await submitted()).object).text).toBe('Grüße aus Bern');
    const opaque = openssl.signed(plain.replace('Bern', 'Basel'), ann, head(bob), 'opaque');
    await submission(opaque, [bob]);
    expect(readSms((await submitted()).object).text).toBe('Grüße aus Basel');
  });

  it('is refused where it is encrypted, and not by anybody read', async () => {
    await submission(openssl.encrypted(Buffer.from(plain), [ann], head(bob), '-aes-256-cbc'), [bob]);
    expect(told(mailRefused)).toMatchObject([{ recipients: [{ address: bob, status: '5.6.3' }] }]);
    expect(told(smsSubmitted)).toEqual([]);
  });

  it.each([
    ['has the null reverse-path', plain, ''],
    ['says that a program wrote it', `Auto-Submitted: auto-replied\r\n${plain}`, 'ann@here.example'],
    ['is an answer of a program before RFC 3834', `X-Autoreply: yes\r\n${plain}`, 'ann@here.example'],
    ['says so by its precedence', `Precedence: auto_reply\r\n${plain}`, 'ann@here.example'],
    ['tells that a mail was read', 'Content-Type: multipart/report; boundary=b\r\n\r\n--b--\r\n', 'ann@here.example'],
  ])('is none where it %s, so that no two programs write to each other', async (_, body, address) => {
    const reversePath = { address, smtpUtf8: false, body: '7BIT' } as const;
    await submission(head(bob) + body, [bob], { reversePath });
    expect(told(smsSubmitted)).toEqual([]);
    expect(told(mailRefused)).toMatchObject([{ recipients: [{ status: '5.7.1' }] }]);
  });
});

describe('mail of a gateway of multimedia messages', () => {
  const mms = mmsObject({
    origin: 'sent',
    subject: 'Saturn',
    slides: [{ text: 'Look', image: { mediaType: 'image/jpeg', content: image } }],
  });
  const fields = 'From: 14255550123@mms.carrier.example\r\nTo: ann@here.example\r\n';

  async function came(reversePath: string, header = fields): Promise<MailReceived> {
    const entity = Buffer.from(mmsToMime(mms))
      .toString('latin1')
      .replace(/^From: .*\r\n/m, '');
    const received: MailReceived = {
      id: randomUUID(),
      tenant: 't',
      raw: await blobs.put(Buffer.from(header + entity, 'latin1')),
      reversePath: { address: reversePath, smtpUtf8: false, body: '7BIT' },
      client: { address: '127.0.0.1', helo: 'gateway', protocol: 'ESMTP' },
      recipients: [{ mailbox: account.mailbox, address: 'ann@here.example' }],
      receivedAt: new Date().toISOString(),
    };
    await deliver.execute(received, { signal });
    return received;
  }

  it('is an MMS object in the Inbox, once, from the number, and is told of', async () => {
    const received = await came('14255550123@mms.carrier.example');
    await deliver.execute(received, { signal });
    const [message, ...others] = await messagesIn('inbox');
    expect(others).toEqual([]);
    expect(isMms(message!.object)).toBe(true);
    expect(message).toMatchObject({ read: false, mime: received.raw });
    expect(readMms(message!.object)).toMatchObject({ from: { number: '14255550123' }, slides: [{ text: 'Look' }] });
    expect(told(smsReceived)).toMatchObject([
      { kind: 'mms', channel: 'carrier', from: '+14255550123', to: '+14255550100', as: 'text-message' },
    ]);
  });

  it.each([
    ['came by another way', '14255550123@elsewhere.example', fields],
    ['is from nobody with a number', 'a@mms.carrier.example', 'From: postmaster@mms.carrier.example\r\n'],
    ['is from somebody elsewhere', 'a@mms.carrier.example', 'From: +14255550123@elsewhere.example\r\n'],
  ])('stays mail where it %s', async (_, reversePath, header) => {
    await came(reversePath, header);
    expect(isMms((await messagesIn('inbox'))[0]!.object)).toBe(false);
    expect(told(smsReceived)).toEqual([]);
  });

  it('stays mail where it answers a mail, and is told of once', async () => {
    const message: TextMessage = {
      id: randomUUID(),
      submission: randomUUID(),
      tenant: 't',
      mailbox: account.mailbox,
      kind: 'mms',
      source: 'mail',
      recipients: [{ number: '+14255550123' }],
      channels: [],
      state: 'sent',
      submittedAt: Date.now(),
      dueAt: 0,
      expiresAt: 0,
      changedAt: Date.now(),
      mail: { from: 'ann@here.example' },
    };
    await sqlite.textMessages.add([{ message, events: [] }]);
    const received = await came('14255550123@mms.carrier.example');
    await deliver.execute(received, { signal });
    expect(isMms((await messagesIn('inbox'))[0]!.object)).toBe(false);
    expect(told(smsReceived)).toMatchObject([
      { kind: 'mms', channel: 'carrier', from: '+14255550123', to: '+14255550100', as: 'mail' },
    ]);
  });
});
