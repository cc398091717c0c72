/** [MS-ASMS]: text messages beside mail, as Sync, GetItemEstimate and ItemOperations tell them, over real sockets. */
import {
  type ProtocolVersion,
  type SyncOptions,
  SyncStatus,
  getItemEstimateRequest,
  getItemEstimateResponse,
  itemOperationsRequest,
  itemOperationsResponse,
} from '@postbus/activesync';
import type { FolderId } from '@postbus/domain';
import { PidTagMessageClass } from '@postbus/mapi';
import { mmsObject, smsObject } from '@postbus/oxosmms';
import type { Phone } from '@postbus/testing/phone';
import { textItem } from '@postbus/text-messages';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SyncWorld } from './sync-world.ts';
import { TextingWorld, bob, heldBy, item, mail, mailOptions, smsOptions, textsOf } from './texting-world.ts';

let texting: TextingWorld;
let world: SyncWorld;
beforeAll(async () => {
  texting = await TextingWorld.open();
  world = texting.world;
});
afterAll(() => texting.close());

const versions: readonly ProtocolVersion[] = ['14.0', '14.1', '16.0', '16.1'];
const both = [mailOptions, smsOptions];

describe('Options, [MS-ASMS] 3.1.4.1.1', () => {
  it.each(versions)('bring both classes under one SyncKey, text messages with Class, version %s', async (version) => {
    const phone = await texting.newPhone({ version });
    const folder = await texting.newFolder();
    await texting.arrives(folder, 'a text');
    await world.deliver(mail('a mail'), folder);
    await phone.syncAll(String(folder));
    expect(textsOf(phone, folder)).toEqual(['a text']);
    const { size, complaints } = heldBy(phone, folder);
    expect([size, complaints]).toEqual([2, []]);
  });

  it('without a block of SMS bring none, count none and tell of none that goes, 3.2.5.1', async () => {
    const phone = await world.provisionedPhone({ deviceId: texting.newName() });
    const folder = await texting.newFolder();
    const first = await texting.arrives(folder, 'one');
    await phone.syncAll(String(folder));
    const second = await texting.arrives(folder, 'two');
    await world.adapters.mailStore.apply(world.scope, [
      { do: 'set-read', id: first, read: true },
      { do: 'delete-message', id: second },
      { do: 'move-message', id: first, to: 'junk' },
    ]);
    expect((await phone.sync(String(folder))).changed).toBe(false);
    expect(heldBy(phone, folder).size).toBe(0);
  });

  it('of SMS alone bring nothing else', async () => {
    const phone = await texting.newPhone({ options: smsOptions, smsOptions: undefined as never });
    const folder = await texting.newFolder();
    await texting.arrives(folder, 'a text');
    await world.deliver(mail('a mail'), folder);
    await phone.syncAll(String(folder));
    expect([textsOf(phone, folder), heldBy(phone, folder).size]).toEqual([['a text'], 1]);
  });

  it('that are not told stay, and a class that is left out is soft-deleted until it is asked for again, 3.1.4.1.1.1', async () => {
    const phone = await texting.newPhone();
    const folder = await texting.newFolder();
    await texting.arrives(folder, 'a text');
    await world.deliver(mail('a mail'), folder);
    await phone.syncAll(String(folder));
    await texting.arrives(folder, 'another');
    await phone.sync(String(folder), { options: [] });
    expect(textsOf(phone, folder)).toHaveLength(2);
    const { response } = await phone.sync(String(folder), { options: [mailOptions] });
    expect(response?.Collections?.[0]?.Commands?.map(({ kind }) => kind)).toEqual(['SoftDelete', 'SoftDelete']);
    expect([textsOf(phone, folder), heldBy(phone, folder).size]).toEqual([[], 1]);
    await phone.sync(String(folder), { options: both });
    expect(textsOf(phone, folder)).toHaveLength(2);
    await phone.sync(String(folder), { options: [smsOptions] });
    expect(heldBy(phone, folder).size).toBe(2);
    expect(heldBy(phone, folder).complaints).toEqual([]);
  });

  it('filter text messages by themselves, 3.1.4.1.1.2', async () => {
    const phone = await texting.newPhone();
    const folder = await texting.newFolder();
    const day = 86_400_000;
    for (const age of [0.5, 2, 5, 10, 20, 60]) await texting.arrives(folder, `${age}`, Date.now() - age * day);
    await phone.syncAll(String(folder));
    for (const [FilterType, kept] of [
      [0, 6],
      [5, 5],
      [4, 4],
      [3, 3],
      [2, 2],
      [1, 1],
      [0, 6],
    ] as const) {
      await phone.sync(String(folder), { options: [mailOptions, { ...smsOptions, FilterType }] });
      expect(textsOf(phone, folder)).toHaveLength(kept);
    }
    expect(heldBy(phone, folder).complaints).toEqual([]);
  });

  it.each([
    ['another class', [mailOptions, { Class: 'Calendar' }]],
    ['two blocks of SMS', [smsOptions, smsOptions]],
    ['two blocks of mail', [mailOptions, { Class: 'Email' }]],
    ['a FilterType that text messages do not have', [mailOptions, { ...smsOptions, FilterType: 6 }]],
  ])('with %s have Status 4, 3.2.5.1', async (_, options) => {
    const phone = await texting.newPhone();
    const folder = String(await texting.newFolder());
    await phone.sync(folder);
    await expect(phone.sync(folder, { options })).rejects.toMatchObject({ status: SyncStatus.ProtocolError });
  });

  it('share the window, and MoreAvailable says that one of them has more', async () => {
    const phone = await texting.newPhone({ windowSize: 4 });
    const folder = await texting.newFolder();
    for (let number = 0; number < 5; number++) {
      await texting.arrives(folder, `text ${number}`);
      await world.deliver(mail(`mail ${number}`), folder);
    }
    const { response, more } = await phone.sync(String(folder));
    expect([response?.Collections?.[0]?.Commands?.length, textsOf(phone, folder).length, more]).toEqual([4, 2, true]);
    expect(await phone.syncAll(String(folder))).toBe(2);
    expect(heldBy(phone, folder).size).toBe(10);
  });
});

