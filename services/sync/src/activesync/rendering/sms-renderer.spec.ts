import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { MessageRecord } from '@postbus/domain';
import { PidTagImportance, PidTagInternetCodepage, type MessageObject } from '@postbus/mapi';
import { mmsObject, smsObject } from '@postbus/oxosmms';
import { textItem } from '@postbus/text-messages';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyFlag } from '../items/flag-changes.ts';
import { TestMail } from '../mail.fixture.ts';
import type { ItemOptions } from '../rendering.ts';
import { SmsRenderer } from './sms-renderer.ts';

const at = Date.UTC(2026, 2, 1, 10);
const options: ItemOptions = { version: '14.1', bodyPreferences: [], mimeSupport: 0, region: 'US' };
const bob = { name: 'Bob', number: '+14255550123' };
let mail: TestMail;
let renderer: SmsRenderer;
beforeAll(async () => {
  mail = await TestMail.open();
  renderer = new SmsRenderer(mail.store, mail.blobs);
});
afterAll(() => mail.close());

async function kept(object: MessageObject, folder: 'inbox' | 'sent' = 'inbox'): Promise<MessageRecord> {
  const message = textItem(object, at, false);
  const { results } = await mail.store.apply(mail.scope, [{ do: 'insert-message', folder, message }]);
  return mail.record(results[0]?.message ?? 0);
}
const rendered = async (object: MessageObject, more: Partial<ItemOptions> = {}) =>
  renderer.item(mail.scope, await kept(object), { ...options, ...more });

describe('a text message, [MS-ASMS] 2.2', () => {
  it('has all elements of the class', async () => {
    const object = smsObject({
      origin: 'received',
      text: 'Grüße',
      from: bob,
      recipients: [{ number: '+14255550143' }],
    });
    object.properties.set(PidTagImportance, 2).set(PidTagInternetCodepage, 1252);
    applyFlag(object.properties, { Status: 2, FlagType: 'Call back' }, at);
    expect(await rendered(object)).toEqual({
      To: '"+14255550143" [MOBILE:+14255550143]',
      From: '"Bob" [MOBILE:+14255550123]',
      DateReceived: new Date(at),
      Importance: 2,
      Read: false,
      Body: { Type: 1, EstimatedDataSize: 7, Data: 'Grüße' },
      InternetCPID: '1252',
      Flag: expect.objectContaining({ Status: 2, FlagType: 'Call back' }) as object,
      ConversationId: expect.any(Uint8Array) as Uint8Array,
      ConversationIndex: expect.any(Uint8Array) as Uint8Array,
    });
  });

  it('is in one conversation with what the other one wrote and what was written to them, however the number is written', async () => {
    const received = await rendered(
      smsObject({ origin: 'received', text: 'a', from: bob, recipients: [{ number: '+14255550143' }] }),
    );
    const sent = await rendered(smsObject({ origin: 'sent', text: 'b', recipients: [{ number: '(425) 555-0123' }] }));
    const asSender = await rendered(
      smsObject({ origin: 'sent', text: 'c', from: { number: '+14255550143' }, recipients: [bob] }),
    );
    const group = await rendered(
      smsObject({ origin: 'sent', text: 'd', recipients: [bob, { number: '+14255550199' }] }),
    );
    const turned = await rendered(
      smsObject({ origin: 'sent', text: 'e', recipients: [{ number: '+14255550199' }, bob] }),
    );
    expect([sent.ConversationId, asSender.ConversationId]).toEqual([received.ConversationId, received.ConversationId]);
    expect(group.ConversationId).not.toEqual(received.ConversationId);
    expect(turned.ConversationId).toEqual(group.ConversationId);
    expect(received.ConversationId).toHaveLength(16);
    expect(received.ConversationIndex).toHaveLength(5);
  });

  it('is in that conversation too where the account has no region and the server has', async () => {
    const national = { number: '(425) 555-0123' };
    const record = await kept(smsObject({ origin: 'received', text: 'a', from: national }));
    const { region: _, ...without } = options;
    const here = new SmsRenderer(mail.store, mail.blobs, 'US');
    const { ConversationId } = await here.item(mail.scope, record, without);
    expect(ConversationId).toEqual(
      (await rendered(smsObject({ origin: 'received', text: 'b', from: bob }))).ConversationId,
    );
    expect((await renderer.item(mail.scope, record, without)).ConversationId).not.toEqual(ConversationId);
  });

  it('has the text in the form that the client asks for, and it is never HTML or MIME', async () => {
    const object = smsObject({ origin: 'received', text: 'A long text', from: bob });
    const cut = await rendered(object, { bodyPreferences: [{ Type: 2 }, { Type: 1, TruncationSize: 6 }] });
    expect(cut.Body).toEqual({ Type: 1, EstimatedDataSize: 11, Truncated: true, Data: 'A long' });
    const whole = await rendered(object, { bodyPreferences: [{ Type: 4 }], mimeSupport: 2 });
    expect(whole.Body).toEqual({ Type: 1, EstimatedDataSize: 11, Data: 'A long text' });
  });

  it('tells of a Change the read state and the flag alone', async () => {
    const record = await kept(smsObject({ origin: 'received', text: 'a', from: bob }));
    expect(await renderer.changed(mail.scope, record)).toEqual({ Read: false, Flag: {} });
  });
});

describe('an MMS message', () => {
  it('is told as the text of its slides', async () => {
    const slides = [{ text: 'One.' }, { text: 'Two.' }];
    const object = mmsObject({ origin: 'received', subject: 'Photos', slides, from: bob });
    const { Body, From } = await rendered(object);
    expect([Body?.Data, From]).toEqual(['One.\r\n\r\nTwo.', '"Bob" [MOBILE:+14255550123]']);
  });

  it('whose content cannot be read holds up no others, and that is told', async () => {
    const image = {
      name: 'x.txt',
      mediaType: 'text/plain',
      content: { in: 'blob' as const, sha256: 'a'.repeat(64), size: 9 },
    };
    const object = mmsObject({ origin: 'received', subject: 'Lost', slides: [{ image }], from: bob });
    const told: unknown[] = [];
    const listen = (message: unknown) => told.push(message);
    subscribe('postbus.sync.body-unreadable', listen);
    const record = await kept(object);
    await renderer.item(mail.scope, record, options).finally(() => unsubscribe('postbus.sync.body-unreadable', listen));
    expect(told).toMatchObject([{ message: record.id }]);
  });

  it('that is gone meanwhile has no text', async () => {
    const record = await kept(smsObject({ origin: 'received', text: 'gone', from: bob }));
    await mail.store.apply(mail.scope, [{ do: 'delete-message', id: record.id }]);
    expect((await renderer.item(mail.scope, record, options)).Body).toEqual({ Type: 1, EstimatedDataSize: 0 });
  });
});
