/**
 * The examples of [MS-ASMS] 4, over HTTP with a phone: the element trees that docs/conformance/ms-asms.md repairs, with
 * the SyncKey and the folder that this server gives.
 */
import {
  FolderType,
  type Message,
  type SyncRequest,
  decodeMessage,
  readMessage,
  settingsRequest,
  settingsResponse,
  syncRequest,
  syncResponse,
} from '@postbus/activesync';
import { toHex } from '@postbus/bytes';
import { PidTagInternetCodepage } from '@postbus/mapi';
import { smsObject } from '@postbus/oxosmms';
import type { Phone } from '@postbus/testing/phone';
import { textItem } from '@postbus/text-messages';
import { type WbxmlContent, type WbxmlElement, decodeWbxml, element, encodeWbxml, isElement } from '@postbus/wbxml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SyncWorld } from './sync-world.ts';

const version = '14.0';
const day = 86_400_000;
let world: SyncWorld;
let inbox: number;
beforeAll(async () => {
  world = await SyncWorld.open();
  inbox = (await world.adapters.mailStore.folders(world.scope)).find(({ role }) => role === 'inbox')?.id ?? 0;
});
afterAll(() => world.close());

const air = (name: Parameters<typeof element<'AirSync'>>[1], ...content: WbxmlContent[]): WbxmlElement =>
  element('AirSync', name, ...content);
const preference = (type: string, truncation?: string): WbxmlElement =>
  element(
    'AirSyncBase',
    'BodyPreference',
    element('AirSyncBase', 'Type', type),
    ...(truncation === undefined ? [] : [element('AirSyncBase', 'TruncationSize', truncation)]),
  );

const smsOptions = air('Options', air('Class', 'SMS'), air('FilterType', '0'), preference('1', '102400'));
const mailOptions = air(
  'Options',
  air('FilterType', '2'),
  preference('1'),
  preference('2'),
  preference('4', '102400'),
  air('MIMESupport', '0'),
  air('Conflict', '1'),
);

/** 4.1 and 4.2, where 601771687 and 15 stand for what this server gave. */
const syncTree = (syncKey: string, ...options: WbxmlElement[]): WbxmlElement =>
  air(
    'Sync',
    air(
      'Collections',
      air(
        'Collection',
        air('SyncKey', syncKey),
        air('CollectionId', String(inbox)),
        air('DeletesAsMoves'),
        air('GetChanges'),
        air('WindowSize', '100'),
        ...options,
      ),
    ),
  );

async function newText(text: string, at: number): Promise<void> {
  const people = { from: { number: '+14255550123' }, recipients: [{ number: '14255550143' }] };
  const object = smsObject({ origin: 'received', text, at, ...people });
  object.properties.set(PidTagInternetCodepage, 1252);
  const message = textItem(object, at, false);
  await world.adapters.mailStore.apply(world.scope, [{ do: 'insert-message', folder: inbox, message }]);
}

const mail = (subject: string): string =>
  `From: Bob <bob@example.com>\r\nTo: ann@example.org\r\nSubject: ${subject}\r\n\r\nHello\r\n`;

/** The phone sends the tree and gets one. */
async function sent(phone: Phone, command: 'Sync' | 'Settings', tree: WbxmlElement): Promise<WbxmlElement> {
  const { status, body } = await phone.post(command, encodeWbxml(tree));
  expect(status).toBe(200);
  return decodeWbxml(body);
}

const begin = async (phone: Phone): Promise<string> => {
  const request: SyncRequest = { Collections: [{ SyncKey: '0', CollectionId: String(inbox) }] };
  const answer = await phone.command('Sync', syncRequest, syncResponse, request);
  return answer?.Collections?.[0]?.SyncKey ?? '';
};

const read = <Value>(message: Message<Value>, tree: WbxmlElement): Value =>
  readMessage(message, tree, { version, unknown: 'refuse' });

/** All elements of a name below `tree`. */
function named(tree: WbxmlElement, name: string): WbxmlElement[] {
  const below = tree.content.filter(isElement).flatMap((child) => named(child, name));
  return tree.name === name ? [tree, ...below] : below;
}

const received = Date.parse('2009-01-08T00:14:36.000Z');

