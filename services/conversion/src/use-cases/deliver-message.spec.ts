/** Delivery with the real store, blobs and worker threads. */
import { createHash, randomUUID } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAttemptLog } from '@postbus/attempt-log-fs';
import { openFileBlobStore } from '@postbus/blob-fs';
import type { MailReceived } from '@postbus/contracts';
import type { BlobRef, MailboxScope, StoredMessage } from '@postbus/domain';
import {
  AttachMethod,
  PidTagAttachDataBinary,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagMessageClass,
  PidTagSubject,
  PropertyBag,
} from '@postbus/mapi';
import { writeTnef } from '@postbus/oxtnef';
import type { AttemptLog, BlobStore, MailStore } from '@postbus/ports';
import { type SqliteStore, openSqliteStore } from '@postbus/store-sqlite';
import { type TemporaryFolder, temporaryFolder } from '@postbus/testing';
import { ConversionPool } from '../worker/conversion-pool.ts';
import { type GatewayParts } from '../nest/gateway-parts.ts';
import { gatewayWithoutPolicies, noGateways } from '../gateway-world.fixture.ts';
import { type Conversion, ConversionError } from './conversion.ts';
import { ConvertReliably } from './convert-reliably.ts';
import { DeliverMessage } from './deliver-message.ts';
import { OpenReceived } from './open-received.ts';

let folder: TemporaryFolder;
let sqlite: SqliteStore;
let blobs: BlobStore;
let attempts: AttemptLog;
let pool: ConversionPool;
let parts: GatewayParts;
const signal = new AbortController().signal;
const day = 86_400_000;

beforeAll(async () => {
  folder = temporaryFolder();
  sqlite = openSqliteStore({ folder: folder.path });
  blobs = await openFileBlobStore(`${folder.path}/blobs`);
  attempts = openAttemptLog(folder.path);
  pool = new ConversionPool({ threads: 2, memory: 256, time: 20_000 });
  parts = await gatewayWithoutPolicies({ sqlite, blobs, attempts, pool });
});
afterAll(async () => {
  await pool.close();
  await attempts.close();
  await blobs.close();
  await sqlite.close();
  folder.remove();
});

const store = (): MailStore => sqlite.mailStore;
const scope = (mailbox: string): MailboxScope => ({
  tenant: 't',
  principal: { kind: 'service', service: 'test' },
  mailbox,
});

function deliverWith(conversion: Conversion, duplicateWindow = 0): DeliverMessage {
  const converter = new ConvertReliably(conversion, parts.attempts);
  return new DeliverMessage(blobs, converter, new OpenReceived(parts), noGateways, store(), { duplicateWindow });
}

async function received(mime: string, mailboxes: readonly string[]): Promise<MailReceived> {
  const bytes = Buffer.from(mime);
  const raw: BlobRef = await blobs.put(Buffer.from(bytes));
  for (const mailbox of mailboxes) await store().createMailbox(scope(mailbox));
  return {
    id: randomUUID(),
    tenant: 't',
    raw,
    contentSha256: createHash('sha256').update(bytes).digest('hex'),
    reversePath: { address: 'a@example.com', smtpUtf8: false, body: '7BIT' },
    client: { address: '127.0.0.1', helo: 'client', protocol: 'ESMTP' },
    recipients: mailboxes.map((mailbox) => ({ mailbox, address: `${mailbox}@example.org` })),
    receivedAt: '2026-01-02T03:04:05.000Z',
  };
}

async function inbox(mailbox: string): Promise<StoredMessage[]> {
  const folders = await store().folders(scope(mailbox));
  const id = folders.find(({ role }) => role === 'inbox')?.id ?? 0;
  const records = await store().list(scope(mailbox), id, { limit: 100 });
  const messages = await Promise.all(records.map((record) => store().message(scope(mailbox), record.id)));
  return messages.flatMap((message) => message ?? []);
}

const hello =
  'From: Ann <a@example.com>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nDate: Fri, 2 Jan 2026 03:04:00 +0000\r\n\r\nHello\r\n';

/** Fails in one way until told otherwise. */
class FailingConversion implements Conversion {
  calls = 0;
  constructor(private readonly code: ConversionError['code']) {}
  convert(): Promise<never> {
    this.calls++;
    return Promise.reject(new ConversionError(this.code, 'made to fail'));
  }
}

