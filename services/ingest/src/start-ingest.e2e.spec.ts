import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { openFileBlobStore } from '@postbus/blob-fs';
import { type EmbeddedBus, openEmbeddedBus } from '@postbus/bus-embedded';
import { type MailReceived, type MailSubmitted, fromRecord, mailReceived, mailSubmitted } from '@postbus/contracts';
import type { BlobStore } from '@postbus/ports';
import { type SqliteStore, openSqliteStore } from '@postbus/store-sqlite';
import { SmtpClient, type SmtpClientOptions, sinkCertificate, temporaryFolder } from '@postbus/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MessageSpan, messageSpan } from './channels.ts';
import { testSettings } from './ingest-settings.fixture.ts';
import { type Ingest, type ListenerName, startIngest } from './start-ingest.ts';

const folder = temporaryFolder();
const room = { isFull: false };
let bus: EmbeddedBus;
let blobs: BlobStore;
let store: SqliteStore;
let ingest: Ingest;
let received: MailReceived[] = [];
let submitted: MailSubmitted[] = [];
let traceparents: (string | undefined)[] = [];

beforeAll(async () => {
  const secureContext = createSecureContext(sinkCertificate);
  bus = openEmbeddedBus({ folder: folder.path });
  blobs = await openFileBlobStore(join(folder.path, 'blobs'));
  store = openSqliteStore({ folder: folder.path });
  await store.directory.add({ tenant: 'one', address: 'ann@here.example', aliases: ['a.n@here.example'] });
  await store.directory.add({ tenant: 'one', address: 'bob@here.example' });
  const passwords = {
    verify: async (name: string, password: string) =>
      password === 'secret' ? store.directory.resolve(name) : undefined,
  };
  const local = '127.0.0.1:0';
  const settings = testSettings({
    hostname: 'mx.here.example',
    relay: local,
    submission: local,
    submissions: local,
    lmtp: `unix:${join(folder.path, 'lmtp.sock')}`,
    postmaster: 'ann@here.example',
    hops: '10',
    'limits.messageBytes': '4MB',
    'limits.memoryBytes': '100kB',
    'limits.headerBytes': '50kB',
  });
  ingest = await startIngest(
    { blobs, bus, directory: store.directory, passwords, room, secureContext: () => secureContext },
    settings,
  );
  await bus.subscribeShared(mailReceived.name, { group: 'test' }, async (record) => {
    const event = fromRecord(mailReceived, record);
    received.push(event.data);
    traceparents.push(event.traceparent);
  });
  await bus.subscribeShared(mailSubmitted.name, { group: 'test' }, async (record) => {
    submitted.push(fromRecord(mailSubmitted, record).data);
  });
});

afterAll(async () => {
  await ingest.close();
  await bus.close();
  await blobs.close();
  await store.close();
  folder.remove();
});

beforeEach(() => {
  received = [];
  submitted = [];
  traceparents = [];
  room.isFull = false;
});

async function dial(listener: ListenerName, options: Partial<SmtpClientOptions> = {}): Promise<SmtpClient> {
  const client = await SmtpClient.connect({ ...ingest.addresses[listener]!, ...options });
  await client.reply();
  await client.command(listener === 'lmtp' ? 'LHLO client.example' : 'EHLO client.example');
  return client;
}

async function loggedIn(): Promise<SmtpClient> {
  const client = await dial('submissions', { tls: {} });
  expect((await client.authPlain('ann@here.example', 'secret')).code).toBe(235);
  return client;
}

const rawOf = async (event: MailReceived | MailSubmitted): Promise<string> =>
  Buffer.from(await blobs.read(event.raw)).toString('latin1');
const text = 'From: kim@there.example\r\nSubject: x\r\n\r\nbody\r\n';
const own = 'From: ann@here.example\r\nSubject: x\r\nBcc: secret@there.example\r\n\r\nbody\r\n';

