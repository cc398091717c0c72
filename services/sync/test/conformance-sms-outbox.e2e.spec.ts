/** [MS-ASMS]: phones that send what is written elsewhere, and the Outbox, over real sockets. */
import {
  type ProtocolVersion,
  SyncStatus,
  moveItemsRequest,
  moveItemsResponse,
  pingRequest,
  pingResponse,
  provisionRequest,
  provisionResponse,
  smsClientAdd,
} from '@postbus/activesync';
import { type SmsSubmitted, fromRecord, smsSubmitted } from '@postbus/contracts';
import type { MessageId } from '@postbus/domain';
import { smsObject } from '@postbus/oxosmms';
import { SubmitTextMessage } from '@postbus/text-messages';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SyncWorld } from './sync-world.ts';
import { TextingWorld, bob, forget, heldBy, idOf, item, mailOptions, statusOf, textsOf } from './texting-world.ts';

let texting: TextingWorld;
let world: SyncWorld;
beforeAll(async () => {
  texting = await TextingWorld.open();
  world = texting.world;
});
afterAll(() => texting.close());

const versions: readonly ProtocolVersion[] = ['14.0', '14.1', '16.0', '16.1'];

describe('outbound SMS, [MS-ASMS] 2.2.2.2.3, 3.2.5.3', () => {
  const device = async (id: string) => (await world.adapters.deviceStore.device(world.scope, id))!.value;

  it.each(versions)(
    'is kept with the number while it stays on, and gone when it is off, version %s',
    async (version) => {
      const deviceId = texting.newName();
      const phone = await texting.newPhone({ deviceId, version });
      expect(await phone.tellOutboundSms({ enabled: true, phoneNumber: '+14255550143' })).toBe(1);
      const since = (await device(deviceId)).outboundSmsSince;
      expect(await device(deviceId)).toMatchObject({ phoneNumber: '+14255550143' });
      expect(since).toBeGreaterThan(0);
      expect(await phone.tellOutboundSms({ enabled: true, phoneNumber: '+14255550144' })).toBe(1);
      expect(await device(deviceId)).toMatchObject({ phoneNumber: '+14255550144', outboundSmsSince: since });
      expect(await phone.tellOutboundSms({ enabled: false })).toBe(1);
      expect(await device(deviceId)).not.toHaveProperty('outboundSmsSince');
    },
  );

  it('has Status 5 without a number, in Settings and in Provision, and nothing of it is kept', async () => {
    const deviceId = texting.newName();
    const phone = await texting.newPhone({ deviceId });
    expect(await phone.tellOutboundSms({ enabled: true, phoneNumber: '' })).toBe(5);
    const Set = { Model: 'Another', EnableOutboundSMS: true };
    const answer = await phone.command('Provision', provisionRequest, provisionResponse, {
      DeviceInformation: { Set },
      Policies: { Policy: { PolicyType: 'MS-EAS-Provisioning-WBXML' } },
    });
    expect(answer).toMatchObject({ DeviceInformation: { Status: 5 } });
    expect((await device(deviceId)).outboundSmsSince).toBeUndefined();
    expect((await device(deviceId)).model).not.toBe('Another');
  });
});

