/** What devices end up holding of mail and text messages under one window, while classes begin and end. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Folder, MailboxScope, MessageId, MessageRecord, NewMessage, Operation } from '@postbus/domain';
import { PidTagMessageClass, PidTagSubject, PropertyBag } from '@postbus/mapi';
import { summarize } from '@postbus/oxcmail';
import type { MailStore } from '@postbus/ports';
import { type SqliteStore, openSqliteStore } from '@postbus/store-sqlite';
import { type TemporaryFolder, temporaryFolder } from '@postbus/testing';
import { ann } from '../mail.fixture.ts';
import { noPhones } from '../text-messages/no-phones.fixture.ts';
import type { Told } from './collection-state.ts';
import { CollectionStreams, type StreamChanges, type WantedKinds, toldBy } from './collection-streams.ts';

let folder: TemporaryFolder;
let sqlite: SqliteStore;
let store: MailStore;
let mailboxes = 0;

beforeAll(() => {
  folder = temporaryFolder();
  sqlite = openSqliteStore({ folder: folder.path });
  store = sqlite.mailStore;
});
afterAll(async () => {
  await sqlite.close();
  folder.remove();
});

const hour = 3_600_000;
const classes = { mail: 'IPM.Note', text: 'IPM.Note.Mobile.SMS' } as const;
type Kind = keyof typeof classes;

function message(kind: Kind, subject: string, received: number): NewMessage {
  const properties = new PropertyBag().set(PidTagMessageClass, classes[kind]).set(PidTagSubject, subject);
  const object = { properties, recipients: [], attachments: [] };
  return { object, summary: summarize(object), received, read: false };
}

const kindOf = ({ summary }: MessageRecord): Kind => (summary.messageClass === classes.text ? 'text' : 'mail');
const seen = ({ read, summary }: MessageRecord): string => `${summary.messageClass} ${summary.subject} ${read}`;

/** Strict about what it is told, and of which class. */
class Device {
  readonly held = new Map<MessageId, { readonly kind: Kind; readonly seen: string }>();
  readonly complaints: string[] = [];
  told: Told = { streams: {} };

  take({ adds, changes, deletes, softDeletes, next }: StreamChanges, wanted: WantedKinds): void {
    for (const one of adds) {
      if (this.held.has(one.id)) this.complaints.push(`Add of ${one.id}, which is held`);
      if (wanted[kindOf(one)] === undefined) this.complaints.push(`Add of ${one.id}, which is not wanted`);
      this.held.set(one.id, { kind: kindOf(one), seen: seen(one) });
    }
    for (const { message: one } of changes) {
      if (!this.held.has(one.id)) this.complaints.push(`Change of ${one.id}, which is not held`);
      if (wanted[kindOf(one)] === undefined) this.complaints.push(`Change of ${one.id}, which is not wanted`);
      this.held.set(one.id, { kind: kindOf(one), seen: seen(one) });
    }
    for (const { id, kind } of deletes) {
      if (this.held.get(id)?.kind !== kind) this.complaints.push(`Delete of ${id} as ${kind}, which is not held`);
      this.held.delete(id);
    }
    for (const id of softDeletes) {
      if (!this.held.delete(id)) this.complaints.push(`SoftDelete of ${id}, which is not held`);
    }
    this.told = next;
  }
}

class World {
  readonly scope: MailboxScope = {
    tenant: 't',
    principal: { kind: 'service', service: 'test' },
    mailbox: `streams${++mailboxes}`,
  };
  readonly streams = new CollectionStreams(store, noPhones);
  readonly now = 1000 * hour;
  inbox!: Folder;

  async start(): Promise<this> {
    await store.createMailbox(this.scope);
    this.inbox = (await store.folders(this.scope)).find(({ role }) => role === 'inbox')!;
    return this;
  }

  collection(wanted: WantedKinds) {
    const context = { scope: this.scope, account: ann, device: 'phone', version: '14.1' as const };
    return { folder: this.inbox, wanted, context: { ...context, signal: AbortSignal.timeout(60_000) } };
  }

