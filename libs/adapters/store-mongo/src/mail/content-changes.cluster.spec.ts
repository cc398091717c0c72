import { type TestDatabase, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import type { FolderContentChange, FolderContentChanges } from '@postbus/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentChanges } from './content-changes.ts';
import { type MailDocuments, mailDocuments } from './mail-documents.ts';
import { type OpenedStore, idsOf, insert, newMailbox, opened, range } from './mail.fixture.ts';

const idOf = (change: FolderContentChange) => (change.kind === 'message' ? change.message.id : change.id);

describe.skipIf(mongoUrl === undefined)('changes read while others write', () => {
  let database: TestDatabase;
  let store: OpenedStore;
  let documents: MailDocuments;
  beforeAll(async () => {
    database = await openTestDatabase();
    store = await opened(await database.open());
    documents = mailDocuments((await database.open()).connection);
  });
  afterAll(() => database.drop());

  /** A reader that has read the mailbox's number, before `writing`, and reads the lists after it. */
  async function readAround(
    since: (changeNumber: number) => number,
    before: (ids: readonly number[]) => Parameters<OpenedStore['mailStore']['apply']>[1],
    writing: (ids: readonly number[]) => Parameters<OpenedStore['mailStore']['apply']>[1],
    limit = 100,
  ) {
    const scope = await newMailbox(store);
    const { mailStore } = store;
    const inbox = (await mailStore.folders(scope)).find(({ role }) => role === 'inbox')?.id ?? 0;
    const ids = idsOf(
      await mailStore.apply(
        scope,
        range(4).map((number) => insert(String(number))),
      ),
    );
    const { changeNumber } = await mailStore.mailbox(scope);
    await mailStore.apply(scope, before(ids));
    const older = await documents.mailboxes.findById(`${scope.tenant}/${scope.mailbox}`).lean();
    await mailStore.apply(scope, writing(ids));
    const asOfThen = { findOne: () => ({ lean: async () => older }) } as unknown as MailDocuments['mailboxes'];
    const number = since(changeNumber);
    const page = await contentChanges({ ...documents, mailboxes: asOfThen }, scope, inbox, number, limit);
    const next = await mailStore.contentChanges(scope, inbox, page.upTo, 100);
    return { ids, since: number, until: older?.changeNumber ?? 0, page, next };
  }

  const told = ({ changes }: FolderContentChanges) => changes.map(idOf);

  it('tell what is new though it changed meanwhile, since later it would not be taken for new', async () => {
    const { ids, page, next, until } = await readAround(
      () => 0,
      () => [],
      ([first]) => [{ do: 'set-read', id: first!, read: true }],
    );
    expect(told(page)).toEqual([...ids.slice(1), ids[0]]);
    expect(page).toMatchObject({ upTo: until, more: false });
    expect(told(next)).toEqual([ids[0]]);
  });

  it('leave what came, or of what was there before changed, for the next question', async () => {
    const { ids, page, next, until } = await readAround(
      (changeNumber) => changeNumber,
      ([, second]) => [{ do: 'set-read', id: second!, read: true }],
      ([first]) => [{ do: 'set-read', id: first!, read: true }, insert('new')],
    );
    expect(told(page)).toEqual([ids[1]]);
    expect(page).toMatchObject({ upTo: until, more: false });
    expect(told(next)).toEqual([ids[0], expect.any(Number)]);
  });

  it('tell no tombstone of meanwhile, but the next time', async () => {
    const { ids, page, next, until } = await readAround(
      (changeNumber) => changeNumber,
      ([first]) => [{ do: 'delete-message', id: first! }],
      ([, second]) => [{ do: 'delete-message', id: second! }],
    );
    expect(told(page)).toEqual([ids[0]]);
    expect(page).toMatchObject({ upTo: until, more: false });
    expect(told(next)).toEqual([ids[1]]);
  });

  it.each([1, 2, 3, 4])('miss nothing where the list of %i was full of what came meanwhile', async (limit) => {
    const { ids, page, next, since, until } = await readAround(
      () => 0,
      () => [],
      ([first]) => [...range(6).map((number) => insert(`late ${number}`)), { do: 'set-read', id: first!, read: true }],
      limit,
    );
    expect(page.upTo).toBeGreaterThan(since);
    expect(page.upTo).toBeLessThanOrEqual(until);
    expect(page.more).toBe(true);
    expect(new Set([...told(page), ...told(next)])).toEqual(new Set([...ids, ...told(next).slice(-7)]));
    expect(told(next)).toContain(ids[0]);
  });
});