describe('the examples of [MS-ASMS] 4', () => {
  let phone: Phone;
  beforeAll(async () => {
    phone = await world.provisionedPhone({ deviceId: 'examples', version });
    expect(phone.folderOf(FolderType.Inbox)).toBe(String(inbox));
    await newText('Make sure you get some rest!\n', received);
    await world.deliver(mail('of today'));
    const id = await world.deliver(mail('of last week'));
    const { mailStore } = world.adapters;
    const old = (await mailStore.message(world.scope, id))!;
    await mailStore.apply(world.scope, [
      { do: 'update-message', id, message: { ...old, received: Date.now() - 7 * day } },
    ]);
  });

  it('synchronize e-mail items and SMS items, each by its own options, 4.1', async () => {
    const answer = read(syncResponse, await sent(phone, 'Sync', syncTree(await begin(phone), smsOptions, mailOptions)));
    const { Status, Commands = [] } = answer.Collections![0]!;
    expect(Status).toBe(1);
    const told = Commands.map((one) => [
      one.kind,
      'Class' in one ? one.Class : undefined,
      one.kind === 'Add' ? one.ApplicationData.DateReceived?.getUTCFullYear() : undefined,
    ]);
    expect(told, 'the old text message by FilterType 0, the mail of three days by 2').toEqual([
      ['Add', 'SMS', 2009],
      ['Add', undefined, new Date().getUTCFullYear()],
    ]);
  });

  it('synchronize only SMS items, 4.2: what was there of e-mail is soft-deleted', async () => {
    const first = read(syncResponse, await sent(phone, 'Sync', syncTree(await begin(phone), smsOptions)));
    expect(first.Collections![0]!.Commands!.map((one) => [one.kind, 'Class' in one && one.Class])).toEqual([
      ['Add', 'SMS'],
    ]);
    const both = syncTree(first.Collections![0]!.SyncKey!, smsOptions, mailOptions);
    const mails = read(syncResponse, await sent(phone, 'Sync', both)).Collections![0]!;
    expect(mails.Commands!.map(({ kind }) => kind)).toEqual(['Add']);
    const only = read(syncResponse, await sent(phone, 'Sync', syncTree(mails.SyncKey!, smsOptions))).Collections![0]!;
    expect(only.Commands).toEqual([{ kind: 'SoftDelete', ServerId: mails.Commands![0]!.ServerId }]);
  });

  it('have an SMS item added by the server, element by element, 4.3', async () => {
    const tree = await sent(phone, 'Sync', syncTree(await begin(phone), smsOptions));
    const [add] = named(tree, 'Add');
    const [data] = named(tree, 'ApplicationData');
    expect(add!.content.map((child) => isElement(child) && child.name)).toEqual([
      'Class',
      'ServerId',
      'ApplicationData',
    ]);
    const expected = [
      element('Email', 'To', '"14255550143" [MOBILE:14255550143]'),
      element('Email', 'From', '"+14255550123" [MOBILE:+14255550123]'),
      element('Email', 'DateReceived', '2009-01-08T00:14:36.000Z'),
      element('Email', 'Importance', '1'),
      element('Email', 'Read', '0'),
      element(
        'AirSyncBase',
        'Body',
        element('AirSyncBase', 'Type', '1'),
        element('AirSyncBase', 'EstimatedDataSize', '29'),
        element('AirSyncBase', 'Data', 'Make sure you get some rest!\n'),
      ),
      element('Email', 'InternetCPID', '1252'),
      element('Email', 'Flag'),
    ];
    const bare = (one: WbxmlContent): WbxmlContent =>
      isElement(one) ? { namespace: one.namespace, name: one.name, content: one.content.map(bare) } : one;
    const found = new Map(data!.content.filter(isElement).map((child) => [child.name, bare(child)]));
    expect(expected.map(({ name }) => found.get(name))).toEqual(expected);
    expect([...found.keys()].toSorted()).toEqual(
      [...expected.map(({ name }) => name), 'ConversationId', 'ConversationIndex'].toSorted(),
    );
    const [id] = (found.get('ConversationId') as WbxmlElement).content as [Uint8Array];
    const [index] = (found.get('ConversationIndex') as WbxmlElement).content as [Uint8Array];
    expect(id).toHaveLength(16);
    // C9 71 26 48 DE is printed: the same seven minutes of FILETIME, which DateReceived is in too.
    expect(index).toHaveLength(5);
    expect(toHex(index).slice(0, 6)).toBe('c97126');
  });

  it('enable outbound SMS messages, 4.4', async () => {
    const set = (name: Parameters<typeof element<'Settings'>>[1], ...content: WbxmlContent[]): WbxmlElement =>
      element('Settings', name, ...content);
    const details = set(
      'Set',
      set('Model', 'Manufacturer-Name-Number'),
      set('IMEI', '123456789012345'),
      set('FriendlyName', 'My PPC Phone'),
      set('OS', 'PPC'),
      set('OSLanguage', 'us-EN'),
      set('PhoneNumber', '206-555-0112'),
      set('EnableOutboundSMS', '1'),
      set('MobileOperator', 'T-Mojo'),
    );
    const tree = set('Settings', set('DeviceInformation', details));
    expect(decodeMessage(settingsRequest, encodeWbxml(tree), { version }).DeviceInformation).toBeDefined();
    const answer = read(settingsResponse, await sent(phone, 'Settings', tree));
    expect(answer).toMatchObject({ Status: 1, DeviceInformation: { Status: 1 } });
    const { value } = (await world.adapters.deviceStore.device(world.scope, 'examples'))!;
    expect(value).toMatchObject({ model: 'Manufacturer-Name-Number', phoneNumber: '206-555-0112' });
    expect(value.outboundSmsSince).toBeGreaterThan(Date.now() - 60_000);
  });
});