  messages(): Promise<MessageRecord[]> {
    return store.list(this.scope, this.inbox.id, { limit: 10_000 });
  }

  apply(...operations: Operation[]) {
    return store.apply(this.scope, operations);
  }

  async arrive(kind: Kind, subject: string, age = 0): Promise<MessageId> {
    const { results } = await this.apply({
      do: 'insert-message',
      folder: 'inbox',
      message: message(kind, subject, this.now - age * hour),
    });
    return results[0]!.message!;
  }

  async sync(device: Device, wanted: WantedKinds, window: number): Promise<StreamChanges> {
    const collection = this.collection(wanted);
    const queued = await this.streams.queued(collection, device.told, window);
    return this.streams.changes(collection, device.told, window, queued);
  }

  /** Until nothing is left to tell; how many were told each time. */
  async syncAll(device: Device, wanted: WantedKinds, window: number): Promise<number[]> {
    const told: number[] = [];
    for (let rounds = 0; rounds < 1000; rounds++) {
      const changes = await this.sync(device, wanted, window);
      device.take(changes, wanted);
      told.push(toldBy(changes));
      if (!changes.more) return told;
    }
    throw new Error('there is always more');
  }
}

const all = { filterType: 0, cutOff: 0 };
const both: WantedKinds = { mail: all, text: all };
const subjects = (device: Device): string[] => [...device.held.values()].map((one) => one.seen.split(' ')[1]!);

type Step =
  | { kind: 'arrive'; of: Kind; age: number }
  | { kind: 'read' | 'rewrite' | 'delete' | 'move-away'; index: number }
  | { kind: 'want'; mail: number | undefined; text: number | undefined }
  | { kind: 'sync'; window: number; lost: boolean };

const hours = fc.constantFrom(undefined, 0, 0, 3, 8);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('arrive' as const),
      of: fc.constantFrom('mail' as const, 'text' as const),
      age: fc.nat({ max: 12 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('read' as const, 'rewrite' as const, 'delete' as const, 'move-away' as const),
      index: fc.nat({ max: 30 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('want' as const), mail: hours, text: hours }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('sync' as const),
      window: fc.integer({ min: 1, max: 6 }),
      lost: fc.boolean(),
    }),
  },
);

async function change(world: World, kind: Step['kind'], target: MessageRecord): Promise<void> {
  const { id, received, summary } = target;
  const rewritten = message(kindOf(target), `${summary.subject.split('-')[0]}-${target.changeNumber}`, received);
  if (kind === 'read') await world.apply({ do: 'set-read', id, read: !target.read });
  if (kind === 'rewrite') await world.apply({ do: 'update-message', id, message: rewritten });
  if (kind === 'delete') await world.apply({ do: 'delete-message', id });
  if (kind === 'move-away') await world.apply({ do: 'move-message', id, to: 'drafts' });
}

/** @returns what the device wants at the end */
async function run(world: World, device: Device, steps: readonly Step[]): Promise<WantedKinds> {
  let wanted: WantedKinds = { mail: all };
  const filter = (name: Kind, back: number | undefined): WantedKinds =>
    back === undefined ? {} : { [name]: { filterType: back, cutOff: back === 0 ? 0 : world.now - back * hour } };
  for (const one of steps) {
    if (one.kind === 'arrive') {
      await world.arrive(one.of, `${one.age}`, one.age);
    } else if (one.kind === 'want') {
      wanted = { ...filter('mail', one.mail), ...filter('text', one.text) };
    } else if (one.kind === 'sync') {
      const silent = await world.streams.silentlyAt(world.collection(wanted), device.told);
      if (silent !== undefined) device.told = silent;
      const changes = await world.sync(device, wanted, one.window);
      if (silent !== undefined && toldBy(changes) > 0) device.complaints.push('told of what was not announced');
      if (!one.lost) device.take(changes, wanted);
    } else {
      const messages = await world.messages();
      const target = messages[one.index % Math.max(1, messages.length)];
      if (target !== undefined) await change(world, one.kind, target);
    }
  }
  return wanted;
}

