/** Operations on messages. [MS-OXCMSG]; [MS-OXCFOLD] 3.2.5.6, 3.2.5.7 */
import { type Property, PropertyBag, PropertyType, type MessageObject } from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import {
  type StoreContractPart,
  blobNamed,
  folderOf,
  insert,
  inserted,
  messageOf,
  newMailbox,
  newMessage,
} from './mail-store-fixture.ts';

/** Values of every kind that a property can hold. */
const kinds: readonly Property[] = [
  { key: 0x0037, type: PropertyType.PtypString, value: 'Grüße \u{1F600} \u0000\ud800' },
  { key: 0x0e08, type: PropertyType.PtypInteger32, value: -1 },
  { key: 0x0e06, type: PropertyType.PtypTime, value: 134_000_000_000_000_001n },
  { key: 0x0e1b, type: PropertyType.PtypBoolean, value: true },
  { key: 0x6601, type: PropertyType.PtypFloating64, value: Number.NaN },
  { key: 0x6602, type: PropertyType.PtypBinary, value: Uint8Array.of(0, 255, 128) },
  { key: 0x6603, type: PropertyType.PtypMultipleString, value: ['a', ''] },
  { key: 0x6604, type: PropertyType.PtypMultipleBinary, value: [Uint8Array.of(), Uint8Array.of(1)] },
  { key: 0x6605, type: PropertyType.PtypBinary, value: { in: 'blob', ...blobNamed('value') } },
  {
    key: 0x1000,
    type: PropertyType.PtypString,
    value: { in: 'mime', offset: 10, length: 20, transferEncoding: 'base64', size: 15, charset: 'utf-8' },
  },
  { key: { guid: '00062008-0000-0000-c000-000000000046', lid: 0x8503 }, type: PropertyType.PtypBoolean, value: false },
  { key: { guid: '00020386-0000-0000-c000-000000000046', name: 'x-Mailer' }, type: PropertyType.PtypString, value: '' },
];

