import { createHash } from 'node:crypto';
import {
  type ItemOperation,
  type ItemOperationsResponse,
  decodeMessage,
  decodeMultipart,
  encodeMessage,
  itemOperationsRequest,
  itemOperationsResponse,
} from '@postbus/activesync';
import type { MessageRecord } from '@postbus/domain';
import { element } from '@postbus/wbxml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestMail, crlf, plainMail } from '../mail.fixture.ts';
import { EmailRenderer } from '../rendering/email-renderer.ts';
import { fileReference, serverId } from '../server-id.ts';
import { EmptyFolder } from './empty-folder.ts';
import { Fetch } from './fetch.ts';
import { ItemOperationsCommand, type ItemOperationsLimits, itemOperations } from './item-operations.ts';

let mail: TestMail;
beforeAll(async () => {
  mail = await TestMail.open();
});
afterAll(() => mail.close());

type Fetching = Extract<ItemOperation, { kind: 'Fetch' }>;
type Fetched = Extract<NonNullable<ItemOperationsResponse['Response']>[number], { kind: 'Fetch' }>;

function command(limits?: ItemOperationsLimits): ItemOperationsCommand {
  const fetch = new Fetch(mail.store, mail.blobs, new EmailRenderer(mail.store, mail.blobs));
  return new ItemOperationsCommand(fetch, new EmptyFolder(mail.store), limits);
}

/** Over the wire and back, so that codec and command meet. */
async function answer(operations: ItemOperation[], multipart = false) {
  const exchange = {
    context: mail.context,
    device: { id: 'phone', type: 'Test', firstSeen: 0, lastSeen: 0 },
    acceptMultiPart: multipart,
  };
  const request = encodeMessage(itemOperationsRequest, operations, '14.1');
  const { body } = await itemOperations(command()).answer(request, exchange);
  const [wbxml, ...parts] = multipart ? decodeMultipart(body) : [body];
  return { response: decodeMessage(itemOperationsResponse, wbxml!, { version: '14.1' }), parts };
}

async function fetch(what: Omit<Fetching, 'kind' | 'Store'>): Promise<Fetched> {
  const { response } = await answer([{ kind: 'Fetch', Store: 'Mailbox', ...what }]);
  const [first] = response.Response ?? [];
  if (first?.kind !== 'Fetch') throw new Error('not a Fetch');
  return first;
}

const named = ({ folder, id }: MessageRecord) => ({
  CollectionId: String(folder),
  ServerId: serverId({ folder, message: id }),
});
const reference = ({ folder, id }: MessageRecord, ...attachment: number[]) => ({
  FileReference: fileReference({ folder, message: id, attachment }),
});
const textOf = (bytes: Uint8Array | string | undefined) => Buffer.from(bytes as Uint8Array).toString('latin1');