describe('the relay port', () => {
  it('takes mail for accounts: once answered 250, blob and event are there', async () => {
    const client = await dial('relay');
    const outcome = await client.sendMessage({
      from: 'kim@there.example',
      to: ['Ann@Here.example', 'bob@here.example'],
      data: text,
      mailParameters: ' BODY=8BITMIME RET=HDRS ENVID=e+2Bid',
      rcptParameters: ' NOTIFY=DELAY,FAILURE ORCPT=rfc822;x+2By@there.example',
    });
    expect(outcome.replies).toMatchObject([{ code: 250, enhanced: '2.0.0' }]);
    await expect.poll(() => received.length).toBe(1);
    const [event] = received;
    const dsn = { notify: ['delay', 'failure'], orcpt: 'rfc822;x+2By@there.example' };
    expect(event).toMatchObject({
      tenant: 'one',
      reversePath: { address: 'kim@there.example', smtpUtf8: false, body: '8BITMIME', ret: 'HDRS', envid: 'e+2Bid' },
      client: { address: '127.0.0.1', helo: 'client.example', protocol: 'ESMTP' },
      recipients: [
        { address: 'Ann@Here.example', dsn },
        { address: 'bob@here.example', dsn },
      ],
    });
    expect(outcome.replies[0]?.lines).toEqual([`OK ${event!.id}`]);
    expect(await rawOf(event!)).toBe(
      `Received: from client.example ([127.0.0.1])\r\n\tby mx.here.example with ESMTP id ${event!.id};\r\n\t${new Date(event!.receivedAt).toUTCString().replace('GMT', '+0000')}\r\n${text}`,
    );
    await client.quit();
  });

  it('refuses at RCPT whom it does not know, and other domains', async () => {
    const client = await dial('relay');
    const replies = await client.pipeline([
      'MAIL FROM:<kim@there.example>',
      'RCPT TO:<nobody@here.example>',
      'RCPT TO:<kim@there.example>',
      'RCPT TO:<a.n@here.example>',
      'RCPT TO:<Postmaster>',
    ]);
    expect(replies.map(({ code, enhanced }) => `${code} ${enhanced}`)).toEqual([
      '250 2.1.0',
      '550 5.1.1',
      '550 5.7.1',
      '250 2.1.5',
      '250 2.1.5',
    ]);
    await client.quit();
  });

  it('takes no login, and offers none under TLS', async () => {
    const client = await dial('relay');
    await client.startTls();
    expect((await client.command('EHLO client.example')).lines.some((line) => line.startsWith('AUTH'))).toBe(false);
    expect((await client.authPlain('ann@here.example', 'secret')).code).toBe(502);
    await client.quit();
  });

  it('stops a message that goes round: 554 5.4.6', async () => {
    const client = await dial('relay');
    const { replies } = await client.sendMessage({
      from: '',
      to: ['ann@here.example'],
      data: `${'Received: x\r\n'.repeat(11)}${text}`,
    });
    expect(replies).toMatchObject([{ code: 554, enhanced: '5.4.6' }]);
    await client.quit();
  });

  it('takes nothing while the disk is nearly full: 452 4.3.1', async () => {
    const client = await dial('relay');
    room.isFull = true;
    expect(await client.command('MAIL FROM:<kim@there.example>')).toMatchObject({ code: 452, enhanced: '4.3.1' });
    await client.quit();
  });

  it('keeps a message that streams, and nothing of one that is too big or never ends', async () => {
    const client = await dial('relay');
    const to = ['ann@here.example'];
    const large = `${text}${`${'x'.repeat(98)}\r\n`.repeat(20_000)}`;
    expect((await client.sendMessage({ from: '', to, data: large })).replies).toMatchObject([{ code: 250 }]);
    await expect.poll(() => received.length).toBe(1);
    expect((await rawOf(received[0]!)).endsWith(large)).toBe(true);
    expect((await client.sendMessage({ from: '', to, data: large.repeat(3) })).replies).toMatchObject([
      { code: 552, enhanced: '5.3.4' },
    ]);
    const lost = await dial('relay');
    await lost.pipeline(['MAIL FROM:<>', 'RCPT TO:<ann@here.example>', 'DATA']);
    lost.send(large);
    await expect.poll(() => ingest.inFlightBytes).toBeGreaterThan(0);
    lost.destroy();
    await client.quit();
    await expect.poll(() => [ingest.connections, ingest.inFlightBytes, received.length]).toEqual([0, 0, 1]);
  });

  it('begins the trace of each message, which a subscriber may take over', async () => {
    const spans: MessageSpan[] = [];
    const own = '00-11111111111111111111111111111111-2222222222222222-01';
    const subscriber = {
      start: (span: MessageSpan) => {
        spans.push(span);
        if (spans.length === 2) span.traceparent = own;
      },
    } as Parameters<typeof messageSpan.subscribe>[0];
    messageSpan.subscribe(subscriber);
    const client = await dial('relay');
    for (let count = 0; count < 2; count++)
      await client.sendMessage({ from: '', to: ['ann@here.example'], data: text });
    messageSpan.unsubscribe(subscriber);
    await client.quit();
    await expect.poll(() => traceparents.length).toBe(2);
    expect(new Set(traceparents)).toEqual(new Set([spans[0]!.traceparent, own]));
    expect(spans).toMatchObject([{ listener: 'relay', protocol: 'ESMTP', recipients: 1 }, {}]);
  });
});

