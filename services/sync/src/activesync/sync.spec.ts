import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncStatus, type SyncRequestCommand } from '@postbus/activesync';
import { TestMailbox } from './mailbox.fixture.ts';

let mailbox: TestMailbox;
beforeEach(async () => {
  mailbox = await new TestMailbox().start();
});
afterEach(() => mailbox.close());

const read = (serverId: string, value: boolean): SyncRequestCommand => ({
  kind: 'Change',
  ServerId: serverId,
  ApplicationData: { Read: value },
});
const idOf = (message: number): string => `${mailbox.inbox}:${message}`;

describe('Sync, [MS-ASCMD] 2.2.1.21', () => {
  it('gives a SyncKey first, then items within the window and MoreAvailable', async () => {
    for (const subject of ['one', 'two', 'three']) await mailbox.deliver(subject);
    const first = await mailbox.syncInbox('0');
    expect(first).toEqual({ SyncKey: '1', CollectionId: String(mailbox.inbox), Status: 1 });
    const second = await mailbox.syncInbox('1', { WindowSize: 2 });
    expect(second?.Commands?.map(({ kind }) => kind)).toEqual(['Add', 'Add']);
    expect(second?.MoreAvailable).toBe(true);
    const third = await mailbox.syncInbox(second?.SyncKey ?? '', { WindowSize: 2 });
    expect(third?.Commands).toHaveLength(1);
    expect(third?.MoreAvailable).toBeUndefined();
  });

  it('answers with an empty body when nothing changed', async () => {
    const key = await mailbox.synchronized();
    expect(
      await mailbox.sync.execute(
        { Collections: [{ SyncKey: key, CollectionId: String(mailbox.inbox) }] },
        mailbox.context,
      ),
    ).toBeUndefined();
  });

  it('tells again what was told in an answer that was lost', async () => {
    const key = await mailbox.synchronized();
    await mailbox.deliver('one');
    const lost = await mailbox.syncInbox(key);
    const again = await mailbox.syncInbox(key);
    expect(again?.Commands).toEqual(lost?.Commands);
    expect(again?.SyncKey).not.toBe(lost?.SyncKey);
    expect(await mailbox.syncInbox(again?.SyncKey ?? '')).toBeUndefined();
  });

  it('refuses a SyncKey that it did not give, or that is two generations old', async () => {
    const key = await mailbox.synchronized();
    await mailbox.deliver('one');
    const next = await mailbox.syncInbox(key);
    await mailbox.deliver('two');
    await mailbox.syncInbox(next?.SyncKey ?? '');
    expect((await mailbox.syncInbox(key))?.Status).toBe(SyncStatus.InvalidSyncKey);
    expect((await mailbox.syncInbox('999'))?.Status).toBe(SyncStatus.InvalidSyncKey);
  });

  it('does what the client did, and does not send it back', async () => {
    const id = await mailbox.deliver('one');
    const key = await mailbox.synchronized();
    const answer = await mailbox.syncInbox(key, { commands: [read(idOf(id), true)] });
    expect(answer).toMatchObject({ Status: 1 });
    expect(answer?.Commands).toBeUndefined();
    expect(answer?.Responses).toBeUndefined();
    expect((await mailbox.store.message(mailbox.scope, id))?.read).toBe(true);
    expect(await mailbox.syncInbox(answer?.SyncKey ?? '')).toBeUndefined();
  });

  it('does a change once when the request comes again, and still does not send it back', async () => {
    const id = await mailbox.deliver('one');
    const key = await mailbox.synchronized();
    const commands: SyncRequestCommand[] = [read(idOf(id), true), { kind: 'Delete', ServerId: idOf(id) }];
    await mailbox.syncInbox(key, { commands });
    const before = (await mailbox.store.mailbox(mailbox.scope)).changeNumber;
    const again = await mailbox.syncInbox(key, { commands });
    expect((await mailbox.store.mailbox(mailbox.scope)).changeNumber).toBe(before);
    expect(again).toMatchObject({ Status: 1 });
    expect(again?.Responses).toBeUndefined();
    expect(again?.Commands).toBeUndefined();
  });

  it('moves deleted items to Deleted Items, and deletes for good there or when told so', async () => {
    const [moved, gone] = [await mailbox.deliver('moved'), await mailbox.deliver('gone')];
    const key = await mailbox.synchronized();
    const first = await mailbox.syncInbox(key, { commands: [{ kind: 'Delete', ServerId: idOf(moved) }] });
    await mailbox.syncInbox(first?.SyncKey ?? '', {
      DeletesAsMoves: false,
      commands: [{ kind: 'Delete', ServerId: idOf(gone) }],
    });
    const inDeleted = await mailbox.store.list(mailbox.scope, mailbox.deleted, { limit: 10 });
    expect(inDeleted.map(({ summary }) => summary.subject)).toEqual(['moved']);
  });

  it("lets the server's change win, and says so, unless the client asks otherwise", async () => {
    const [served, forced] = [await mailbox.deliver('served'), await mailbox.deliver('forced')];
    const key = await mailbox.synchronized();
    for (const id of [served, forced]) await mailbox.store.apply(mailbox.scope, [{ do: 'set-read', id, read: true }]);
    const answer = await mailbox.syncInbox(key, { commands: [read(idOf(served), false)] });
    expect(answer?.Responses).toEqual([{ kind: 'Change', ServerId: idOf(served), Status: SyncStatus.Conflict }]);
    const wins = await mailbox.syncInbox(key, { Options: [{ Conflict: 0 }], commands: [read(idOf(forced), false)] });
    expect(wins?.Responses).toBeUndefined();
    expect((await mailbox.store.message(mailbox.scope, forced))?.read).toBe(false);
  });

  it('says that an item is gone', async () => {
    const key = await mailbox.synchronized();
    const answer = await mailbox.syncInbox(key, {
      commands: [read(idOf(77_777), true), { kind: 'Fetch', ServerId: idOf(77_777) }],
    });
    expect(answer?.Responses?.map(({ Status }) => Status)).toEqual([
      SyncStatus.ObjectNotFound,
      SyncStatus.ObjectNotFound,
    ]);
  });

  it('waits while nothing changes, and tells what came', async () => {
    const key = await mailbox.synchronized();
    const waiting = mailbox.sync.execute(
      { Collections: [{ SyncKey: key, CollectionId: String(mailbox.inbox) }], HeartbeatInterval: 60 },
      mailbox.context,
    );
    await mailbox.deliver('one');
    expect((await waiting)?.Collections?.[0]?.Commands).toMatchObject([
      { kind: 'Add', ApplicationData: { Subject: 'one' } },
    ]);
    expect(mailbox.waits.size).toBe(0);
  });

  it('takes an empty request for the last one, at the current SyncKeys', async () => {
    await mailbox.synchronized();
    await mailbox.deliver('one');
    const answer = await mailbox.sync.execute(undefined, mailbox.context);
    expect(answer?.Collections?.[0]?.Commands).toHaveLength(1);
  });

  it('wants the whole request where it keeps none', async () => {
    expect(await mailbox.sync.execute(undefined, mailbox.context)).toEqual({ Status: SyncStatus.RequestIncomplete });
  });

  it('keeps options that are not repeated, and soft-deletes what a shorter filter leaves out', async () => {
    const week = 7 * 86_400_000;
    await mailbox.deliver('old', Date.now() - week);
    await mailbox.deliver('new');
    const key = await mailbox.synchronized();
    const shorter = await mailbox.syncInbox(key, { Options: [{ FilterType: 1 }] });
    expect(shorter?.Commands?.map(({ kind }) => kind)).toEqual(['SoftDelete']);
    expect(await mailbox.syncInbox(shorter?.SyncKey ?? '')).toBeUndefined();
    const longer = await mailbox.syncInbox(shorter?.SyncKey ?? '', { Options: [{ FilterType: 0 }] });
    expect(longer?.Commands).toMatchObject([{ kind: 'Add', ApplicationData: { Subject: 'old' } }]);
  });

  it.each([
    ['a folder that is not there', { SyncKey: '0', CollectionId: '424242' }, SyncStatus.FolderHierarchyChanged],
    ['a CollectionId that is none', { SyncKey: '0', CollectionId: 'x' }, SyncStatus.FolderHierarchyChanged],
  ])('answers %s with its Status', async (_, collection, status) => {
    const answer = await mailbox.sync.execute({ Collections: [collection] }, mailbox.context);
    expect(answer?.Collections?.[0]?.Status).toBe(status);
  });

  it('refuses waits out of range with the nearest, and both kinds at once', async () => {
    const Collections = [{ SyncKey: '0', CollectionId: String(mailbox.inbox) }];
    expect(await mailbox.sync.execute({ Collections, Wait: 61 }, mailbox.context)).toEqual({
      Status: SyncStatus.InvalidWait,
      Limit: 59,
    });
    expect(await mailbox.sync.execute({ Collections, HeartbeatInterval: 5 }, mailbox.context)).toEqual({
      Status: SyncStatus.InvalidWait,
      Limit: 60,
    });
    expect(await mailbox.sync.execute({ Collections, Wait: 2, HeartbeatInterval: 90 }, mailbox.context)).toEqual({
      Status: SyncStatus.ProtocolError,
    });
  });
});
