/** Numbers of people: a verified one belongs to one account, by which text messages find it. */
import { type AccountChanged, accountChanged, fromRecord } from '@postbus/contracts';
import type { Account } from '@postbus/domain';
import type { AccountChange, Directory } from '@postbus/ports';
import { beforeEach, expect, it } from 'vitest';
import { type StoreContractPart, drainOutbox, handlesOf, range, rounds } from './mail-store-fixture.ts';

const anna = { number: '+14255550123', verifiedAt: 5 };
const bert = { number: '+4915112345678', verifiedAt: 6 };
const taken = { code: 'number-taken', retryable: false };

export const numbers: StoreContractPart = (fixture) => {
  let directory: Directory;
  beforeEach(() => {
    ({ directory } = fixture().stores);
  });

  const add = (name: string, traits: Pick<Account, 'phoneNumbers' | 'textChannels' | 'region'> = {}) =>
    directory.add({ tenant: 'tenant', address: `${name}@example.org`, ...traits });

  it('finds an account by each of its verified numbers, and by no other', async () => {
    const unverified = { number: '+14255550199' };
    const traits = { phoneNumbers: [anna, unverified, bert], textChannels: ['phone', 'carrier'], region: 'DE' };
    const added = await add('ada', traits);
    expect(added).toMatchObject({ ...traits, version: 1 });
    for (const { number } of [anna, bert]) expect(await directory.resolveNumber(number)).toEqual(added);
    for (const number of [unverified.number, '4915112345678', '', '+'])
      expect(await directory.resolveNumber(number)).toBeUndefined();
    expect(await directory.account(added.id)).toEqual(added);
    expect(await directory.resolve('ADA@example.org')).toEqual(added);
    expect(await directory.accounts()).toEqual([added]);
    await fixture().crash();
    ({ directory } = await fixture().reopen());
    expect(await directory.resolveNumber(bert.number)).toEqual(added);
  });

  it('changes what is told, keeps what is not, and removes by null', async () => {
    const added = await add('ada', { phoneNumbers: [anna], textChannels: ['phone'], region: 'US' });
    const { id } = added;
    const expectNow = async (change: AccountChange, account: Account) => {
      expect(await directory.change(id, change)).toEqual(account);
      expect(await directory.account(id)).toEqual(account);
      expect(await directory.resolve(account.address)).toEqual(account);
    };
    const renamed = { ...added, displayName: 'Ada', version: 2 };
    await expectNow({ displayName: 'Ada' }, renamed);
    const { region: _, ...abroad } = { ...renamed, textChannels: [], version: 3 };
    await expectNow({ region: null, textChannels: [] }, abroad);
    const moved = { ...abroad, phoneNumbers: [bert], region: 'DE', version: 4 };
    await expectNow({ phoneNumbers: [bert], region: 'DE' }, moved);
    expect(await directory.resolveNumber(anna.number)).toBeUndefined();
    expect(await directory.resolveNumber(bert.number)).toEqual(moved);
    const { phoneNumbers: __, textChannels: ___, ...without } = { ...moved, version: 5 };
    await expectNow({ phoneNumbers: null, textChannels: null }, without);
    expect(await directory.resolveNumber(bert.number)).toBeUndefined();
    await expectNow({ phoneNumbers: [] }, { ...without, version: 6 });
  });

  it('keeps each number once, as it is told last', async () => {
    const again = { ...anna, verifiedAt: 9 };
    const { id } = await add('ada', { phoneNumbers: [anna, bert, again] });
    expect(await directory.resolveNumber(anna.number)).toMatchObject({ phoneNumbers: [again, bert] });
    const unverified = { number: anna.number };
    const changed = await directory.change(id, { phoneNumbers: [bert, anna, unverified] });
    expect(changed.phoneNumbers).toEqual([bert, unverified]);
    expect(await directory.resolveNumber(anna.number)).toBeUndefined();
  });

  it('gives a verified number to one account only, and an unverified one to any', async () => {
    const ada = await add('ada', { phoneNumbers: [anna] });
    const unverified = { number: anna.number };
    const bob = await add('bob', { phoneNumbers: [bert, unverified] });
    await expect(add('eve', { phoneNumbers: [anna] })).rejects.toMatchObject({ ...taken, subject: anna.number });
    await expect(directory.change(bob.id, { phoneNumbers: [bert, anna] })).rejects.toMatchObject(taken);
    expect(await directory.account(bob.id)).toEqual(bob);
    expect(await directory.resolve('eve@example.org')).toBeUndefined();
    expect(await directory.resolveNumber(anna.number)).toEqual(ada);
    await directory.change(ada.id, { phoneNumbers: [unverified] });
    const changed = await directory.change(bob.id, { phoneNumbers: [bert, anna] });
    expect(await directory.resolveNumber(anna.number)).toEqual(changed);
    await expect(directory.change(ada.id, { phoneNumbers: [anna] })).rejects.toMatchObject(taken);
  });

  it('frees the numbers of an account that is removed', async () => {
    const { id } = await add('ada', { phoneNumbers: [anna, bert] });
    await directory.remove(id);
    expect(await directory.resolveNumber(anna.number)).toBeUndefined();
    const bob = await add('bob', { phoneNumbers: [bert] });
    expect(await directory.resolveNumber(bert.number)).toEqual(bob);
  });

  it('lets one of many have a number that they ask for at once, and tells of no other', async () => {
    const handles = await handlesOf(fixture());
    const accounts = await Promise.all(range(6).map((name) => add(`user${name}`)));
    await drainOutbox(fixture().stores);
    for (const round of range(rounds(fixture(), 5))) {
      const number = { number: `+1425555000${round}`, verifiedAt: 1 };
      const outcomes = await Promise.allSettled(
        accounts.map(({ id }, one) => handles[one % handles.length]!.directory.change(id, { phoneNumbers: [number] })),
      );
      const won = accounts.filter((_, one) => outcomes[one]!.status === 'fulfilled');
      expect(won).toHaveLength(1);
      for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(taken);
      expect(await directory.resolveNumber(number.number)).toMatchObject({ id: won[0]!.id });
      const told = (await drainOutbox(fixture().stores)).map(
        ({ record }): AccountChanged => fromRecord(accountChanged, record).data,
      );
      expect(told.map(({ account }) => account)).toEqual([won[0]!.id]);
    }
  });
};
