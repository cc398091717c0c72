import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TextMessage } from '@postbus/domain';
import { readSms, smsObject } from '@postbus/oxosmms';
import type { TextMessageStore } from '@postbus/ports';
import type { SqliteStore } from '@postbus/store-sqlite';
import { manualClock } from '@postbus/testing';
import { FindSubmission } from './find-submission.ts';
import { type OpenMailbox, openMailbox, scope } from './mailbox.fixture.ts';
import { lostOnPhone, offeredTo } from './phone-relay.ts';
import { ReleaseMessage } from './release-message.ts';
import { textItem } from './text-item.ts';

const id = '00000000-0000-4000-8000-000000000001';
const submission = '00000000-0000-4000-8000-000000000002';
const numbers = ['+14255550123', '+14255550199'];

let store: SqliteStore;
let close: OpenMailbox['close'];
let release: ReleaseMessage;
let clock: ReturnType<typeof manualClock>;

beforeEach(async () => {
  clock = manualClock();
  ({ store, close } = await openMailbox(clock));
  release = releaseWith(false);
});
afterEach(() => close());

function releaseWith(
  alsoOfCarriers: boolean,
  put: TextMessageStore['put'] = (...given) => store.textMessages.put(...given),
): ReleaseMessage {
  const { mailStore, textMessages } = store;
  const find = new FindSubmission(textMessages, mailStore);
  const texts = { message: (name: string) => textMessages.message(name), put };
  return new ReleaseMessage(find, {
    textMessages: texts,
    store: mailStore,
    clock,
    eventSource: '/test',
    alsoOfCarriers,
  });
}

/** A message that a phone was offered, and that is unknown now; its item lies in Sent Items. */
async function unknown(changes: Partial<TextMessage> = {}, to = numbers.slice(0, 1)): Promise<void> {
  const now = clock.now();
  const recipients = to.map((number) => ({ number }));
  const object = smsObject({ origin: 'sent', text: 'On my way', recipients, at: now, scheduledFor: now });
  const { results } = await store.mailStore.apply(scope, [
    { do: 'insert-message', folder: 'sent', message: textItem(object, now, true) },
  ]);
  const message: TextMessage = {
    id,
    submission,
    tenant: 't',
    mailbox: 'ann',
    item: results[0]!.message!,
    kind: 'sms',
    source: 'api',
    recipients: recipients.slice(0, 1),
    channels: [],
    channel: 'phone',
    state: 'queued',
    submittedAt: now,
    dueAt: now,
    expiresAt: now + 1000,
    changedAt: now,
  };
  const lost = lostOnPhone(offeredTo(message, 'phone', 'On my way', now), now);
  await store.textMessages.add([{ message: { ...lost, ...changes }, events: [] }]);
  clock.advance(60_000);
}

async function message(): Promise<TextMessage> {
  return (await store.textMessages.message(id))!.value;
}

async function countIn(role: 'sent' | 'outbox'): Promise<number> {
  return (await store.mailStore.folders(scope)).find((one) => one.role === role)!.messages;
}

describe('a text message that is sent again at the word of its owner', () => {
  it('waits again, with its item in the Outbox, and as long as it was valid before', async () => {
    await unknown();
    await release.execute(scope, id);
    const now = clock.now();
    const again = await message();
    expect(again).toMatchObject({
      channel: 'phone',
      state: 'scheduled',
      dueAt: now,
      expiresAt: now + 1000,
      phone: { device: 'phone' },
    });
    expect(again.fault).toBeUndefined();
    expect([await countIn('outbox'), await countIn('sent')]).toEqual([1, 0]);
    const { object } = (await store.mailStore.message(scope, again.item!))!;
    expect(readSms(object)).toMatchObject({ text: 'On my way', recipients: [{ number: numbers[0] }] });
    expect(readSms(object).scheduledFor).toBeUndefined();
  });

  it('goes by the next channel where there is one, named by its submission as well', async () => {
    await unknown({ channels: ['carrier', 'other'] });
    await release.execute(scope, submission);
    expect(await message()).toMatchObject({ channel: 'carrier', channels: ['other'], state: 'scheduled' });
  });

  it('is the recipient’s alone: the item of the others stays', async () => {
    await unknown({}, numbers);
    await release.execute(scope, id);
    const { object } = (await store.mailStore.message(scope, (await message()).item!))!;
    expect(readSms(object).recipients).toEqual([{ number: numbers[0] }]);
    expect(await countIn('sent')).toBe(1);
  });

  it('is refused where it is known what became of it, or its text is gone', async () => {
    await unknown({ state: 'sent' });
    await expect(release.execute(scope, id)).rejects.toMatchObject({ code: 'not-unknown' });
    const { value, version } = (await store.textMessages.message(id))!;
    await store.textMessages.put({ ...value, state: 'unknown', item: value.item! + 1000 }, version);
    await expect(release.execute(scope, id)).rejects.toMatchObject({ code: 'no-such-message' });
    expect(await message()).toMatchObject({ state: 'unknown' });
  });

  it('is refused where a carrier may have it, unless the settings let it', async () => {
    await unknown({ channel: 'carrier' });
    await expect(release.execute(scope, id)).rejects.toMatchObject({ code: 'may-not-send' });
    await releaseWith(true).execute(scope, id);
    expect(await message()).toMatchObject({ channel: 'carrier', state: 'scheduled' });
  });

  it('is sent again once, by two words at once', async () => {
    await unknown();
    const words = await Promise.allSettled([release.execute(scope, id), releaseWith(false).execute(scope, id)]);
    expect(words.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect((await store.textMessages.message(id))?.version).toBe(2);
    expect([await countIn('outbox'), await countIn('sent')]).toEqual([1, 0]);
  });

  it('has one item after a crash between the item and the state', async () => {
    await unknown();
    const crashing = releaseWith(false, () => Promise.reject(new Error('died')));
    await expect(crashing.execute(scope, id)).rejects.toThrow('died');
    expect((await message()).state).toBe('unknown');
    await release.execute(scope, id);
    expect((await message()).state).toBe('scheduled');
    expect([await countIn('outbox'), await countIn('sent')]).toEqual([1, 0]);
  });

  it('is not where news of its phone comes at the same time, and leaves no item behind', async () => {
    await unknown();
    const raced = releaseWith(false, async (next, ifVersion) => {
      const { value, version } = (await store.textMessages.message(id))!;
      if (value.state === 'unknown') await store.textMessages.put({ ...value, state: 'sent' }, version);
      return store.textMessages.put(next, ifVersion);
    });
    await raced.execute(scope, id);
    expect((await message()).state).toBe('sent');
    expect(await countIn('outbox')).toBe(0);
  });
});
