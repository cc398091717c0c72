import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestMailbox } from '../mailbox.fixture.ts';
import { firstState } from './collection-state.ts';
import { CollectionStates } from './collection-states.ts';

let mailbox: TestMailbox;
beforeEach(async () => {
  mailbox = await new TestMailbox().start();
});
afterEach(() => mailbox.close());

const text = 'IPM.Note.Mobile.SMS';
const both = [{ FilterType: 0 }, { Class: 'SMS' }];

describe('what is kept of a collection', () => {
  it('is understood as it was kept when there was mail alone, its previous SyncKey too', async () => {
    const id = await mailbox.deliver('one');
    await mailbox.deliver('a text', Date.now(), text);
    const { changeNumber } = await mailbox.store.mailbox(mailbox.scope);
    const state = firstState(changeNumber, { filterType: 0, cutOff: 0 });
    const kept = {
      current: { syncKey: '8', ...state, backfills: [] },
      previous: { syncKey: '7', ...state },
      options: { FilterType: 0, BodyPreference: [{ Type: 1 }] },
      lastKey: 8,
    };
    const name = `collection/${mailbox.inbox}/Email`;
    await mailbox.deviceStore.putState(mailbox.scope, 'phone', name, JSON.parse(JSON.stringify(kept)), 0);
    const loaded = await new CollectionStates(mailbox.deviceStore).load(mailbox.scope, 'phone', mailbox.inbox);
    expect(loaded.kept).toEqual({
      current: { syncKey: '8', streams: { mail: { ...state, backfills: [] } } },
      previous: { syncKey: '7', streams: { mail: state } },
      options: { own: kept.options },
      lastKey: 8,
    });
    const again = await mailbox.syncInbox('7');
    expect(again?.Commands).toMatchObject([{ kind: 'Add', ServerId: `${mailbox.inbox}:${id}` }]);
    expect(again?.SyncKey).toBe('9');
    const texts = await mailbox.syncInbox('9', { Options: both });
    expect(texts?.Commands).toMatchObject([{ kind: 'Add', Class: 'SMS' }]);
  });

  it('is kept so where a device has to do with mail alone, so that a process of either version reads it', async () => {
    const states = new CollectionStates(mailbox.deviceStore);
    const name = `collection/${mailbox.inbox}/Email`;
    const isOfMail = async () => {
      const kept = (await mailbox.deviceStore.state(mailbox.scope, 'phone', name))?.value as { current: object };
      return !('streams' in kept.current);
    };
    await mailbox.deliver('a mail');
    await mailbox.deliver('a text', Date.now(), text);
    await mailbox.syncInbox('0');
    await mailbox.syncInbox('1', { Options: [{ FilterType: 0 }] });
    expect(await isOfMail()).toBe(true);
    await mailbox.syncInbox('2', { Options: both });
    expect(await isOfMail()).toBe(false);
    const { kept, version } = await states.load(mailbox.scope, 'phone', mailbox.inbox);
    expect([kept?.current.syncKey, kept?.previous?.streams.text, version]).toEqual(['3', undefined, 3]);
    expect(kept?.options).toEqual({ own: { FilterType: 0 }, sms: { Class: 'SMS' } });
    await mailbox.syncInbox('3', { Options: [{ FilterType: 0 }] });
    expect(await isOfMail(), 'its previous SyncKey still stands for both').toBe(false);
    await mailbox.deliver('another');
    await mailbox.syncInbox('4');
    expect(await isOfMail()).toBe(true);
  });

  it('is of both classes in one, so that one SyncKey stands for both', async () => {
    const first = await mailbox.syncInbox('0', { Options: both });
    const kept = await mailbox.deviceStore.state(mailbox.scope, 'phone', `collection/${mailbox.inbox}/Email`);
    expect(kept?.value).toMatchObject({
      current: { syncKey: first?.SyncKey, streams: { mail: { filterType: 0 }, text: { filterType: 0 } } },
      options: { own: { FilterType: 0 }, sms: { Class: 'SMS' } },
    });
  });

  it('moves on over what is not for the device, so that it is not looked at for ever, under the same SyncKey', async () => {
    const key = await mailbox.synchronized();
    const states = new CollectionStates(mailbox.deviceStore);
    const kept = () => states.load(mailbox.scope, 'phone', mailbox.inbox);
    const before = await kept();
    await mailbox.deliver('a text', Date.now(), text);
    expect(await mailbox.syncInbox(key)).toBeUndefined();
    expect(await kept()).toEqual(before);
    await mailbox.deliver('one', Date.now() - 1, text);
    await mailbox.store.reserveNumbers(mailbox.scope, 600);
    await mailbox.deliver('another', Date.now(), text);
    expect(await mailbox.syncInbox(key)).toBeUndefined();
    const { changeNumber } = await mailbox.store.mailbox(mailbox.scope);
    expect((await kept()).kept?.current).toMatchObject({ syncKey: key, streams: { mail: { seen: changeNumber } } });
    await mailbox.deliver('mail');
    expect((await mailbox.syncInbox(key))?.Commands).toHaveLength(1);
  });
});

describe('options of both classes', () => {
  it('are kept with the request, so that an empty one and a partial one ask for both, [MS-ASCMD] 2.2.3.131', async () => {
    const begun = await mailbox.syncInbox('0');
    const key = (await mailbox.syncInbox(begun?.SyncKey ?? '', { Options: both }))?.SyncKey ?? begun?.SyncKey ?? '';
    await mailbox.deliver('a text', Date.now(), text);
    const empty = await mailbox.sync.execute(undefined, mailbox.context);
    expect(empty?.Collections?.[0]?.Commands).toMatchObject([{ kind: 'Add', Class: 'SMS' }]);
    expect(key).toBe('1');
    const partial = await mailbox.sync.execute({ Partial: true, WindowSize: 5 }, mailbox.context);
    expect(partial?.Collections?.[0]?.Commands).toMatchObject([{ kind: 'Add', Class: 'SMS' }]);
  });

  it('are asked for anew by a client that begins anew', async () => {
    await mailbox.syncInbox('0', { Options: both });
    await mailbox.deliver('a text', Date.now(), text);
    await mailbox.deliver('a mail');
    const key = (await mailbox.syncInbox('0'))?.SyncKey ?? '';
    const answer = await mailbox.syncInbox(key);
    expect(answer?.Commands).toMatchObject([{ kind: 'Add', ApplicationData: { Subject: 'a mail' } }]);
  });

  it('wake a Ping of a folder that was never synchronized by the class that it tells', async () => {
    const wait = (Class: string, device: string) =>
      mailbox.ping.execute(
        { HeartbeatInterval: 60, Folders: [{ Id: String(mailbox.inbox), Class }] },
        { ...mailbox.context, device },
      );
    const devices = ['texting', 'mailing'];
    for (const id of devices) {
      await mailbox.deviceStore.putDevice(mailbox.scope, { id, type: 'x', firstSeen: 1, lastSeen: 1 }, 0);
    }
    const [sms, email] = [wait('SMS', 'texting'), wait('Email', 'mailing')];
    while (mailbox.waits.size < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await mailbox.deliver('a text', Date.now(), text);
    expect(await sms).toMatchObject({ Folders: [String(mailbox.inbox)] });
    expect(mailbox.waits.size).toBe(1);
    await mailbox.deliver('a mail');
    expect(await email).toMatchObject({ Folders: [String(mailbox.inbox)] });
  });
});