describe('the Outbox, [MS-ASMS] 3.1.5.1, 3.2.5.1.1', () => {
  /** As sms-dispatch plans a text message for a phone. */
  async function planned(text: string): Promise<{ readonly id: string; readonly item: MessageId }> {
    const { mailStore, textMessages, clock } = world.adapters;
    const id = crypto.randomUUID();
    const object = smsObject({ origin: 'submitted', text, at: clock.now(), recipients: [{ number: bob }] });
    const submission = { id, scope: world.scope, source: 'api', kind: 'sms', object, eventSource: '/test' } as const;
    const submitted = await new SubmitTextMessage(mailStore, clock).execute(submission);
    const now = clock.now();
    const times = { submittedAt: now, dueAt: now, changedAt: now, expiresAt: now + 3_600_000 };
    await textMessages.add([
      {
        message: {
          id,
          submission: id,
          tenant: world.scope.tenant,
          mailbox: world.scope.mailbox,
          item: submitted.item,
          kind: 'sms',
          source: 'api',
          recipients: [{ number: bob }],
          channels: [],
          channel: 'phone',
          state: 'queued',
          ...times,
          phone: { state: 'waiting', since: now },
        },
        events: [],
      },
    ]);
    return { id, item: submitted.item };
  }
  const stateOf = async (id: string) => {
    const message = (await world.adapters.textMessages.message(id))!.value;
    return [message.state, message.phone?.state, message.phone?.device];
  };

  it('gives the phone that sends what it is to send, step by step, while others get nothing', async () => {
    const outbox = await texting.folder('outbox');
    const sent = String(await texting.folder('sent'));
    const deviceId = texting.newName();
    const phone = await texting.newPhone({ deviceId });
    const other = await texting.newPhone();
    expect(await phone.tellOutboundSms({ enabled: true, phoneNumber: '+14255550143' })).toBe(1);
    for (const one of [phone, other]) await one.syncAll(String(outbox));
    await phone.syncAll(sent);

    const { id, item: message } = await planned('On my way');
    await other.sync(String(outbox));
    expect(heldBy(other, outbox).size, 'a device that does not send').toBe(0);
    await phone.sync(String(outbox));
    expect(textsOf(phone, outbox), '1)').toEqual(['On my way']);
    expect(await stateOf(id)).toEqual(['dispatched', 'offered', deviceId]);

    const ServerId = `${outbox}:${message}`;
    await phone.delete(String(outbox), ServerId);
    expect(await stateOf(id), '2)').toEqual(['dispatched', 'taken', deviceId]);
    expect(await texting.stored(message), 'it stays until it is known what became of it').toBeDefined();
    expect((await phone.sync(String(outbox))).changed, 'and is not told again').toBe(false);

    const copy = await phone.addSms(sent, item('On my way', { dateReceived: new Date() }));
    expect((await stateOf(id)).slice(0, 2), '4)').toEqual(['sent', 'sent']);
    expect(await texting.stored(message), 'the phone brought its own copy').toBeUndefined();
    expect(await texting.stored(idOf(copy))).toBeDefined();
    expect((await phone.sync(String(outbox))).changed).toBe(false);
    expect([heldBy(phone, outbox).complaints, heldBy(phone, outbox).size]).toEqual([[], 0]);
    await phone.tellOutboundSms({ enabled: false });
  });

  it('wakes the waiting Sync and the Ping of the phone that sends', async () => {
    const outbox = String(await texting.folder('outbox'));
    const phone = await texting.newPhone();
    await phone.tellOutboundSms({ enabled: true, phoneNumber: '+14255550143' });
    await phone.syncAll(outbox);
    const hanging = phone.sync(outbox, { heartbeat: 60 });
    await vi.waitFor(() => expect(world.waits.size).toBe(1));
    await planned('Now');
    // sms-dispatch tells of the Outbox once more when it has planned the message.
    const change = { mailbox: world.scope.mailbox, folders: [Number(outbox)], hierarchy: false, changeNumber: 0 };
    world.waits.changed(change);
    await hanging;
    expect(textsOf(phone, Number(outbox))).toEqual(['Now']);
    await planned('Then');
    expect(await phone.ping([outbox], 60)).toEqual([outbox]);
    await phone.tellOutboundSms({ enabled: false });
    await phone.sync(outbox);
    expect(heldBy(phone, Number(outbox)).complaints).toEqual([]);
  });

  it('lets a Ping wait that tells SMS where the Outbox was never synchronized, until there is something to send', async () => {
    const outbox = await texting.folder('outbox');
    const [former, phone] = [await texting.newPhone(), await texting.newPhone()];
    await former.tellOutboundSms({ enabled: true, phoneNumber: '+14255550144' });
    await former.syncAll(String(outbox));
    await phone.tellOutboundSms({ enabled: true, phoneNumber: '+14255550143' });
    const request = { HeartbeatInterval: 60, Folders: [{ Id: String(outbox), Class: 'SMS' }] };
    const ping = phone.command('Ping', pingRequest, pingResponse, request);
    await vi.waitFor(() => expect(world.waits.size).toBe(1));
    await planned('First');
    const change = { mailbox: world.scope.mailbox, folders: [outbox], hierarchy: false, changeNumber: 0 };
    world.waits.changed(change);
    expect(await ping).toMatchObject({ Folders: [String(outbox)] });
    await phone.syncAll(String(outbox));
    expect(textsOf(phone, outbox)).toEqual(['First']);
    for (const one of [former, phone]) await one.tellOutboundSms({ enabled: false });
  });

  it('tells again what was told in an answer that was lost, and takes it from a phone that asks for mail alone', async () => {
    const outbox = String(await texting.folder('outbox'));
    const phone = await texting.newPhone();
    await phone.tellOutboundSms({ enabled: true, phoneNumber: '+14255550143' });
    await phone.syncAll(outbox);
    const { syncKey } = phone.collection(outbox);
    const { id } = await planned('Again');
    const lost = await phone.sync(outbox);
    phone.collection(outbox).syncKey = syncKey;
    forget(phone, outbox, lost);
    const again = await phone.sync(outbox);
    expect(again.response?.Collections?.[0]?.Commands).toEqual(lost.response?.Collections?.[0]?.Commands);
    expect((await stateOf(id))[1]).toBe('offered');
    await phone.sync(outbox, { options: [mailOptions] });
    expect([heldBy(phone, Number(outbox)).size, heldBy(phone, Number(outbox)).complaints]).toEqual([0, []]);
    await phone.tellOutboundSms({ enabled: false });
  });

  it('takes what a client adds there as a submission, once', async () => {
    const events: SmsSubmitted[] = [];
    const subscription = await world.adapters.bus.subscribeBroadcast(smsSubmitted.name, async (record) => {
      events.push(fromRecord(smsSubmitted, record).data);
    });
    const outbox = String(await texting.folder('outbox'));
    const phone = await texting.newPhone();
    await phone.syncAll(outbox);
    const { syncKey } = phone.collection(outbox);
    const command = smsClientAdd('to-send', item('From the tablet'));
    const first = await phone.sync(outbox, { commands: [command] });
    const [added] = first.response?.Collections?.[0]?.Responses ?? [];
    expect(added).toMatchObject({ kind: 'Add', Class: 'SMS', Status: 1 });
    phone.collection(outbox).syncKey = syncKey;
    forget(phone, outbox, first);
    await phone.sync(outbox, { commands: [command] });
    const mine = () => events.filter(({ source }) => source === 'activesync');
    await vi.waitFor(() => expect(mine()).toHaveLength(1));
    expect(mine()[0]).toMatchObject({ kind: 'sms', mailbox: world.scope.mailbox });
    const outside = await world.adapters.mailStore.list(world.scope, Number(outbox), { of: 'text', limit: 100 });
    expect(outside.filter(({ summary }) => summary.subject === 'From the tablet')).toHaveLength(1);
    expect(heldBy(phone, Number(outbox)).complaints).toEqual([]);
    await subscription.close();
  });

  it.each([
    ['nobody', { to: [] }],
    ['somebody without a number', { to: [{ number: 'Bob' }] }],
  ])('refuses with Status 6 what goes to %s', async (_, people) => {
    const outbox = await texting.folder('outbox');
    const phone = await texting.newPhone();
    const command = smsClientAdd('a', item('lost', people));
    expect(await statusOf(phone, outbox, command)).toBe(SyncStatus.ConversionError);
  });

  it('refuses with Status 6 a text of which the client kept the rest', async () => {
    const outbox = await texting.folder('outbox');
    const phone = await texting.newPhone();
    const command = smsClientAdd('a', item('The first hal'));
    const { Body, ...others } = command.ApplicationData;
    const cut = { ...command, ApplicationData: { ...others, Body: { ...Body!, Truncated: true } } };
    expect(await statusOf(phone, outbox, cut)).toBe(SyncStatus.ConversionError);
  });

  it('sends a draft that is added with Send, 16.0 on', async () => {
    const drafts = await texting.folder('drafts');
    const phone = await texting.newPhone({ version: '16.1' });
    await phone.syncAll(String(drafts));
    const command = { ...smsClientAdd('draft', item('Sent at once')), Send: true as const };
    const { response } = await phone.sync(String(drafts), { commands: [command] });
    expect(response?.Collections?.[0]?.Responses).toEqual([
      { kind: 'Add', Class: 'SMS', ClientId: 'draft', Status: 1 },
    ]);
    const listed = await world.adapters.mailStore.list(world.scope, await texting.folder('outbox'), {
      of: 'text',
      limit: 100,
    });
    expect(listed.map(({ summary }) => summary.subject)).toContain('Sent at once');
    expect(heldBy(phone, drafts).complaints).toEqual([]);
  });

  it('sends a draft that is changed with Send, 16.0 on, once, and tells that the draft is gone', async () => {
    const drafts = await texting.folder('drafts');
    const phone = await texting.newPhone({ version: '16.0' });
    const ServerId = await phone.addSms(String(drafts), item('Written before'));
    const { syncKey } = phone.collection(String(drafts));
    const commands = [{ kind: 'Change', ServerId, Send: true } as const];
    const { response } = await phone.sync(String(drafts), { commands });
    expect(response?.Collections?.[0]?.Responses).toBeUndefined();
    expect(response?.Collections?.[0]?.Commands).toEqual([{ kind: 'Delete', Class: 'SMS', ServerId }]);
    const outbox = await texting.folder('outbox');
    const sent = async () =>
      (await world.adapters.mailStore.list(world.scope, outbox, { of: 'text', limit: 100 })).filter(
        ({ summary }) => summary.subject === 'Written before',
      );
    expect(await sent()).toHaveLength(1);
    phone.collection(String(drafts)).syncKey = syncKey;
    phone.collection(String(drafts)).items.put(ServerId, {});
    const again = await phone.sync(String(drafts), { commands });
    expect(again.response?.Collections?.[0]?.Responses).toBeUndefined();
    expect(await sent()).toHaveLength(1);
    const lost = { kind: 'Change', ServerId: `${drafts}:999999`, Send: true } as const;
    expect(await statusOf(phone, drafts, lost)).toBe(SyncStatus.ObjectNotFound);
  });

  it('neither takes nor gives away text messages by MoveItems', async () => {
    const phone = await texting.newPhone();
    const [outbox, folder] = [await texting.folder('outbox'), await texting.newFolder()];
    const { item: waiting } = await planned('Stays');
    const elsewhere = await texting.arrives(folder, 'Stays too');
    const answer = await phone.command('MoveItems', moveItemsRequest, moveItemsResponse, {
      Move: [
        { SrcMsgId: `${outbox}:${waiting}`, SrcFldId: String(outbox), DstFldId: String(folder) },
        { SrcMsgId: `${folder}:${elsewhere}`, SrcFldId: String(folder), DstFldId: String(outbox) },
      ],
    });
    expect(answer?.Response?.map(({ Status }) => Status)).toEqual([5, 5]);
  });
});