describe('what is told of text messages, [MS-ASMS] 2.2', () => {
  it.each(versions)('names the class in Change, and in Delete since 14.1, version %s', async (version) => {
    const phone = await texting.newPhone({ version });
    const folder = await texting.newFolder();
    const [read, gone] = [await texting.arrives(folder, 'read'), await texting.arrives(folder, 'gone')];
    await phone.syncAll(String(folder));
    await world.adapters.mailStore.apply(world.scope, [
      { do: 'set-read', id: read, read: true },
      { do: 'delete-message', id: gone },
    ]);
    const { response } = await phone.sync(String(folder));
    expect(response?.Collections?.[0]?.Commands).toEqual([
      { kind: 'Change', Class: 'SMS', ServerId: `${folder}:${read}`, ApplicationData: { Read: true } },
      { kind: 'Delete', ...(version !== '14.0' && { Class: 'SMS' }), ServerId: `${folder}:${gone}` },
    ]);
  });

  it('is the text, cut where the client says, and whole where it is fetched, [MS-ASCMD] 2.2.3.67.2', async () => {
    const phone = await texting.newPhone({ smsOptions: { BodyPreference: [{ Type: 1, TruncationSize: 4 }] } });
    const folder = await texting.newFolder();
    const id = await texting.arrives(folder, 'Grüße aus Köln');
    await phone.syncAll(String(folder));
    expect(heldBy(phone, folder).get(`${folder}:${id}`)?.Body).toMatchObject({ Truncated: true, Data: 'Grü' });
    const { response } = await phone.sync(String(folder), {
      commands: [{ kind: 'Fetch', ServerId: `${folder}:${id}` }],
    });
    expect(response?.Collections?.[0]?.Responses).toMatchObject([
      { kind: 'Fetch', Status: 1, ApplicationData: { Body: { Data: 'Grüße aus Köln' } } },
    ]);
  });

  it('has the conversation of the people, whatever they write, 2.2.2', async () => {
    const phone = await texting.newPhone();
    const folder = await texting.newFolder();
    const [one, two, other] = [
      await texting.arrives(folder, 'one'),
      await texting.arrives(folder, 'two'),
      await texting.arrives(folder, 'one', Date.now(), '+14255550199'),
    ];
    await phone.syncAll(String(folder));
    const answer = await phone.addSms(String(folder), item('three', { from: { number: bob } }));
    const ids = [one, two, other].map((id) => heldBy(phone, folder).get(`${folder}:${id}`)?.ConversationId);
    expect(ids[0]).toHaveLength(16);
    expect(ids[1]).toEqual(ids[0]);
    expect(ids[2]).not.toEqual(ids[0]);
    const second = await texting.newPhone();
    await second.syncAll(String(folder));
    expect(heldBy(second, folder).get(answer)?.ConversationId, 'of what a client adds').toEqual(ids[0]);
  });

  it('is of an MMS message the text of its slides, and of a report about one nothing: that is mail', async () => {
    const phone = await texting.newPhone();
    const folder = await texting.newFolder();
    await texting.insert(
      folder,
      mmsObject({ origin: 'received', subject: 'Photos', slides: [{ text: 'First.' }, { text: 'Second.' }] }),
    );
    const report = smsObject({ origin: 'received', text: 'It was not sent.' });
    report.properties.set(PidTagMessageClass, 'REPORT.IPM.Note.Mobile.SMS.NDR');
    await texting.insert(folder, report);
    await phone.syncAll(String(folder));
    expect([textsOf(phone, folder), heldBy(phone, folder).size]).toEqual([['First.\r\n\r\nSecond.'], 2]);
  });

  it.each(versions)(
    'is fetched by ItemOperations with its class, which 16.1 does not have, version %s',
    async (version) => {
      const phone = await texting.newPhone({ version });
      const folder = await texting.newFolder();
      const id = await texting.arrives(folder, 'fetched');
      const answer = await phone.command('ItemOperations', itemOperationsRequest, itemOperationsResponse, [
        { kind: 'Fetch', Store: 'Mailbox', CollectionId: String(folder), ServerId: `${folder}:${id}` },
      ]);
      const [fetched] = answer?.Response ?? [];
      expect(fetched).toMatchObject({
        Status: 1,
        Properties: { Body: { Data: 'fetched' }, From: `"${bob}" [MOBILE:${bob}]` },
      });
      expect(fetched && 'Class' in fetched ? fetched.Class : undefined).toBe(version === '16.1' ? undefined : 'SMS');
    },
  );
});