describe('Fetch of an item, [MS-ASCMD] 2.2.1.10', () => {
  it('gives the whole item in the form asked for', async () => {
    const message = await mail.deliver(plainMail('Grüße', ['Subject: One']));
    const fetched = await fetch({ ...named(message), Options: { BodyPreference: [{ Type: 1 }] } });
    expect(fetched).toMatchObject({ Status: 1, ...named(message), Class: 'Email' });
    expect(fetched.Properties).toMatchObject({ Subject: 'One', Body: { Type: 1, Data: 'Grüße' } });
  });

  it('gives text where nothing is asked for, and only what a Schema names', async () => {
    const message = await mail.deliver(plainMail('x', ['Subject: One']));
    expect((await fetch(named(message))).Properties).toMatchObject({ Subject: 'One', Body: { Type: 1, Data: 'x' } });
    const Schema = { rest: [element('Email', 'Subject'), element('AirSyncBase', 'Body')] };
    expect((await fetch({ ...named(message), Options: { Schema } })).Properties).toEqual({
      Subject: 'One',
      Body: { Type: 1, EstimatedDataSize: 1, Data: 'x' },
    });
  });

  it('gives MIME byte for byte', async () => {
    const mime = Buffer.from(crlf(plainMail('x  \t\n.\n')));
    const message = await mail.deliver(mime);
    const Options = { MIMESupport: 2, BodyPreference: [{ Type: 4 }] };
    const { Properties } = await fetch({ ...named(message), Options });
    expect(Properties?.Body).toMatchObject({ Type: 4, EstimatedDataSize: mime.length });
    expect(textOf(Properties?.Body?.Data)).toBe(mime.toString('latin1'));
  });

  it('tells what is wrong', async () => {
    const message = await mail.deliver(plainMail('x'));
    const statusOf = async (what: Parameters<typeof fetch>[0]) => (await fetch(what)).Status;
    expect(await statusOf({ CollectionId: '2', ServerId: '2:999999' })).toBe(6);
    expect(await statusOf({ ...named(message), CollectionId: '999999' })).toBe(6);
    expect(await statusOf({ CollectionId: String(message.folder), ServerId: 'nonsense' })).toBe(6);
    expect(await statusOf({ LongId: named(message).ServerId })).toBe(1);
    expect(await statusOf({ LongId: 'x', ServerId: '1:1' })).toBe(2);
    expect(await statusOf({})).toBe(2);
    const part = { BodyPartPreference: { Type: 1 } };
    expect(await statusOf({ ...named(message), Options: part })).toBe(164);
    const library: Fetching = { kind: 'Fetch', Store: 'Document Library', LinkId: 'x' };
    expect((await answer([library])).response.Response?.[0]?.Status).toBe(9);
  });
});

describe('Fetch of an attachment, [MS-ASCMD] 2.2.1.10', () => {
  const data = Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * 7) % 256));
  const embedded = `Subject: inside\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\ntext \n--i\nContent-Type: text/x-log; name=a.log\n\nlog\n--i--\n`;
  const withAttachments = `Content-Type: multipart/mixed; boundary=b

--b

text
--b
Content-Type: application/pdf; name=plan.pdf
Content-Transfer-Encoding: base64

${data.toString('base64').replace(/.{76}/g, '$&\n')}
--b
Content-Type: message/rfc822

${embedded}
--b--
`;

  it('gives its bytes, decoded from the original', async () => {
    const message = await mail.deliver(withAttachments);
    const fetched = await fetch(reference(message, 0));
    expect(fetched).toMatchObject({ Status: 1, ...reference(message, 0) });
    expect(fetched.Properties?.ContentType).toBe('application/pdf');
    const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    expect(sha256(fetched.Properties!.Data!)).toBe(sha256(data));
  });

  it('gives the bytes of a range', async () => {
    const message = await mail.deliver(withAttachments);
    const { Properties } = await fetch({ ...reference(message, 0), Options: { Range: '10-19' } });
    expect(Properties).toMatchObject({ Range: '10-19', Total: data.length });
    expect(textOf(Properties?.Data)).toBe(data.subarray(10, 20).toString('latin1'));
    expect((await fetch({ ...reference(message, 0), Options: { Range: '50000-50001' } })).Status).toBe(8);
  });

  it('gives an embedded message as it came, and what is attached to it', async () => {
    const message = await mail.deliver(withAttachments);
    const inside = await fetch(reference(message, 1));
    expect(inside.Properties?.ContentType).toBe('message/rfc822');
    expect(textOf(inside.Properties?.Data)).toBe(crlf(embedded));
    expect(textOf((await fetch(reference(message, 1, 0))).Properties?.Data)).toBe('log');
  });

  it('writes an embedded message anew where there is no original', async () => {
    const { object, summary, received } = (await mail.store.message(
      mail.scope,
      (await mail.deliver(withAttachments.replace(/--b\nContent-Type: application[\s\S]*?\n--b/, '--b'))).id,
    ))!;
    const { results } = await mail.store.apply(mail.scope, [
      { do: 'insert-message', folder: 'drafts', message: { object, summary, received, read: true } },
    ]);
    const record = await mail.record(results[0]?.message ?? 0);
    expect(textOf((await fetch(reference(record, 0))).Properties?.Data)).toMatch(/^Subject: inside/m);
  });

  it('tells of attachments that are not there', async () => {
    const message = await mail.deliver(withAttachments);
    for (const path of [[2], [0, 0], [1, 7]]) expect((await fetch(reference(message, ...path))).Status).toBe(15);
    expect((await fetch({ FileReference: '../../etc/passwd' })).Status).toBe(15);
    expect((await fetch({ FileReference: `${mail.folder('junk')}:${message.id}:0` })).Status).toBe(15);
  });

  it('in parts where the client takes them, 2.2.1.10.1', async () => {
    const message = await mail.deliver(withAttachments);
    const item: Fetching = { kind: 'Fetch', Store: 'Mailbox', ...named(message) };
    const file: Fetching = { kind: 'Fetch', Store: 'Mailbox', ...reference(message, 0) };
    const { response, parts } = await answer([item, file], true);
    expect(response.Response).toMatchObject([
      { Status: 1, Properties: { Body: { Type: 1, Part: 1 } } },
      { Status: 1, Properties: { ContentType: 'application/pdf', Part: 2 } },
    ]);
    expect(parts.map((part) => textOf(part))).toEqual(['text', data.toString('latin1')]);
  });

  it('gives no more in one answer than fits', async () => {
    const message = await mail.deliver(withAttachments);
    const file: Fetching = { kind: 'Fetch', Store: 'Mailbox', ...reference(message, 0) };
    const few = command({ operations: 2, bytes: 60_000 });
    const { response } = await few.execute([file, file], mail.context, { multipart: true });
    expect(response.Response?.map(({ Status }) => Status)).toEqual([1, 11]);
    const many = await few.execute([file, file, file], mail.context, { multipart: true });
    expect(many.response).toEqual({ Status: 11 });
  });
});

