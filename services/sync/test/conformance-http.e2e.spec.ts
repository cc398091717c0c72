/** [MS-ASHTTP] over real sockets, request by request. */
import {
  type CommandName,
  CommonStatus,
  ItemOperationsStatus,
  commandCodes,
  decodeMessage,
  decodeMultipart,
  encodeBase64Query,
  encodeMessage,
  encodePlainQuery,
  folderSyncRequest,
  folderSyncResponse,
  itemOperationsRequest,
  itemOperationsResponse,
  pingResponse,
  syncRequest,
} from '@postbus/activesync';
import { toBase64, utf8Bytes } from '@postbus/bytes';
import { type Phone, type HttpAnswer, PhoneConnection } from '@postbus/testing/phone';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SyncWorld } from './sync-world.ts';

let world: SyncWorld;
let connection: PhoneConnection;
let phone: Phone;
let policyKey: string;
beforeAll(async () => {
  world = await SyncWorld.open({ settings: { POSTBUS_SYNC_LARGEST_REQUEST: '64KB' } });
  connection = new PhoneConnection({ origin: world.origin });
  phone = await world.provisionedPhone({ deviceId: 'http' });
  policyKey = String((await world.adapters.deviceStore.device(world.scope, 'http'))?.value.policyKey);
});
afterAll(async () => {
  connection.close();
  await world.close();
});

const version = '14.1';
const authorization = `Basic ${Buffer.from('ann@example.org:secret').toString('base64')}`;
const parameters = { saveInSent: false, acceptMultiPart: false };
const line = (command: CommandName) => ({
  command,
  deviceId: 'http',
  deviceType: 'TestPhone',
  user: 'ann@example.org',
  parameters,
});
const folderSync = encodeMessage(folderSyncRequest, { SyncKey: '0' }, version);

/** A POST with the headers of a device in order, but for those told otherwise; an empty one is left out. */
function post(
  command: CommandName,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
  query = encodePlainQuery(line(command)),
): Promise<HttpAnswer> {
  const all = {
    authorization,
    'ms-asprotocolversion': version,
    'x-ms-policykey': policyKey,
    'content-type': 'application/vnd.ms-sync.wbxml',
    ...headers,
  };
  const told = Object.entries(all).filter(([, value]) => value !== '');
  return connection.send('POST', `?${query}`, Object.fromEntries(told), body);
}

function folderStatus({ status, body }: HttpAnswer): number | undefined {
  return status === 200 ? decodeMessage(folderSyncResponse, body, { version }).Status : undefined;
}

describe('HTTP OPTIONS, 2.2.3, 2.2.4', () => {
  it('tells versions and commands, and the server', async () => {
    const { status, headers, body } = await connection.send('OPTIONS', '', { authorization }, new Uint8Array());
    expect({ status, length: body.length }).toEqual({ status: 200, length: 0 });
    expect(headers).toMatchObject({
      'ms-asprotocolversions': '14.0,14.1,16.0,16.1',
      'ms-server-activesync': '16.1',
      allow: 'OPTIONS, POST',
      public: 'OPTIONS, POST',
    });
    const commands = String(headers['ms-asprotocolcommands']).split(',');
    expect(commands).toEqual(
      expect.arrayContaining(['Sync', 'Ping', 'FolderSync', 'Provision', 'SendMail', 'ItemOperations']),
    );
    expect(commands.every((name) => Object.hasOwn(commandCodes, name))).toBe(true);
  });

  it('wants a login', async () => {
    const { status, headers } = await connection.send('OPTIONS', '', {}, new Uint8Array());
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toMatch(/^Basic realm=/);
  });
});