describe('waiting for text messages', () => {
  it('a Sync and a Ping of a phone that asks for them are woken, and a Ping of another is not', async () => {
    const folder = await texting.newFolder();
    const [hanging, pinging] = [await texting.newPhone(), await texting.newPhone()];
    const deaf = await world.provisionedPhone({ deviceId: texting.newName() });
    for (const phone of [hanging, pinging, deaf]) await phone.syncAll(String(folder));
    const waits = [hanging.sync(String(folder), { heartbeat: 60 }), pinging.ping([String(folder)], 60)] as const;
    const silent = deaf.ping([String(folder)], 2);
    await vi.waitFor(() => expect(world.waits.size).toBe(3));
    await texting.arrives(folder, 'wake up');
    await waits[0];
    expect(textsOf(hanging, folder)).toEqual(['wake up']);
    expect(await waits[1]).toEqual([String(folder)]);
    expect(await silent).toEqual([]);
  });
});

describe('GetItemEstimate, [MS-ASMS] 3.1.4.2, 3.2.5.2', () => {
  const estimate = async (phone: Phone, folder: FolderId, Options?: readonly SyncOptions[]) => {
    const { syncKey: SyncKey } = phone.collection(String(folder));
    const options = Options?.map(({ Class, FilterType }) => ({ Class, FilterType }));
    const collection = { SyncKey, CollectionId: String(folder), ...(options !== undefined && { Options: options }) };
    const answer = await phone.command('GetItemEstimate', getItemEstimateRequest, getItemEstimateResponse, {
      Collections: [collection],
    });
    return answer?.Response?.[0]?.Collection?.Estimate ?? answer?.Response?.[0]?.Status;
  };

  it('counts text messages where a block asks for them, and only there', async () => {
    const phone = await texting.newPhone();
    const folder = await texting.newFolder();
    await phone.syncAll(String(folder));
    for (let number = 0; number < 3; number++) await texting.arrives(folder, `${number}`);
    await world.deliver(mail('one'), folder);
    expect(await estimate(phone, folder, both)).toBe(4);
    expect(await estimate(phone, folder, [smsOptions])).toBe(3);
    expect(await estimate(phone, folder, [mailOptions])).toBe(1);
    expect(await estimate(phone, folder)).toBe(1);
  });

  it('counts them beyond those that it looks at one by one', async () => {
    const phone = await texting.newPhone();
    const folder = await texting.newFolder();
    await phone.sync(String(folder));
    const object = smsObject({ origin: 'received', text: 'many', from: { number: bob } });
    const now = Date.now();
    await world.adapters.mailStore.apply(
      world.scope,
      Array.from({ length: 450 }, (_, index) => ({
        do: 'insert-message' as const,
        folder,
        message: textItem(object, now - index, false),
      })),
    );
    await world.deliver(mail('one'), folder);
    expect(await estimate(phone, folder, both)).toBe(451);
    expect(await estimate(phone, folder, [smsOptions])).toBe(450);
    expect(await estimate(phone, folder, [mailOptions])).toBe(1);
  });

  it('answers 4 for blocks that do not go together, [MS-ASCMD] 2.2.3.27.2', async () => {
    const phone = await texting.newPhone();
    const folder = await texting.newFolder();
    await phone.sync(String(folder));
    expect(await estimate(phone, folder, [smsOptions, smsOptions])).toBe(4);
    expect(await estimate(phone, folder, [mailOptions, { Class: 'Tasks' }])).toBe(4);
  });
});
