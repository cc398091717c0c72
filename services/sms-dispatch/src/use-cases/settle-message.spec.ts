import { fromRecord, mailRefused, smsStatus } from '@postbus/contracts';
import { PidTagBody, PidTagMessageClass, PidTagMessageFlags, PidTagSubject } from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { readSms, smsObject } from '@postbus/oxosmms';
import type { TextMessageStore } from '@postbus/ports';
import { withMethods } from '@postbus/testing';
import { putMessage, sentByPhone, statusRecord, textItem } from '@postbus/text-messages';
import { afterEach, describe, expect, it } from 'vitest';
import { DispatchWorld, anna, ben, minute } from '../../test/dispatch-world.ts';
import { SettleMessage } from './settle-message.ts';

let world: DispatchWorld;
afterEach(() => world.close());
async function open(): Promise<DispatchWorld> {
  world = await DispatchWorld.open({ rules: [{ channels: ['carrier'], order: 'listed' }] });
  return world;
}
const refused = { code: 'ESME_RINVDSTADR', text: 'the carrier does not reach it' };
const refuse = (number: string) => {
  world.channel('carrier').answer = ({ recipients }) =>
    recipients[0]?.number === number ? { then: 'elsewhere', fault: refused } : undefined;
};

describe('the item of a text message', () => {
  it('goes to Sent Items once it was sent, as one that was', async () => {
    await open();
    await world.submit([anna], { text: 'Hi' });
    await world.settle();
    expect(await world.inFolder('outbox')).toEqual([]);
    const [sent] = await world.inFolder('sent');
    expect(readSms(sent!.object)).toMatchObject({ text: 'Hi', recipients: [{ number: anna }] });
    // Neither mfSubmitted nor mfUnsent. [MS-OXCMSG] 2.2.1.6
    expect(Number(sent!.object.properties.get(PidTagMessageFlags)) & 0xc).toBe(0);
    expect(await world.inFolder('inbox')).toEqual([]);
  });

  it('stays in the Outbox while a message of it still waits', async () => {
    await open();
    const later = world.time + minute;
    world.channel('carrier').answer = ({ recipients }) =>
      recipients[0]?.number === ben && world.time < later ? { then: 'later', due: later } : undefined;
    await world.submit([anna, ben]);
    await world.settle();
    expect(await world.inFolder('outbox')).toHaveLength(1);
    world.time = later;
    await world.settle();
    expect(await world.inFolder('outbox')).toEqual([]);
    expect(await world.inFolder('sent')).toHaveLength(1);
  });

  it('goes back to Drafts where nobody got it, and its owner hears why', async () => {
    await open();
    refuse(anna);
    await world.submit([anna], { text: 'Hi' });
    await world.settle();
    const [draft] = await world.inFolder('drafts');
    expect(Number(draft!.object.properties.get(PidTagMessageFlags)) & 0xc).toBe(0x8);
    const [report] = await world.inFolder('inbox');
    expect(report!.read).toBe(false);
    expect(report!.object.properties.get(PidTagMessageClass)).toBe('REPORT.IPM.Note.Mobile.SMS.NDR');
    expect(report!.object.properties.get(PidTagSubject)).toBe('Not sent: Hi');
    const body = report!.object.properties.get(PidTagBody) as string;
    expect(body).toContain(anna);
    expect(body).toContain('ESME_RINVDSTADR');
  });

  it('goes to Sent Items where some got it, with a report of the others', async () => {
    await open();
    refuse(ben);
    await world.submit([anna, ben]);
    await world.settle();
    expect(await world.inFolder('sent')).toHaveLength(1);
    const reports = await world.inFolder('inbox');
    expect(reports.map(({ object }) => object.properties.get(PidTagBody))).toEqual([expect.stringContaining(ben)]);
  });

  it('of which it is not known whether it left is found in Sent Items, and its owner is told', async () => {
    await open();
    const id = await world.submit([anna]);
    await world.handle();
    const [found] = await world.store.textMessages.ofSubmission(id);
    await world.store.textMessages.put({ ...found!.value, state: 'dispatched' }, found!.version);
    await world.settle();
    const [sent] = await world.inFolder('sent');
    expect(await world.message(id)).toMatchObject({ state: 'unknown', item: sent!.id });
    const [report] = await world.inFolder('inbox');
    expect(report!.object.properties.get(PidTagBody)).toContain('may have been sent');
  });

  it('is found again by each message that may have left, whichever ended last', async () => {
    await open();
    const later = world.time + minute;
    world.channel('carrier').answer = ({ recipients }) =>
      recipients[0]?.number === ben && world.time < later ? { then: 'later', due: later } : undefined;
    const id = await world.submit([anna, ben]);
    await world.handle();
    const found = (await world.store.textMessages.ofSubmission(id)).find(
      ({ value }) => value.recipients[0]?.number === anna,
    );
    await world.store.textMessages.put({ ...found!.value, state: 'dispatched' }, found!.version);
    await world.settle();
    world.time = later;
    await world.settle();
    const [sent] = await world.inFolder('sent');
    const unknown = (await world.messages(id)).find(({ state }) => state === 'unknown');
    expect(unknown).toMatchObject({ recipients: [{ number: anna }], item: sent!.id });
    expect(await world.inFolder('inbox')).toHaveLength(1);
  });

  it('gives way to the copy of a phone that told so just as it moved', async () => {
    await open();
    const id = await world.submit([anna]);
    await world.handle();
    const [found] = await world.store.textMessages.ofSubmission(id);
    const unknown = { ...found!.value, channel: 'phone', state: 'unknown' } as const;
    const version = await world.store.textMessages.put(unknown, found!.version);
    const { textMessages } = world.store;
    const put: TextMessageStore['put'] = async (...parameters) => {
      // The phone looks for the item where it lay, and brings its own copy.
      const copy = textItem(smsObject({ origin: 'sent', text: 'Hello', at: world.time }), world.time, true);
      await world.store.mailStore.apply(world.scope, [{ do: 'insert-message', folder: 'sent', message: copy }]);
      await textMessages.put(sentByPhone(unknown, world.time), version);
      return textMessages.put(...parameters);
    };
    const process = world.processOver({ ...world.store, textMessages: withMethods(textMessages, { put }) });
    await process.settle.execute(fromRecord(smsStatus, statusRecord(unknown, version, '/test')));
    expect(await world.message(id)).toMatchObject({ state: 'sent', phone: { state: 'sent' } });
    expect(await world.inFolder('sent')).toHaveLength(1);
    expect(await world.inFolder('outbox')).toEqual([]);
  });

  it('is settled once, however often the event comes', async () => {
    await open();
    refuse(anna);
    await world.submit([anna]);
    await world.handle();
    await world.work();
    const again = [...world.events];
    await world.settle();
    world.events.push(...again, ...again);
    await world.settle();
    expect(await world.inFolder('drafts')).toHaveLength(1);
    expect(await world.inFolder('inbox')).toHaveLength(1);
  });

  it.each(['sent', 'dispatched'] as const)(
    'goes to Sent Items though it was delivered already, after %s',
    async (last) => {
      await open();
      const id = await world.submit([anna]);
      await world.handle();
      const { textMessages } = world.store;
      const [queued] = await textMessages.ofSubmission(id);
      let present = queued!;
      for (const state of last === 'sent' ? (['sent', 'delivered'] as const) : (['delivered'] as const))
        present = await putMessage(textMessages, present, { ...present.value, state }, '/test');
      await world.handle();
      expect(await world.inFolder('outbox')).toEqual([]);
      expect(await world.inFolder('sent')).toHaveLength(1);
    },
  );

  it('asks no store for a state that nothing follows from', async () => {
    await open();
    const id = await world.submit([anna]);
    await world.settle();
    const [sent] = await world.store.textMessages.ofSubmission(id);
    await putMessage(world.store.textMessages, sent!, { ...sent!.value, state: 'delivered' }, '/test');
    const events = [...world.handled, ...world.events].filter(({ topic }) => topic === smsStatus.name);
    const data = events.map((event) => fromRecord(smsStatus, event).data);
    expect(data.map(({ state, before }) => [before, state])).toEqual([
      [undefined, 'queued'],
      ['queued', 'dispatched'],
      ['dispatched', 'sent'],
      ['sent', 'delivered'],
    ]);
    const away = undefined as never;
    const settle = new SettleMessage({ texts: away, mail: away, jobs: away, blobs: away }, { mailDomain: undefined });
    for (const one of data) if (one.state !== 'sent') await settle.execute({ data: one });
  });

  it('that a phone reported itself is not reported twice', async () => {
    await open();
    const id = await world.submit([anna]);
    await world.handle();
    const [found] = await world.store.textMessages.ofSubmission(id);
    const phone = { state: 'failed', since: world.time } as const;
    await world.store.textMessages.put({ ...found!.value, state: 'failed', phone }, found!.version);
    await world.process.settle.execute({ data: { id: found!.value.id, submission: id, state: 'failed' } as never });
    expect(await world.inFolder('drafts')).toHaveLength(1);
    expect(await world.inFolder('inbox')).toEqual([]);
  });
});

describe('a mail that became a text message and was not sent', () => {
  it('goes back to who wrote it, by mail.refused.v1', async () => {
    await open();
    refuse(anna);
    const mail = { from: 'owner@here.example', messageId: '<1@here.example>', subject: 'Grüße' };
    await world.submit([anna], { text: 'Hallo', mail });
    await world.settle();
    expect(await world.inFolder('inbox')).toEqual([]);
    const records = world.told.filter(({ topic }) => topic === mailRefused.name);
    expect(records).toHaveLength(1);
    const { data } = fromRecord(mailRefused, records[0]!);
    expect(data).toMatchObject({
      submitter: world.owner.mailbox,
      reversePath: { address: 'owner@here.example' },
      recipients: [
        { address: `${anna}@sms.example`, status: '5.0.0', text: expect.stringContaining('ESME') as string },
      ],
    });
    const raw = parseMime(await world.blobs.read(data.raw));
    expect(raw.headers.first('Message-ID')?.text).toBe('<1@here.example>');
    expect(raw.headers.first('Subject')?.text).toBe('Grüße');
    expect(Buffer.from(raw.content()).toString()).toContain('Hallo');
  });
});
