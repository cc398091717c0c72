/** What a look at thousands of items costs: it follows the window, and what changed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '@postbus/domain';
import { PidTagMessageClass, PropertyBag } from '@postbus/mapi';
import { summarize } from '@postbus/oxcmail';
import type { MailStore } from '@postbus/ports';
import { TestMail } from '../mail.fixture.ts';
import { noPhones } from '../text-messages/no-phones.fixture.ts';
import type { Told } from './collection-state.ts';
import { CollectionStreams, type StreamChanges, type WantedKinds } from './collection-streams.ts';

let mail: TestMail;
beforeAll(async () => {
  mail = await TestMail.open();
});
afterAll(() => mail.close());

const all = { filterType: 0, cutOff: 0 };
const both: WantedKinds = { mail: all, text: all };

/** The store, with how often each method was called, and what its counts came to. */
function watched() {
  const calls = new Map<string | symbol, number>();
  let counted = 0;
  const count: MailStore['count'] = async (...asked) => {
    const found = await mail.store.count(...asked);
    counted += found;
    return found;
  };
  const store = new Proxy(mail.store, {
    get(target, name) {
      if (name === 'count') return count;
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      calls.set(name, (calls.get(name) ?? 0) + 1);
      return method.bind(target);
    },
  });
  return { store, calls, counted: () => counted };
}

async function folderWithTexts(name: string) {
  const made = { do: 'create-folder', parent: 'root', displayName: name } as const;
  const { results } = await mail.store.apply(mail.scope, [made]);
  const id = results[0]!.folder!;
  const arrive = async (texts: number): Promise<void> => {
    const properties = new PropertyBag().set(PidTagMessageClass, 'IPM.Note.Mobile.SMS');
    const object = { properties, recipients: [], attachments: [] };
    const operations = Array.from({ length: texts }, (_, index): Operation => ({
      do: 'insert-message',
      folder: id,
      message: { object, summary: summarize(object), received: 1_700_000_000_000 + index * 60_000, read: false },
    }));
    await mail.store.apply(mail.scope, operations);
  };
  return { folder: (await mail.store.folder(mail.scope, id))!, arrive };
}

describe('a look at many items', () => {
  it('counts no more of a class that is taken away than the window holds', async () => {
    const { folder, arrive } = await folderWithTexts('taken away');
    await arrive(600);
    const { store, counted } = watched();
    const streams = new CollectionStreams(store, noPhones);
    const look = async (wanted: WantedKinds, from: Told, window: number): Promise<StreamChanges> => {
      const collection = { folder, wanted, context: mail.context };
      return streams.changes(collection, from, window, await streams.queued(collection, from, window));
    };
    let told = await streams.begun({ folder, wanted: both, context: mail.context });
    for (let more = true; more;) {
      const changes = await look(both, told, 512);
      [told, more] = [changes.next, changes.more];
    }
    const before = counted();
    expect((await look({ mail: all }, told, 10)).softDeletes).toHaveLength(10);
    // For half of the window and for all of it, the span is halved some fifty times: no more is counted than fits, and one.
    expect(counted() - before).toBeLessThan(50 * (6 + 11) + 100);
  });

  it('passes over those of the other class by whole pages, however small the window', async () => {
    const { folder, arrive } = await folderWithTexts('passed over');
    const { store, calls } = watched();
    const streams = new CollectionStreams(store, noPhones);
    const collection = { folder, wanted: { mail: all }, context: mail.context };
    const told = await streams.begun(collection);
    await arrive(2000);
    const queued = await streams.queued(collection, told, 1);
    const { adds, more, next } = await streams.changes(collection, told, 1, queued);
    expect([adds, more, next.streams.mail?.added]).toEqual([
      [],
      false,
      (await mail.store.mailbox(mail.scope)).changeNumber,
    ]);
    expect(calls.get('arrivals')).toBeLessThan(15);
  });
});