describe('EmptyFolderContents, [MS-ASCMD] 2.2.3.58', () => {
  async function empty(folder: number | string, deep = false) {
    const Options = deep ? { Options: { DeleteSubFolders: true as const } } : {};
    const { response } = await answer([{ kind: 'EmptyFolderContents', CollectionId: String(folder), ...Options }]);
    return response.Response?.[0];
  }

  it('removes what is in the folder, and what is below it only where that is told', async () => {
    const junk = mail.folder('junk');
    const { results } = await mail.store.apply(mail.scope, [
      { do: 'create-folder', parent: junk, displayName: 'below' },
    ]);
    const below = results[0]!.folder!;
    const inside = await mail.deliver(plainMail('below'), below);
    for (let count = 0; count < 3; count++) await mail.deliver(plainMail('x'), junk);
    expect(await empty(junk)).toEqual({ kind: 'EmptyFolderContents', Status: 1, CollectionId: String(junk) });
    expect(await mail.store.list(mail.scope, junk, { limit: 10 })).toEqual([]);
    expect(await mail.record(inside.id)).toMatchObject({ folder: below });
    expect(await empty(junk, true)).toMatchObject({ Status: 1 });
    expect(await mail.store.folder(mail.scope, below)).toBeUndefined();
  });

  it('knows its folders', async () => {
    expect(await empty('999999')).toMatchObject({ Status: 6 });
    expect(await empty(mail.folder('root'), true)).toMatchObject({ Status: 6 });
  });
});

describe('more operations than a request may have, [MS-ASCMD] 3.1.5.10', () => {
  it('have Status 11, and none is done', async () => {
    const gone: ItemOperation = { kind: 'Fetch', Store: 'Mailbox', ServerId: '9:9' };
    const { response } = await answer(Array.from({ length: 101 }, () => gone));
    expect(response).toEqual({ Status: 11 });
    expect((await answer(Array.from({ length: 100 }, () => gone))).response.Response).toHaveLength(100);
  });
});

describe('Move of a conversation', () => {
  it('is refused, [MS-ASCON] 2.2.2.10', async () => {
    const { response } = await answer([
      { kind: 'Move', ConversationId: new Uint8Array(16), DstFldId: String(mail.folder('junk')) },
    ]);
    expect(response.Response?.[0]).toMatchObject({ kind: 'Move', Status: 156 });
  });
});
