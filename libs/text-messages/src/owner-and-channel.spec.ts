/** The owner of a text message changes it, or takes it back, while its channel takes it. */
import type { Account, TextMessage } from '@postbus/domain';
import { readSms } from '@postbus/oxosmms';
import type { TextMessageStore } from '@postbus/ports';
import type { SqliteStore } from '@postbus/store-sqlite';
import { manualClock, withMethods } from '@postbus/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { channelGuid, deviceGuid } from './account-guid.ts';
import { CancelSubmission } from './cancel-submission.ts';
import { FindSubmission } from './find-submission.ts';
import { type OpenMailbox, ann, openMailbox, scope } from './mailbox.fixture.ts';
import { ReviseSubmission } from './revise-submission.ts';
import { SendTextMessage, type WrittenTextMessage } from './send-text-message.ts';
import { SubmitTextMessage } from './submit-text-message.ts';

const dutch: Account = { ...ann, region: 'NL' };
const id = '00000000-0000-4000-8000-000000000002';
const first = '00000000-0000-4000-8000-000000000011';
const second = '00000000-0000-4000-8000-000000000012';

let store: SqliteStore;
let close: OpenMailbox['close'];
let clock: ReturnType<typeof manualClock>;
let item: number;

beforeEach(async () => {
  clock = manualClock();
  ({ store, close } = await openMailbox(clock));
  ({ item } = await send({ to: [{ number: '06 12345678' }, { number: '+31612345678' }], text: 'Old' }));
});
afterEach(() => close());

function send(written: WrittenTextMessage, channels?: readonly string[], sending: string = id) {
  const { mailStore, deviceStore } = store;
  const ports = { store: mailStore, deviceStore, clock, region: 'US', channels, eventSource: '/test' };
  const submit = new SubmitTextMessage(mailStore, clock);
  return new SendTextMessage(submit, ports).execute(dutch, scope, written, { id: sending, source: 'api' });
}

async function plan(name: string, changes: Partial<TextMessage> = {}): Promise<void> {
  const now = clock.now();
  const message: TextMessage = {
    id: name,
    submission: id,
    tenant: 't',
    mailbox: 'ann',
    item,
    kind: 'sms',
    source: 'api',
    recipients: [{ number: '+31612345678' }],
    channels: [],
    channel: 'carrier',
    state: 'queued',
    submittedAt: now,
    dueAt: now,
    expiresAt: now + 1000,
    changedAt: now,
    ...changes,
  };
  await store.textMessages.add([{ message, events: [] }]);
}

/** Ports whose first put of `raced` comes after the channel took that message. */
function racing(raced: string) {
  const { textMessages, mailStore } = store;
  let isTaken = false;
  const put: TextMessageStore['put'] = async (message, version, events) => {
    if (message.id === raced && !isTaken) {
      isTaken = true;
      const present = (await textMessages.message(raced))!;
      await textMessages.put({ ...present.value, state: 'dispatched' }, present.version);
    }
    return textMessages.put(message, version, events);
  };
  return { textMessages: withMethods(textMessages, { put }), store: mailStore, clock, eventSource: '/test' };
}

const find = () => new FindSubmission(store.textMessages, store.mailStore);
const stateOf = async (name: string) => (await store.textMessages.message(name))?.value.state;
const textOf = async () => readSms((await store.mailStore.message(scope, item))!.object).text;

describe('an owner who takes back what a channel takes', () => {
  it('hears that it has left, and it stays with the channel', async () => {
    await plan(first);
    const cancel = new CancelSubmission(find(), racing(first));
    await expect(cancel.execute(scope, id)).rejects.toMatchObject({ code: 'not-waiting' });
    expect(await stateOf(first)).toBe('dispatched');
  });

  it('takes back the rest', async () => {
    await plan(first);
    await plan(second);
    await new CancelSubmission(find(), racing(first)).execute(scope, id);
    expect([await stateOf(first), await stateOf(second)]).toEqual(['dispatched', 'cancelled']);
  });
});

describe('an owner who changes what a channel takes', () => {
  it('hears that it has left, and the text is the one that left', async () => {
    await plan(first);
    await plan(second);
    const revise = new ReviseSubmission(find(), racing(second));
    await expect(revise.execute(scope, id, { text: 'New' })).rejects.toMatchObject({ code: 'not-waiting' });
    expect(await textOf()).toBe('Old');
    expect(await stateOf(second)).toBe('dispatched');
    expect((await store.textMessages.message(first))?.value).toMatchObject({
      state: 'scheduled',
      dueAt: clock.now() + 15_000,
    });
  });

  it('has each part planned anew by its own event, where the submission was parted', async () => {
    const { results } = await store.mailStore.apply(scope, [{ do: 'copy-message', id: item, to: 'outbox' }]);
    const other = results[0]!.message!;
    await plan(first);
    await plan(second, { item: other, part: '00000000-0000-4000-8000-000000000003', channel: 'phone' });
    const told: object[] = [];
    store.mailStore.outbox.onCommitted((entries) => {
      for (const { record } of entries)
        if (record.topic === 'sms.submitted.v1') told.push(JSON.parse(Buffer.from(record.value).toString()) as object);
    });
    const ports = { textMessages: store.textMessages, store: store.mailStore, clock, eventSource: '/test' };
    await new ReviseSubmission(find(), ports).execute(scope, id, { text: 'New' });
    expect(await textOf()).toBe('New');
    expect(readSms((await store.mailStore.message(scope, other))!.object).text).toBe('New');
    expect(told).toMatchObject([{ id }, { id: '00000000-0000-4000-8000-000000000003', partOf: id }]);
    expect(told[0]).not.toHaveProperty('partOf');
  });
});

describe('what is to send a text message', () => {
  const guidOf = async (by: string, channels?: readonly string[]): Promise<string | undefined> => {
    const sent = await send({ to: [{ number: '112' }], text: 'x', by }, channels, crypto.randomUUID());
    return readSms((await store.mailStore.message(scope, sent.item))!.object).accountGuid;
  };

  it('is named by name or GUID, of a device or a channel', async () => {
    const device = { id: 'phone1', type: 'Phone', firstSeen: 0, lastSeen: 0 };
    await store.deviceStore.putDevice(scope, device, 0);
    expect(await guidOf('phone1', [])).toBe(deviceGuid('ann', 'phone1'));
    expect(await guidOf(deviceGuid('ann', 'phone1').toLowerCase(), [])).toBe(deviceGuid('ann', 'phone1'));
    expect(await guidOf('carrier', ['carrier'])).toBe(channelGuid('carrier'));
    expect(await guidOf('phone', [])).toBe(channelGuid('phone'));
  });

  it('is refused where it is none, and taken as it is where nobody knows', async () => {
    const stranger = '{00000000-0000-4000-8000-0000000000AA}';
    for (const by of ['carrier', stranger])
      await expect(guidOf(by, ['other'])).rejects.toMatchObject({ code: 'no-such-sender' });
    expect(await guidOf('carrier')).toBe(channelGuid('carrier'));
    expect(await guidOf(stranger)).toBe(stranger);
  });
});

describe('recipients', () => {
  it('come once, dialled from where their sender is', async () => {
    const { recipients } = readSms((await store.mailStore.message(scope, item))!.object);
    expect(recipients).toEqual([{ number: '+31612345678' }]);
  });
});
