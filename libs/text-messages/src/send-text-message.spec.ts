import { PidTagExpiryTime, epochMsOf } from '@postbus/mapi';
import type { SqliteStore } from '@postbus/store-sqlite';
import { manualClock } from '@postbus/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenMailbox, ann, openMailbox, scope } from './mailbox.fixture.ts';
import { SendTextMessage, type WrittenTextMessage } from './send-text-message.ts';
import { SubmitTextMessage } from './submit-text-message.ts';

const id = '00000000-0000-4000-8000-000000000001';
const written = { to: [{ number: '+14255550123' }], text: 'Hello' };
const clock = manualClock();

let store: SqliteStore;
let close: OpenMailbox['close'];

beforeEach(async () => {
  ({ store, close } = await openMailbox(clock));
});
afterEach(() => close());

/** By a process of its own, which knows nothing of the others' requests. */
function send(fingerprint: string, more: Partial<WrittenTextMessage> = {}) {
  const { mailStore, deviceStore } = store;
  const ports = { store: mailStore, deviceStore, clock, region: 'US', channels: [], eventSource: '/test' };
  const sending = new SendTextMessage(new SubmitTextMessage(mailStore, clock), ports);
  return sending.execute(ann, scope, { ...written, ...more }, { id, source: 'api', fingerprint });
}
const inOutbox = async () => (await store.mailStore.folders(scope)).find(({ role }) => role === 'outbox')!.messages;

describe('one id at several processes at the same time', () => {
  it('is sent once, and all are told the same', async () => {
    const answers = await Promise.all([send('a'), send('a'), send('a')]);
    expect(new Set(answers.map(({ item }) => item)).size).toBe(1);
    expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(await inOutbox()).toBe(1);
  });

  it('is refused to whoever comes with something else', async () => {
    const outcomes = await Promise.allSettled([send('a'), send('b', { text: 'Other' })]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'id-taken' } });
    expect(await inOutbox()).toBe(1);
  });

  it('can be sent after it was refused', async () => {
    await expect(send('a', { to: [{ number: 'nobody' }] })).rejects.toMatchObject({ code: 'not-a-number' });
    expect((await send('b')).repeated).toBe(false);
  });
});

describe('the item of what is sent', () => {
  it('says until when it is of use, where its owner does, by PidTagExpiryTime', async () => {
    const at = clock.now() + 60_000;
    const { item } = await send('a', { at, validFor: 120_000 });
    const { properties } = (await store.mailStore.message(scope, item))!.object;
    expect(epochMsOf(properties.get(PidTagExpiryTime) as bigint)).toBe(at + 120_000);
  });
});