describe('delivery into mailboxes, [MS-OXPROTO] 2.5.7', () => {
  it('converts once and puts the message into each Inbox, with its original MIME', async () => {
    const event = await received(hello, ['ann', 'bob']);
    await deliverWith(pool).execute(event, {
      signal,
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    for (const mailbox of ['ann', 'bob']) {
      const [message] = await inbox(mailbox);
      expect(message?.object.properties.get(PidTagSubject)).toBe('Grüße');
      expect(message?.summary.preview).toBe('Hello');
      expect(message?.mime).toEqual(event.raw);
      expect(message?.traceparent).toContain('0af7651916cd43dd8448eb211c80319c');
      expect(message?.received).toBe(Date.parse(event.receivedAt));
    }
  });

  it('keeps what is large in winmail.dat as blobs, and what is small in the message', async () => {
    const file = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251);
    const attachmentOf = (name: string, data: Uint8Array) => ({
      properties: new PropertyBag()
        .set(PidTagAttachMethod, AttachMethod.afByValue)
        .set(PidTagAttachLongFilename, name)
        .set(PidTagAttachDataBinary, data),
    });
    const tnef = writeTnef({
      properties: new PropertyBag().set(PidTagMessageClass, 'IPM.Note').set(PidTagSubject, 'Plans'),
      recipients: [],
      attachments: [attachmentOf('plan.bin', file), attachmentOf('note.bin', file.subarray(0, 10))],
    });
    const event = await received(
      `Subject: Plans\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(tnef).toString('base64')}\r\n`,
      ['winmail'],
    );
    await deliverWith(pool).execute(event, { signal });
    const [message] = await inbox('winmail');
    const [plan, note] = message!.object.attachments.map(({ properties }) => properties.get(PidTagAttachDataBinary));
    expect(plan).toEqual({ in: 'blob', sha256: createHash('sha256').update(file).digest('hex'), size: file.length });
    expect(Buffer.from(await blobs.read(plan as BlobRef)).equals(file)).toBe(true);
    expect(note).toEqual(file.slice(0, 10));
  });

  it('tells each copy with the time of its receipt, and one that was there already apart', async () => {
    const event = await received(hello, ['told-ann', 'told-bob']);
    const told: unknown[] = [];
    const listen = (message: unknown): unknown => told.push(message);
    subscribe('postbus.conversion.delivered', listen);
    await deliverWith(pool).execute(event, { signal });
    await deliverWith(pool).execute(event, { signal });
    unsubscribe('postbus.conversion.delivered', listen);
    const copy = { repeated: false, receivedAt: Date.parse(event.receivedAt) };
    expect(told).toEqual([copy, copy, { repeated: true }, { repeated: true }]);
  });

  it('delivers once when the event comes again', async () => {
    const event = await received(hello, ['twice']);
    await deliverWith(pool).execute(event, { signal });
    await deliverWith(pool).execute(event, { signal });
    expect(await inbox('twice')).toHaveLength(1);
  });

  it('keeps a retry of the same bytes once within the window, and both without one', async () => {
    const first = await received(hello, ['retry', 'both']);
    for (const [mailbox, window] of [
      ['retry', day],
      ['both', 0],
    ] as const) {
      const recipients = first.recipients.filter((recipient) => recipient.mailbox === mailbox);
      await deliverWith(pool, window).execute({ ...first, id: randomUUID(), recipients }, { signal });
      await deliverWith(pool, window).execute(
        { ...first, id: randomUUID(), recipients, receivedAt: '2026-01-02T20:00:00.000Z' },
        { signal },
      );
    }
    expect(await inbox('retry')).toHaveLength(1);
    expect(await inbox('both')).toHaveLength(2);
  });

  it('delivers to the others when one mailbox is gone, and says so', async () => {
    const event = await received(hello, ['there']);
    const recipients = [{ mailbox: 'gone', address: 'gone@example.org' }, ...event.recipients];
    await expect(deliverWith(pool).execute({ ...event, recipients }, { signal })).rejects.toThrow(
      expect.objectContaining({ code: 'no-such-mailbox' }),
    );
    expect(await inbox('there')).toHaveLength(1);
  });

  it.each(['worker-crashed', 'timed-out', 'conversion-failed'] as const)(
    'delivers the raw bytes in an attachment after two attempts that end with %s',
    async (code) => {
      const event = await received(hello, [`crash-${code}`]);
      const conversion = new FailingConversion(code);
      await deliverWith(conversion).execute(event, { signal });
      expect(conversion.calls).toBe(2);
      const [message] = await inbox(`crash-${code}`);
      expect(message?.object.attachments[0]?.properties.get(PidTagAttachDataBinary)).toMatchObject({
        in: 'mime',
        offset: 0,
        length: event.raw.size,
      });
    },
  );

  it('counts attempts of processes that died, five of them', async () => {
    const event = await received(hello, ['died']);
    for (let death = 0; death < 5; death++) await attempts.begin(event.id);
    const conversion = new FailingConversion('worker-crashed');
    await deliverWith(conversion).execute(event, { signal });
    expect(conversion.calls).toBe(0);
    expect(await inbox('died')).toHaveLength(1);
  });

  it('decodes a message that was under way when the process was killed a few times', async () => {
    const event = await received(hello, ['killed']);
    for (let kill = 0; kill < 4; kill++) await attempts.begin(event.id);
    await deliverWith(pool).execute(event, { signal });
    const [message] = await inbox('killed');
    expect(message?.object.attachments).toEqual([]);
  });

  it('does not count an attempt that a stop of the service ended', async () => {
    const event = await received(hello, ['stopped']);
    const stopped = deliverWith(new FailingConversion('aborted')).execute(event, { signal });
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
    expect(await attempts.begin(event.id)).toBe(0);
  });
});