describe('the request line, 2.2.1.1.1', () => {
  it('may be plain or base64, with the policy key and the version in headers or in it', async () => {
    expect(folderStatus(await post('FolderSync', folderSync))).toBe(1);
    const base64 = encodeBase64Query({
      ...line('FolderSync'),
      protocolVersion: version,
      locale: 0x0409,
      policyKey: Number(policyKey),
    });
    const headers = { 'ms-asprotocolversion': '', 'x-ms-policykey': '' };
    expect(folderStatus(await post('FolderSync', folderSync, headers, base64))).toBe(1);
  });

  it.each(['2.5', '12.0', '12.1', '17.0', 'x'])(
    'of version %s is refused with those that are spoken',
    async (other) => {
      const { status, headers } = await post('FolderSync', folderSync, { 'ms-asprotocolversion': other });
      expect(status).toBe(400);
      expect(headers['ms-asprotocolversions']).toBe('14.0,14.1,16.0,16.1');
    },
  );

  it('of version 12.1 in base64 is refused likewise', async () => {
    const query = encodeBase64Query({ ...line('FolderSync'), protocolVersion: '12.1' });
    expect((await post('FolderSync', folderSync, {}, query)).status).toBe(400);
  });

  it.each(['Search', 'MeetingResponse', 'ResolveRecipients', 'ValidateCert', 'Find', 'GetAttachment'] as const)(
    'of %s, which is not built, has 501',
    async (command) => {
      expect((await post(command, folderSync)).status).toBe(501);
    },
  );

  it('of a command that does not exist has 501, one that cannot be read 400', async () => {
    const query = (text: string) => post('FolderSync', folderSync, {}, text).then(({ status }) => status);
    expect(await query('Cmd=Fly&User=ann&DeviceId=http&DeviceType=TestPhone')).toBe(501);
    expect(await query('Cmd=FolderSync&Cmd=FolderSync&DeviceId=http&DeviceType=TestPhone')).toBe(400);
    expect(await query('')).toBe(400);
    expect(await query('%%%')).toBe(400);
    expect(await query('AAAA')).toBe(400);
  });

  it('without a device id or type that is one has Status 108 or 109, [MS-ASCMD] 2.2.2', async () => {
    const plain = (device: string) => post('FolderSync', folderSync, {}, `Cmd=FolderSync&User=ann&${device}`);
    expect(folderStatus(await plain('DeviceType=x'))).toBe(CommonStatus.DeviceIdMissingOrInvalid);
    expect(folderStatus(await plain('DeviceId=a,b&DeviceType=x'))).toBe(CommonStatus.DeviceIdMissingOrInvalid);
    expect(folderStatus(await plain('DeviceId=a'))).toBe(CommonStatus.DeviceTypeMissingOrInvalid);
    const base64 = toBase64(Uint8Array.of(141, commandCodes.FolderSync, 9, 4, 1, 0x2c, 0, 1, 0x78));
    expect(folderStatus(await post('FolderSync', folderSync, {}, base64))).toBe(CommonStatus.DeviceIdMissingOrInvalid);
  });
});

describe('Authorization, 2.2.1.1.2.2', () => {
  it.each(['ann@example.org', 'DOMAIN\\ann@example.org'])('is Basic, for %s', async (name) => {
    const told = `Basic ${Buffer.from(`${name}:secret`).toString('base64')}`;
    expect(folderStatus(await post('FolderSync', folderSync, { authorization: told }))).toBe(1);
  });
});

