/** What every DeviceStore does. An adapter runs it with a function that opens a store with nothing in it. */
import type { Device, JsonValue, MailboxScope } from '@postbus/domain';
import type { DeviceStore } from '@postbus/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type StoreFixture, handlesOf, newMailbox, newScope, range } from './mail-store-fixture.ts';

const phone: Device = { id: 'PHONE', type: 'iPhone', firstSeen: 1, lastSeen: 2, policyKey: 7, friendlyName: 'Adas ☎' };

/** @param open called before each test; what it opened is disposed of after it */
export function deviceStoreContract(adapter: string, open: () => Promise<StoreFixture>): void {
  describe(`DeviceStore contract: ${adapter}`, () => {
    let fixture: StoreFixture;
    let store: DeviceStore;
    let scope: MailboxScope;
    beforeEach(async () => {
      fixture = await open();
      store = fixture.stores.deviceStore;
      scope = await newMailbox(fixture.stores);
    });
    afterEach(() => fixture.dispose());

    it('keeps a device and the version of each write', async () => {
      expect(await store.device(scope, 'PHONE')).toBeUndefined();
      await store.putDevice(scope, phone, 0);
      expect(await store.device(scope, 'PHONE')).toEqual({ value: phone, version: 1 });
      const { policyKey: _, ...changed } = { ...phone, lastSeen: 3 };
      await store.putDevice(scope, changed, 1);
      expect(await store.device(scope, 'PHONE')).toEqual({ value: changed, version: 2 });
      expect(await store.device(scope, 'phone')).toBeUndefined();
    });

    it('refuses a write that compares another version', async () => {
      const conflict = { code: 'conflict', retryable: false };
      await expect(store.putDevice(scope, phone, 1)).rejects.toMatchObject(conflict);
      await store.putDevice(scope, phone, 0);
      for (const version of [0, 2]) {
        await expect(store.putDevice(scope, { ...phone, lastSeen: 9 }, version)).rejects.toMatchObject(conflict);
      }
      await store.putState(scope, 'PHONE', 'folders', 1, 0);
      for (const version of [0, 2]) {
        await expect(store.putState(scope, 'PHONE', 'folders', 2, version)).rejects.toMatchObject(conflict);
      }
      expect(await store.device(scope, 'PHONE')).toEqual({ value: phone, version: 1 });
      expect(await store.state(scope, 'PHONE', 'folders')).toEqual({ value: 1, version: 1 });
    });

    it('lets one of many racing writes of a version win', async () => {
      const handles = await handlesOf(fixture);
      for (const version of range(4)) {
        const outcomes = await Promise.allSettled(
          range(6).map((number) =>
            handles[number % handles.length]!.deviceStore.putState(scope, 'PHONE', 'folders', number, version),
          ),
        );
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
        expect(await store.state(scope, 'PHONE', 'folders')).toEqual({ value: winner, version: version + 1 });
      }
    });

    it('keeps states by their names, whatever JSON they are', async () => {
      const states: Readonly<Record<string, JsonValue>> = {
        folders: { upTo: 2 ** 48 - 1, known: [1, 2] },
        'collection/5/Email': [null, true, 'ä\u0000\ud800', 1.5],
        'collection/50/Email': 'text',
        '': null,
        "'%_": {},
      };
      for (const [name, state] of Object.entries(states)) await store.putState(scope, 'PHONE', name, state, 0);
      for (const [name, value] of Object.entries(states)) {
        expect(await store.state(scope, 'PHONE', name)).toEqual({ value, version: 1 });
      }
      expect(await store.state(scope, 'TABLET', 'folders')).toBeUndefined();
    });

    it('removes the states whose names begin so, and no other', async () => {
      const names = ['collection/5/Email', 'collection/5/Calendar', 'collection/50/Email', 'collection_5', 'folders'];
      for (const device of ['PHONE', 'TABLET']) {
        for (const name of names) await store.putState(scope, device, name, 1, 0);
      }
      const left = async (device: string) => {
        const states = await Promise.all(names.map((name) => store.state(scope, device, name)));
        return names.filter((_, index) => states[index] !== undefined);
      };
      await store.removeStates(scope, 'PHONE', 'collection/5/');
      expect(await left('PHONE')).toEqual(names.slice(2));
      await store.removeStates(scope, 'PHONE', 'collection_');
      await store.removeStates(scope, 'PHONE', '%');
      expect(await left('PHONE')).toEqual(['collection/50/Email', 'folders']);
      await store.removeStates(scope, 'PHONE', '');
      expect(await left('PHONE')).toEqual([]);
      expect(await left('TABLET')).toEqual(names);
    });

    it('removes a device with all its states', async () => {
      const tablet = { ...phone, id: 'TABLET' };
      for (const device of [phone, tablet]) {
        await store.putDevice(scope, device, 0);
        await store.putState(scope, device.id, 'folders', 1, 0);
      }
      expect((await store.devices(scope)).toSorted((a, b) => a.id.localeCompare(b.id))).toEqual([phone, tablet]);
      await store.removeDevice(scope, 'PHONE');
      await store.removeDevice(scope, 'PHONE');
      expect(await store.devices(scope)).toEqual([tablet]);
      expect(await store.state(scope, 'PHONE', 'folders')).toBeUndefined();
      expect(await store.state(scope, 'TABLET', 'folders')).toEqual({ value: 1, version: 1 });
      await store.putDevice(scope, phone, 0);
      expect(await store.device(scope, 'PHONE')).toEqual({ value: phone, version: 1 });
    });

    it('keeps the devices of each mailbox apart, and lets only its owner at them', async () => {
      const other = await newMailbox(fixture.stores);
      await store.putDevice(scope, phone, 0);
      await store.putState(scope, 'PHONE', 'folders', 1, 0);
      expect(await store.devices(other)).toEqual([]);
      expect(await store.state(other, 'PHONE', 'folders')).toBeUndefined();
      const stranger: MailboxScope = { ...scope, principal: { kind: 'account', account: other.mailbox } };
      for (const call of everyCall(store)) {
        await expect(call(stranger)).rejects.toMatchObject({ code: 'access-denied' });
        await expect(call(newScope())).rejects.toMatchObject({ code: 'no-such-mailbox' });
      }
    });

    it('keeps everything over a crash; a deleted mailbox takes its devices along', async () => {
      await store.putDevice(scope, phone, 0);
      await store.putState(scope, 'PHONE', 'folders', 1, 0);
      await fixture.crash();
      const { deviceStore, mailStore } = await fixture.reopen();
      expect(await deviceStore.device(scope, 'PHONE')).toEqual({ value: phone, version: 1 });
      expect(await deviceStore.state(scope, 'PHONE', 'folders')).toEqual({ value: 1, version: 1 });
      await mailStore.deleteMailbox(scope);
      await mailStore.createMailbox(scope);
      expect(await deviceStore.devices(scope)).toEqual([]);
      expect(await deviceStore.state(scope, 'PHONE', 'folders')).toBeUndefined();
    });
  });
}

function everyCall(store: DeviceStore): ((scope: MailboxScope) => Promise<unknown>)[] {
  return [
    (scope) => store.devices(scope),
    (scope) => store.device(scope, 'PHONE'),
    (scope) => store.putDevice(scope, phone, 1),
    (scope) => store.removeDevice(scope, 'PHONE'),
    (scope) => store.state(scope, 'PHONE', 'folders'),
    (scope) => store.putState(scope, 'PHONE', 'folders', 2, 1),
    (scope) => store.removeStates(scope, 'PHONE', ''),
  ];
}