describe('LMTP', () => {
  it('answers for each recipient', async () => {
    const client = await dial('lmtp');
    const outcome = await client.sendMessage({
      from: '',
      to: ['ann@here.example', 'nobody@here.example', 'bob@here.example'],
      data: text,
      lmtp: true,
    });
    expect([outcome.recipients.map(({ code }) => code), outcome.replies.map(({ code }) => code)]).toEqual([
      [250, 550, 250],
      [250, 250],
    ]);
    await expect.poll(() => received.length).toBe(1);
    expect(received[0]).toMatchObject({ client: { address: 'local', protocol: 'LMTP' }, recipients: [{}, {}] });
    await client.quit();
  });
});

describe('the submission ports', () => {
  it('want TLS and a login first', async () => {
    const client = await dial('submission');
    expect(await client.command('MAIL FROM:<ann@here.example>')).toMatchObject({ code: 530, enhanced: '5.7.0' });
    expect(await client.authPlain('ann@here.example', 'secret')).toMatchObject({ code: 538 });
    await client.startTls();
    await client.command('EHLO client.example');
    expect(await client.command('MAIL FROM:<ann@here.example>')).toMatchObject({ code: 530, enhanced: '5.7.0' });
    expect(await client.authPlain('ann@here.example', 'wrong')).toMatchObject({ code: 535, enhanced: '5.7.8' });
    expect(await client.authPlain('ann@here.example', 'secret')).toMatchObject({ code: 235 });
    expect(await client.command('MAIL FROM:<A.N@here.example>')).toMatchObject({ code: 250 });
    await client.quit();
  });

  it('split a message into what stays here and what goes elsewhere', async () => {
    const client = await loggedIn();
    const outcome = await client.sendMessage({
      from: 'ann@here.example',
      to: ['bob@here.example', 'kim@there.example'],
      data: own,
    });
    expect(outcome.replies).toMatchObject([{ code: 250 }]);
    await expect.poll(() => [received.length, submitted.length]).toEqual([1, 1]);
    expect(received[0]).toMatchObject({
      client: { protocol: 'ESMTPSA' },
      recipients: [{ address: 'bob@here.example' }],
    });
    const account = await store.directory.resolve('ann@here.example');
    expect(submitted[0]).toMatchObject({ submitter: account!.mailbox, recipients: [{ address: 'kim@there.example' }] });
    expect(submitted[0]!.raw).toEqual(received[0]!.raw);
    const raw = await rawOf(submitted[0]!);
    expect(raw).toMatch(
      /^Received: from client\.example [^]*\r\nDate: [^]*\r\nMessage-ID: <[0-9a-f-]{36}@here\.example>\r\nFrom: ann@here\.example\r\nSubject: x\r\n\r\nbody\r\n$/,
    );
    await client.quit();
  });

  it('refuse a sender and an author that is not of the account, and an unknown recipient here', async () => {
    const client = await loggedIn();
    expect(await client.command('MAIL FROM:<bob@here.example>')).toMatchObject({ code: 553, enhanced: '5.7.1' });
    const outcome = await client.sendMessage({
      from: '',
      to: ['nobody@here.example', 'kim@there.example'],
      data: text,
    });
    expect(outcome.recipients).toMatchObject([{ code: 550, enhanced: '5.1.1' }, { code: 250 }]);
    expect(outcome.replies).toMatchObject([{ code: 550, enhanced: '5.7.1' }]);
    expect(submitted).toEqual([]);
    await client.quit();
  });
});

describe('while a port is away', () => {
  it('nothing is lost: 451 4.3.0, at RCPT and after the data', async () => {
    const away = temporaryFolder();
    const otherBus = openEmbeddedBus({ folder: away.path });
    const otherStore = openSqliteStore({ folder: away.path });
    await otherStore.directory.add({ tenant: 'one', address: 'ann@here.example' });
    const settings = testSettings({ relay: '127.0.0.1:0' });
    const passwords = { verify: () => Promise.resolve(undefined) };
    const other = await startIngest({ blobs, bus: otherBus, directory: otherStore.directory, passwords }, settings);
    expect(Object.keys(other.addresses)).toEqual(['relay']);
    const client = await SmtpClient.connect(other.addresses.relay as { host: string; port: number });
    await client.reply();
    await client.command('EHLO client.example');
    await otherBus.close();
    const { replies } = await client.sendMessage({ from: '', to: ['ann@here.example'], data: text });
    expect(replies).toMatchObject([{ code: 451, enhanced: '4.3.0' }]);
    await otherStore.close();
    const refused = await client.sendMessage({ from: '', to: ['ann@here.example'], data: text });
    expect(refused.recipients).toMatchObject([{ code: 451, enhanced: '4.3.0' }]);
    client.destroy();
    await other.close();
    away.remove();
  });
});