describe('status codes, 2.2.2.1.1', () => {
  it('401 for a login that is none, 405 for another method, 404 for another place', async () => {
    const wrong = `Basic ${Buffer.from('ann@example.org:wrong').toString('base64')}`;
    expect((await post('FolderSync', folderSync, { authorization: wrong })).status).toBe(401);
    expect((await post('FolderSync', folderSync, { authorization: 'Bearer abc' })).status).toBe(401);
    expect((await post('FolderSync', folderSync, { authorization: '' })).status).toBe(401);
    const place = `${world.origin}/Microsoft-Server-ActiveSync`;
    const got = await fetch(place, { method: 'PUT', headers: { authorization } });
    expect({ status: got.status, allow: got.headers.get('allow') }).toEqual({ status: 405, allow: 'OPTIONS, POST' });
    expect((await fetch(`${world.origin}/elsewhere`, { headers: { authorization } })).status).toBe(404);
  });

  it('413 for a body that is too large, whether its length is told or not', async () => {
    const large = new Uint8Array(64 * 1024 + 1);
    expect((await post('SendMail', large)).status).toBe(413);
    const chunked = await fetch(`${world.origin}/Microsoft-Server-ActiveSync?${encodePlainQuery(line('SendMail'))}`, {
      method: 'POST',
      headers: { authorization, 'ms-asprotocolversion': version },
      body: new Blob([large]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(chunked.status).toBe(413);
    await chunked.body?.cancel();
    expect(folderStatus(await post('FolderSync', folderSync))).toBe(1);
  });
});

describe('headers of an answer, 2.2.2.1.2', () => {
  it('are Content-Type and Content-Length where there is a body, and Content-Length where there is none', async () => {
    const { headers, body } = await post('FolderSync', folderSync);
    expect(headers).toMatchObject({
      'content-type': 'application/vnd.ms-sync.wbxml',
      'content-length': String(body.length),
      'cache-control': 'private',
    });
    expect(headers['content-encoding']).toBeUndefined();

    await phone.syncAll(phone.folderOf(2));
    const { syncKey } = phone.collection(phone.folderOf(2));
    const nothingNew = { Collections: [{ SyncKey: syncKey, CollectionId: phone.folderOf(2) }] };
    const empty = await post('Sync', encodeMessage(syncRequest, nothingNew, version));
    expect({ status: empty.status, length: empty.body.length }).toEqual({ status: 200, length: 0 });
    expect(empty.headers['content-length']).toBe('0');
    expect(empty.headers['content-type']).toBeUndefined();
  });

  it('tell what the server speaks to a FolderSync that begins anew, and to no other, 3.2.5.1', async () => {
    const first = await post('FolderSync', folderSync);
    expect(first.headers).toMatchObject({
      'x-ms-rp': '14.0,14.1,16.0,16.1',
      'ms-asprotocolversions': '14.0,14.1,16.0,16.1',
      'ms-asprotocolcommands': expect.stringContaining('FolderSync'),
    });
    const { SyncKey = '' } = decodeMessage(folderSyncResponse, first.body, { version });
    const next = await post('FolderSync', encodeMessage(folderSyncRequest, { SyncKey }, version));
    expect(folderStatus(next)).toBe(1);
    expect(next.headers['x-ms-rp']).toBeUndefined();
  });
});

describe('X-MS-PolicyKey, 2.2.1.1.2.8', () => {
  it.each([
    ['none', '', CommonStatus.DeviceNotProvisioned],
    ['0', '0', CommonStatus.DeviceNotProvisioned],
    ['another', '12345', CommonStatus.InvalidPolicyKey],
    ['one that is no number', 'x', CommonStatus.InvalidPolicyKey],
  ])('%s has its Status', async (_, key, status) => {
    expect(folderStatus(await post('FolderSync', folderSync, { 'x-ms-policykey': key }))).toBe(status);
  });
});

describe('the body of a request, 2.2.1.1.2.3, 2.2.1.1.3', () => {
  it.each(['', 'application/vnd.ms-sync', 'Application/vnd.ms-sync.wbxml; charset=utf-8'])(
    'is read with the Content-Type %j',
    async (type) => {
      expect(folderStatus(await post('FolderSync', folderSync, { 'content-type': type }))).toBe(1);
    },
  );

  it.each(['text/plain', 'message/rfc822', 'application/vnd.ms-sync.multipart', 'application/json'])(
    'is refused with Status 101 where it says to be %s, [MS-ASCMD] 2.2.2',
    async (type) => {
      expect(folderStatus(await post('FolderSync', folderSync, { 'content-type': type }))).toBe(
        CommonStatus.InvalidContent,
      );
      const { body } = await post('Ping', utf8Bytes('hello'), { 'content-type': type });
      expect(decodeMessage(pingResponse, body, { version }).Status).toBe(CommonStatus.InvalidContent);
    },
  );

  const sync = 0x45;
  const head = [0x03, 0x01, 0x6a, 0x00];
  it.each([
    ['text', [...utf8Bytes('not WBXML')]],
    ['nothing', []],
    ['elements inside each other', [...head, ...Array<number>(30_000).fill(sync), ...Array<number>(30_000).fill(1)]],
    ['a length of 4 GiB', [...head, sync, 0xc3, 0x8f, 0xff, 0xff, 0xff, 0x7f, 0x01]],
    ['a string table taken again and again', stringTableBomb()],
  ])('that is %s has Status 102, [MS-ASCMD] 2.2.2', async (_, bytes) => {
    expect(folderStatus(await post('FolderSync', Uint8Array.from(bytes)))).toBe(CommonStatus.InvalidWbxml);
  });

  it('of tens of thousands of elements is answered with a Status', async () => {
    const folder = [0x4e, 0x01];
    const wide = [...head, sync, ...Array.from({ length: 30_000 }, () => folder).flat(), 0x01];
    const answer = await post('FolderSync', Uint8Array.from(wide));
    expect(folderStatus(answer)).toBeGreaterThan(1);
    expect(folderStatus(await post('FolderSync', folderSync))).toBe(1);
  });
});

/** 30 KiB of table, named 10,000 times: 300 MB of text, were it built. */
function stringTableBomb(): number[] {
  const table = Array.from({ length: 30_000 }, () => 0x61);
  const references = Array.from({ length: 10_000 }, () => [0x83, 0x00]).flat();
  return [0x03, 0x01, 0x6a, 0x81, 0xea, 0x31, ...table, 0x00, 0x45, ...references, 0x01];
}

describe('MS-ASAcceptMultiPart, 2.2.1.1.2.5', () => {
  it('T has the answer in parts, F and none have it inline', async () => {
    const mime = 'From: Bob <bob@example.com>\r\nTo: ann@example.org\r\nSubject: parts\r\n\r\nHello parts\r\n';
    const id = await world.deliver(mime);
    const inbox = phone.folderOf(2);
    const fetch = encodeMessage(
      itemOperationsRequest,
      [
        {
          kind: 'Fetch',
          Store: 'Mailbox',
          CollectionId: inbox,
          ServerId: `${inbox}:${id}`,
          Options: { MIMESupport: 2, BodyPreference: [{ Type: 4 }] },
        },
      ],
      version,
    );
    const parted = await post('ItemOperations', fetch, { 'ms-asacceptmultipart': 'T' });
    expect(parted.headers['content-type']).toBe('application/vnd.ms-sync.multipart');
    const [wbxml = new Uint8Array(), part] = decodeMultipart(parted.body);
    expect(decodeMessage(itemOperationsResponse, wbxml, { version })).toMatchObject({
      Status: ItemOperationsStatus.Success,
      Response: [{ Properties: { Body: { Part: 1 } } }],
    });
    expect(Buffer.from(part ?? []).toString()).toBe(mime);
    for (const told of ['F', '']) {
      const inline = await post('ItemOperations', fetch, { 'ms-asacceptmultipart': told });
      expect(inline.headers['content-type']).toBe('application/vnd.ms-sync.wbxml');
      const { Response } = decodeMessage(itemOperationsResponse, inline.body, { version });
      expect(Response).toMatchObject([{ Properties: { Body: { Data: expect.stringContaining('Hello parts') } } }]);
    }
  });

  it('is a flag of the Options parameter in a base64 query, 2.2.1.1.1.1.3', async () => {
    const query = encodeBase64Query({
      ...line('ItemOperations'),
      parameters: { ...parameters, acceptMultiPart: true },
      protocolVersion: version,
      policyKey: Number(policyKey),
    });
    const nothing = encodeMessage(itemOperationsRequest, [], version);
    const { headers } = await post('ItemOperations', nothing, {}, query);
    expect(headers['content-type']).toBe('application/vnd.ms-sync.multipart');
  });
});