export const messages: StoreContractPart = (fixture) => {
  describe('messages', () => {
    it('gives back what it was given', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const given = newMessage({
        mime: blobNamed('mime'),
        read: true,
        received: 5,
        traceparent: `00-${'1'.repeat(32)}-01`,
      });
      const { results } = await stores.mailStore.apply(scope, [
        { do: 'insert-message', folder: 'inbox', message: given },
      ]);
      const { summary, mime, received, read, traceparent } = given;
      expect(await stores.mailStore.messages(scope, [messageOf(results[0])])).toEqual([
        {
          id: messageOf(results[0]),
          folder: (await folderOf(stores, scope, 'inbox')).id,
          uid: 1,
          changeNumber: results[0] && 'changeNumber' in results[0] ? results[0].changeNumber : 0,
          readChangeNumber: 0,
          summary,
          mime,
          received,
          read,
          traceparent,
        },
      ]);
    });

    it('loses nothing of an object, whatever its values, recipients, attachments and embedded messages', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const embedded: MessageObject = { properties: new PropertyBag(kinds), recipients: [], attachments: [] };
      const object: MessageObject = {
        properties: new PropertyBag([
          ...kinds,
          { key: 0x3fff, type: PropertyType.PtypString, value: 'long '.repeat(9000) },
        ]),
        recipients: [new PropertyBag(kinds), new PropertyBag()],
        attachments: [{ properties: new PropertyBag(kinds), embedded }, { properties: new PropertyBag() }],
      };
      const { results } = await stores.mailStore.apply(scope, [
        { do: 'insert-message', folder: 'inbox', message: { ...newMessage(), object } },
      ]);
      const stored = await stores.mailStore.message(scope, messageOf(results[0]));
      expect(plain(stored?.object)).toEqual(plain(object));
    });

    it('gives UIDs that rise in each folder from 1 on, RFC 9051 2.3.1.1', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const { results } = await stores.mailStore.apply(scope, [
        insert(),
        insert({}, 'drafts'),
        insert(),
        insert({}, 'drafts'),
      ]);
      expect(results.map((result) => ('uid' in result ? result.uid : 0))).toEqual([1, 1, 2, 2]);
      await stores.mailStore.apply(scope, [{ do: 'delete-message', id: messageOf(results[2]) }]);
      const next = await stores.mailStore.apply(scope, [insert()]);
      expect(next.results[0]).toMatchObject({ uid: 3 });
      expect((await folderOf(stores, scope, 'inbox')).uidNext).toBe(4);
    });

    it('sets the read state with a change number of its own', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const id = await inserted(stores, scope);
      const [before] = await stores.mailStore.messages(scope, [id]);
      const { changeNumber } = await stores.mailStore.apply(scope, [{ do: 'set-read', id, read: true }]);
      const after = await stores.mailStore.message(scope, id);
      expect(after).toMatchObject({ read: true, readChangeNumber: changeNumber, changeNumber: before?.changeNumber });
      expect(after?.summary.read).toBe(true);
      expect(await folderOf(stores, scope, 'inbox')).toMatchObject({ messages: 1, unread: 0 });
      await stores.mailStore.apply(scope, [{ do: 'set-read', id, read: false }]);
      expect(await folderOf(stores, scope, 'inbox')).toMatchObject({ messages: 1, unread: 1 });
    });

    it('replaces object and summary, keeps the read state, and gives a new UID', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const id = await inserted(stores, scope, { read: true, mime: blobNamed('old'), traceparent: 'old' });
      const [before] = await stores.mailStore.messages(scope, [id]);
      const { read: _, ...message } = newMessage({ subject: 'Dinner', received: 7 });
      const { results } = await stores.mailStore.apply(scope, [
        { do: 'update-message', id, message, ifChangeNumber: before?.changeNumber ?? 0 },
      ]);
      const after = await stores.mailStore.message(scope, id);
      expect(results).toEqual([{ message: id, folder: after?.folder, uid: 2, changeNumber: after?.changeNumber }]);
      expect(after?.changeNumber).toBeGreaterThan(before?.changeNumber ?? Infinity);
      expect(after).toMatchObject({ read: true, received: 7, uid: 2, summary: { subject: 'Dinner', read: true } });
      expect(after).not.toHaveProperty('mime');
      expect(after).not.toHaveProperty('traceparent');
      expect(plain(after?.object)).toEqual(plain(message.object));
    });

    it('refuses to replace a message that changed meanwhile, but not one whose read state did', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const id = await inserted(stores, scope);
      const ifChangeNumber = (await stores.mailStore.message(scope, id))?.changeNumber ?? 0;
      const update = { do: 'update-message', id, message: newMessage(), ifChangeNumber } as const;
      await stores.mailStore.apply(scope, [{ do: 'set-read', id, read: true }]);
      await stores.mailStore.apply(scope, [update]);
      await expect(stores.mailStore.apply(scope, [update])).rejects.toMatchObject({ code: 'changed-meanwhile' });
      const racing = { ...update, ifChangeNumber: (await stores.mailStore.message(scope, id))?.changeNumber ?? 0 };
      const outcomes = await Promise.allSettled([1, 2, 3].map(() => stores.mailStore.apply(scope, [racing])));
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
    });

    it('moves a message under a new id, with its read state and everything it holds', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const id = await inserted(stores, scope, { subject: 'Moved', read: true, received: 9, mime: blobNamed('m') });
      await stores.mailStore.apply(scope, [{ do: 'set-read', id, read: false }]);
      const { results, changeNumber } = await stores.mailStore.apply(scope, [
        { do: 'move-message', id, to: 'deleted' },
      ]);
      const deleted = await folderOf(stores, scope, 'deleted');
      const moved = await stores.mailStore.message(scope, messageOf(results[0]));
      expect(moved?.id).toBeGreaterThan(id);
      expect(moved).toMatchObject({
        folder: deleted.id,
        uid: 1,
        received: 9,
        read: false,
        mime: blobNamed('m'),
        changeNumber,
      });
      expect(moved).toMatchObject({ readChangeNumber: 0, summary: { subject: 'Moved', read: false } });
      expect(await stores.mailStore.message(scope, id)).toBeUndefined();
      expect(await folderOf(stores, scope, 'inbox')).toMatchObject({ messages: 0, unread: 0 });
      expect(deleted).toMatchObject({ messages: 1, unread: 1 });
    });

    it('copies a message: two that live on their own', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const id = await inserted(stores, scope, { subject: 'Twice' });
      const { results } = await stores.mailStore.apply(scope, [
        { do: 'copy-message', id, to: 'inbox' },
        { do: 'copy-message', id, to: 'junk' },
      ]);
      const [beside, junk] = results.map(messageOf);
      expect(new Set([id, beside, junk]).size).toBe(3);
      await stores.mailStore.apply(scope, [
        { do: 'set-read', id, read: true },
        { do: 'delete-message', id: beside ?? 0 },
      ]);
      expect(await stores.mailStore.message(scope, junk ?? 0)).toMatchObject({
        read: false,
        summary: { subject: 'Twice' },
      });
      expect(await folderOf(stores, scope, 'inbox')).toMatchObject({ messages: 1, unread: 0 });
      expect(await folderOf(stores, scope, 'junk')).toMatchObject({ messages: 1, unread: 1 });
    });

    it('deletes a message for good', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const id = await inserted(stores, scope);
      await stores.mailStore.apply(scope, [{ do: 'delete-message', id }]);
      expect(await stores.mailStore.message(scope, id)).toBeUndefined();
      expect(await stores.mailStore.messages(scope, [id])).toEqual([]);
      expect(await folderOf(stores, scope, 'inbox')).toMatchObject({ messages: 0, unread: 0 });
    });

    it('tells which message or folder is not there', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const id = await inserted(stores, scope);
      const message = newMessage();
      for (const operation of [
        { do: 'update-message', id: 9999, message },
        { do: 'set-read', id: 9999, read: true },
        { do: 'move-message', id: 9999, to: 'inbox' },
        { do: 'copy-message', id: 9999, to: 'inbox' },
        { do: 'delete-message', id: 9999 },
      ] as const) {
        await expect(stores.mailStore.apply(scope, [operation])).rejects.toMatchObject({
          code: 'no-such-message',
          subject: '9999',
        });
      }
      for (const operation of [
        { do: 'insert-message', folder: 9999, message },
        { do: 'move-message', id, to: 9999 },
        { do: 'copy-message', id, to: 9999 },
      ] as const) {
        await expect(stores.mailStore.apply(scope, [operation])).rejects.toMatchObject({
          code: 'no-such-folder',
          subject: '9999',
        });
      }
    });
  });
};

/** A Message object as plain values, which compare one by one. */
function plain(object: MessageObject | undefined): unknown {
  return (
    object && {
      properties: [...object.properties],
      recipients: object.recipients.map((recipient) => [...recipient]),
      attachments: object.attachments.map(({ properties, embedded }) => [[...properties], plain(embedded)]),
    }
  );
}