describe('what a device holds of mail and text messages, [MS-ASMS] 3.1.4.1.1', () => {
  it('is what it wants of the folder, whatever happened, began and ended, and wherever answers were cut or lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const world = await new World().start();
        const device = new Device();
        device.told = await world.streams.begun(world.collection({ mail: all }));
        const wanted = await run(world, device, steps);
        await world.syncAll(device, wanted, 3);
        const expected = (await world.messages()).filter((one) => {
          const filter = wanted[kindOf(one)];
          return filter !== undefined && one.received >= filter.cutOff;
        });
        expect(device.complaints).toEqual([]);
        const held = [...device.held].map(([id, one]) => [id, one.seen] as const).sort(([a], [b]) => a - b);
        expect(held).toEqual(expected.map((one) => [one.id, seen(one)] as const).sort(([a], [b]) => a - b));
        expect(await world.streams.silentlyAt(world.collection(wanted), device.told)).toBeDefined();
      }),
      { numRuns: 150 },
    );
  });

  it('comes by turns, so that neither class waits for all of the other', async () => {
    const world = await new World().start();
    for (let age = 6; age > 0; age--) await world.arrive('text', `text${age}`, age);
    for (let age = 6; age > 0; age--) await world.arrive('mail', `mail${age}`, age);
    const device = new Device();
    device.told = await world.streams.begun(world.collection(both));
    device.take(await world.sync(device, both, 4), both);
    expect(subjects(device)).toEqual(['text1', 'text2', 'mail1', 'mail2']);
    expect(await world.syncAll(device, both, 4)).toEqual([4, 4]);
    expect(device.held.size).toBe(12);
  });

  it('comes by turns where the window holds one item alone', async () => {
    const world = await new World().start();
    for (let age = 3; age > 0; age--) await world.arrive('text', `text${age}`, age);
    for (let age = 3; age > 0; age--) await world.arrive('mail', `mail${age}`, age);
    const device = new Device();
    device.told = await world.streams.begun(world.collection(both));
    expect(await world.syncAll(device, both, 1)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(subjects(device)).toEqual(['text1', 'mail1', 'text2', 'mail2', 'text3', 'mail3']);
  });

  it('takes of the window what the other class leaves', async () => {
    const world = await new World().start();
    for (let age = 6; age > 0; age--) await world.arrive('text', `text${age}`, age);
    await world.arrive('mail', 'mail1');
    const device = new Device();
    device.told = await world.streams.begun(world.collection(both));
    expect(await world.syncAll(device, both, 5)).toEqual([5, 2]);
  });

  it('is taken away by soft deletes within the window where a block ends, and comes again where it begins', async () => {
    const world = await new World().start();
    for (let age = 5; age > 0; age--) await world.arrive('text', `text${age}`, age);
    await world.arrive('mail', 'mail1');
    const device = new Device();
    device.told = await world.streams.begun(world.collection(both));
    await world.syncAll(device, both, 10);
    const first = await world.sync(device, { mail: all }, 3);
    expect(first).toMatchObject({ adds: [], deletes: [], more: true });
    expect(first.softDeletes).toHaveLength(3);
    device.take(first, { mail: all });
    expect(await world.syncAll(device, { mail: all }, 3)).toEqual([2]);
    expect(subjects(device)).toEqual(['mail1']);
    expect(device.told.streams.text).toBeUndefined();
    await world.arrive('text', 'meanwhile');
    expect(await world.streams.silentlyAt(world.collection({ mail: all }), device.told)).toBeDefined();
    await world.syncAll(device, both, 10);
    expect(device.held.size).toBe(7);
    expect(device.complaints).toEqual([]);
  });

  it('is each filtered by itself', async () => {
    const world = await new World().start();
    for (const age of [1, 30]) {
      await world.arrive('text', `text${age}`, age);
      await world.arrive('mail', `mail${age}`, age);
    }
    const device = new Device();
    const wanted = { mail: { filterType: 1, cutOff: world.now - 24 * hour }, text: all };
    device.told = await world.streams.begun(world.collection(wanted));
    await world.syncAll(device, wanted, 10);
    expect(subjects(device).toSorted()).toEqual(['mail1', 'text1', 'text30']);
  });
});
