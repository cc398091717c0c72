/** What every Directory does. An adapter runs it with a function that opens a store with nothing in it. */
import { type AccountChanged, accountChanged, fromRecord } from '@postbus/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { numbers } from './directory-numbers.ts';
import { type StoreFixture, type Stores, ascending, drainOutbox, range } from './mail-store-fixture.ts';

const tenant = 'tenant';

/** @param open called before each test; what it opened is disposed of after it */
export function directoryContract(adapter: string, open: () => Promise<StoreFixture>): void {
  describe(`Directory contract: ${adapter}`, () => {
    let fixture: StoreFixture;
    let stores: Stores;
    beforeEach(async () => {
      fixture = await open();
      ({ stores } = fixture);
    });
    afterEach(() => fixture.dispose());

    const add = (address: string, aliases: readonly string[] = []) =>
      stores.directory.add({ tenant, address, aliases });

    it('finds an account by its id, its address and its aliases, in any case', async () => {
      const added = await stores.directory.add({
        tenant,
        address: 'Ada.Lovelace@Example.org',
        aliases: ['ada@example.org', 'Ünï@bücher.example'],
        displayName: 'Ada',
        passwordHash: '$scrypt$x',
      });
      expect(added).toEqual({
        id: expect.any(String),
        mailbox: added.id,
        tenant,
        address: 'Ada.Lovelace@Example.org',
        displayName: 'Ada',
        aliases: ['ada@example.org', 'Ünï@bücher.example'],
        passwordHash: '$scrypt$x',
        version: 1,
      });
      for (const address of [
        'ada.lovelace@EXAMPLE.ORG',
        'ADA@example.org',
        'üNÏ@BÜCHER.example',
        'u\u0308ni\u0308@bu\u0308cher.example',
      ]) {
        expect(await stores.directory.resolve(address)).toEqual(added);
      }
      expect(await stores.directory.account(added.id)).toEqual(added);
      for (const address of ['bob@example.org', 'ada', '', '@', 'ada@example.org ']) {
        expect(await stores.directory.resolve(address)).toBeUndefined();
      }
      expect(await stores.directory.account('nobody')).toBeUndefined();
    });

    it('gives an address to one account only, primary or alias', async () => {
      await add('ada@example.org', ['lovelace@example.org']);
      const bob = await add('bob@example.org');
      for (const address of ['ADA@example.org', 'Lovelace@Example.org']) {
        await expect(add(address)).rejects.toMatchObject({ code: 'address-taken' });
        await expect(add('eve@example.org', [address])).rejects.toMatchObject({ code: 'address-taken' });
        await expect(stores.directory.change(bob.id, { address })).rejects.toMatchObject({ code: 'address-taken' });
        await expect(stores.directory.change(bob.id, { aliases: [address] })).rejects.toMatchObject({
          code: 'address-taken',
        });
      }
      expect(await stores.directory.resolve('eve@example.org')).toBeUndefined();
      expect(await stores.directory.account(bob.id)).toEqual(bob);
    });

    it('lets one of many have an address that they ask for at once', async () => {
      const outcomes = await Promise.allSettled(
        range(8).map((number) => add(`user${number}@example.org`, ['info@example.org'])),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await stores.directory.accounts()).toHaveLength(1);
    });

    it.each([
      '',
      'ada',
      '@example.org',
      'ada@',
      'a b@example.org',
      'a\u0000@example.org',
      `${'x'.repeat(65)}@example.org`,
    ])('refuses %j as an address', async (address) => {
      await expect(add(address)).rejects.toMatchObject({ code: 'address-invalid' });
      await expect(add('ada@example.org', [address])).rejects.toMatchObject({ code: 'address-invalid' });
      expect(await stores.directory.accounts()).toEqual([]);
    });

    it('changes what is told, and its version rises', async () => {
      const added = await add('ada@example.org', ['lovelace@example.org']);
      const renamed = await stores.directory.change(added.id, { displayName: 'Ada', passwordHash: 'hash' });
      expect(renamed).toEqual({ ...added, displayName: 'Ada', passwordHash: 'hash', version: 2 });
      const moved = await stores.directory.change(added.id, {
        address: 'Lovelace@example.org',
        aliases: ['al@example.org'],
      });
      expect(moved).toEqual({ ...renamed, address: 'Lovelace@example.org', aliases: ['al@example.org'], version: 3 });
      expect(await stores.directory.resolve('ada@example.org')).toBeUndefined();
      expect(await stores.directory.resolve('al@example.org')).toEqual(moved);
      expect((await add('ada@example.org')).id).not.toBe(added.id);
      const versions = await Promise.all(range(5).map(() => stores.directory.change(added.id, { displayName: 'A' })));
      expect(versions.map(({ version }) => version).toSorted(ascending)).toEqual([4, 5, 6, 7, 8]);
    });

    it('makes an alias the address, and keeps each address once', async () => {
      const { id } = await add('ada@example.org', ['al@example.org', 'AL@example.org', 'Ada@Example.org']);
      expect((await stores.directory.account(id))?.aliases).toEqual([expect.stringMatching(/^al@example.org$/i)]);
      expect(await stores.directory.change(id, { address: 'al@example.org' })).toMatchObject({
        address: 'al@example.org',
        aliases: [],
      });
    });

    it('removes an account; its addresses are free', async () => {
      const { id } = await add('ada@example.org', ['lovelace@example.org']);
      await stores.directory.remove(id);
      expect(await stores.directory.account(id)).toBeUndefined();
      expect(await stores.directory.resolve('lovelace@example.org')).toBeUndefined();
      const again = await add('lovelace@example.org', ['ada@example.org']);
      expect(again.id).not.toBe(id);
    });

    it('tells that there is no such account', async () => {
      await expect(stores.directory.change('nobody', {})).rejects.toMatchObject({
        code: 'no-such-account',
        subject: 'nobody',
      });
      await expect(stores.directory.remove('nobody')).rejects.toMatchObject({ code: 'no-such-account' });
    });

    it('lists accounts by their addresses, in pages', async () => {
      const addresses = ['d', 'B', 'a', 'E', 'c'].map((name) => `${name}@example.org`);
      for (const address of addresses) await add(address, [`0${address}`]);
      const inOrder = addresses.toSorted((a, b) => a.toLowerCase().localeCompare(b.toLowerCase()));
      expect((await stores.directory.accounts()).map(({ address }) => address)).toEqual(inOrder);
      const listed: string[] = [];
      for (let page = await stores.directory.accounts({ limit: 2 }); page.length > 0;) {
        listed.push(...page.map(({ address }) => address));
        page = await stores.directory.accounts({ limit: 2, after: listed.at(-1)! });
      }
      expect(listed).toEqual(inOrder);
    });

    it('knows the local domains: those added, and those of addresses', async () => {
      await stores.directory.addDomain('Added.Example');
      await stores.directory.addDomain('added.example');
      const { id } = await add('ada@own.example', ['ada@alias.example']);
      for (const domain of ['added.example', 'own.example', 'alias.example']) {
        expect(await stores.directory.isLocalDomain(domain)).toBe(true);
      }
      for (const domain of ['example', 'sub.own.example', '']) {
        expect(await stores.directory.isLocalDomain(domain)).toBe(false);
      }
      expect((await stores.directory.domains()).toSorted()).toEqual(['added.example', 'alias.example', 'own.example']);
      await stores.directory.remove(id);
      expect(await stores.directory.isLocalDomain('own.example')).toBe(false);
      expect(await stores.directory.isLocalDomain('added.example')).toBe(true);
    });

    it('keeps everything over a crash', async () => {
      const added = await add('ada@example.org', ['lovelace@example.org']);
      await stores.directory.addDomain('added.example');
      await fixture.crash();
      const { directory } = await fixture.reopen();
      expect(await directory.resolve('lovelace@example.org')).toEqual(added);
      expect(await directory.domains()).toEqual(['added.example', 'example.org']);
    });

    it('tells each change by account.changed.v1, with a version that rises', async () => {
      const { id, mailbox } = await add('ada@example.org');
      await stores.directory.change(id, { displayName: 'Ada' });
      await expect(add('ada@example.org')).rejects.toMatchObject({ code: 'address-taken' });
      await stores.directory.remove(id);
      const told = (await drainOutbox(stores)).map(
        ({ record }): AccountChanged => fromRecord(accountChanged, record).data,
      );
      expect(told).toEqual([
        { account: id, mailbox, change: 'added', version: 1 },
        { account: id, mailbox, change: 'changed', version: 2 },
        { account: id, mailbox, change: 'removed', version: 3 },
      ]);
    });

    describe('numbers', () => {
      numbers(() => fixture);
    });
  });
}
