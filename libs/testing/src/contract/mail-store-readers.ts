/** Readers that follow a folder while others write: what ActiveSync, EWS and ICS stand on. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type StoreContractPart,
  type Stores,
  ascending,
  folderOf,
  handlesOf,
  insert,
  inserted,
  messageOf,
  newMailbox,
  range,
  rounds,
} from './mail-store-fixture.ts';
import { MailboxModel, modelCommand } from './mail-store-model.ts';
import { PagingReader, heldOf } from './mail-store-reader.ts';

export const syncingReaders: StoreContractPart = (fixture) => {
  describe('readers that follow a folder', () => {
    it('makes numbers visible in order: a reader misses nothing of twenty writers', { timeout: 60_000 }, async () => {
      const { stores } = fixture();
      const reading = (await handlesOf(fixture())).at(-1) as Stores;
      const scope = await newMailbox(stores);
      const inbox = await folderOf(stores, scope, 'inbox');
      const ids = new Set<number>();
      const written = new AbortController();
      const write = async (writer: number) => {
        for (const number of range(rounds(fixture(), 15)))
          ids.add(await inserted(stores, scope, { subject: `${writer}/${number}` }));
      };
      const told: number[] = [];
      const read = async () => {
        let since = 0;
        for (let last = false; !last;) {
          last = written.signal.aborted;
          const { changes, upTo } = await reading.mailStore.contentChanges(scope, inbox.id, since, 1000);
          told.push(...changes.map((change) => (change.kind === 'message' ? change.message.id : 0)));
          expect(upTo).toBeGreaterThanOrEqual(since);
          since = upTo;
          await new Promise(setImmediate);
        }
      };
      const reader = read();
      await Promise.all(range(20).map(write)).finally(() => written.abort());
      await reader;
      expect(told).toEqual([...ids].toSorted(ascending));
    });

    it('keeps a reader true that pages while messages come, change and go', { timeout: 60_000 }, async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const inbox = await folderOf(stores, scope, 'inbox');
      const written = new AbortController();
      const ofEach = rounds(fixture(), 25);
      const write = async () => {
        for (const number of range(ofEach)) {
          const { results } = await stores.mailStore.apply(scope, [insert({ subject: String(number) }), insert()]);
          const [first, second] = results.map(messageOf);
          await stores.mailStore.apply(scope, [{ do: 'set-read', id: first!, read: true }]);
          await stores.mailStore.apply(scope, [
            number % 2 === 0 ? { do: 'delete-message', id: second! } : { do: 'move-message', id: second!, to: 'junk' },
          ]);
        }
      };
      const readers = range(4).map(() => new PagingReader());
      const read = async (reader: PagingReader, index: number) => {
        while (!written.signal.aborted) {
          await reader.page(stores.mailStore, scope, inbox.id, index + 1);
          await new Promise(setImmediate);
        }
        await reader.finish(stores.mailStore, scope, inbox.id);
      };
      const reading = readers.map(read);
      await Promise.all(range(4).map(write)).finally(() => written.abort());
      await Promise.all(reading);
      const there = await stores.mailStore.list(scope, inbox.id, { limit: 1000 });
      expect(there).toHaveLength(4 * ofEach);
      for (const { held } of readers)
        expect(held).toEqual(new Map(there.map((message) => [message.id, heldOf(message)])));
    });

    it(
      'agrees with a plain model after any operations, from whatever point a reader follows',
      { timeout: 120_000 },
      async () => {
        const property = fc.asyncProperty(fc.array(modelCommand, { minLength: 5, maxLength: 60 }), async (commands) => {
          const { stores } = fixture();
          const model = await MailboxModel.open(stores, await newMailbox(stores));
          for (const command of commands) await model.run(command);
          await model.check();
        });
        await fc.assert(property, { numRuns: rounds(fixture(), 150) });
      },
    );
  });
};
