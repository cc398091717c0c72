/** Processes that share an account with a carrier. */
import type { AccountShare, TextMessageStore } from '@postbus/ports';
import { beforeEach, expect, it } from 'vitest';
import { type StoreContractPart, ascending, handlesOf, range } from './mail-store-fixture.ts';

const account = 'carrier';
const lease = 1000;

export const shares: StoreContractPart = (fixture) => {
  let store: TextMessageStore;
  beforeEach(() => {
    store = fixture().stores.textMessages;
  });

  const hold = (owner: string, of = account): Promise<AccountShare> => store.holdShare(of, owner, lease);
  const shareOf = (index: number, holders: number): AccountShare => ({
    index,
    holders,
    leasedUntil: fixture().clock.now() + lease,
  });

  it('gives places in the order in which owners come, and to one who renews its own', async () => {
    expect(await hold('a')).toEqual(shareOf(0, 1));
    expect(await hold('b')).toEqual(shareOf(1, 2));
    fixture().clock.advance(lease / 2);
    expect(await hold('c')).toEqual(shareOf(2, 3));
    expect(await hold('a')).toEqual(shareOf(0, 3));
    expect(await hold('b')).toEqual(shareOf(1, 3));
  });

  it('moves up those after one whose lease ran out, who comes last when it comes again', async () => {
    for (const owner of ['a', 'b', 'c']) await hold(owner);
    fixture().clock.advance(lease - 1);
    await hold('b');
    expect(await hold('c')).toEqual(shareOf(2, 3));
    fixture().clock.advance(1);
    expect(await hold('c')).toEqual(shareOf(1, 2));
    expect(await hold('b')).toEqual(shareOf(0, 2));
    expect(await hold('a')).toEqual(shareOf(2, 3));
  });

  it('loses its place with its lease, though nobody came meanwhile', async () => {
    for (const owner of ['a', 'b']) await hold(owner);
    fixture().clock.advance(lease / 2);
    await hold('b');
    fixture().clock.advance(lease / 2);
    expect(await hold('a')).toEqual(shareOf(1, 2));
    expect(await hold('b')).toEqual(shareOf(0, 2));
  });

  it('frees a place that is released, and no other', async () => {
    for (const owner of ['a', 'b', 'c']) await hold(owner);
    await store.releaseShare(account, 'b');
    await store.releaseShare(account, 'nobody');
    await store.releaseShare('another', 'a');
    expect(await hold('c')).toEqual(shareOf(1, 2));
    await store.releaseShare(account, 'a');
    expect(await hold('c')).toEqual(shareOf(0, 1));
  });

  it('keeps accounts apart, and places over a crash', async () => {
    await hold('a');
    expect(await hold('b', 'another')).toEqual(shareOf(0, 1));
    await fixture().crash();
    ({ textMessages: store } = await fixture().reopen());
    expect(await hold('b')).toEqual(shareOf(1, 2));
    expect(await hold('a', 'another')).toEqual(shareOf(1, 2));
  });

  it('takes owners of any name', async () => {
    const owners = ['$owner', 'host/1/x.y', "o'brien", '', '🦊'];
    for (const [index, owner] of owners.entries()) expect(await hold(owner)).toEqual(shareOf(index, index + 1));
    for (const [index, owner] of owners.entries()) expect(await hold(owner)).toEqual(shareOf(index, owners.length));
  });

  it('gives each of many who come at once a place of its own', async () => {
    const handles = await handlesOf(fixture());
    const come = () =>
      Promise.all(
        range(8).map((one) => handles[one % handles.length]!.textMessages.holdShare(account, `o${one}`, lease)),
      );
    const places = (given: readonly AccountShare[]) => given.map(({ index }) => index).toSorted(ascending);
    expect(places(await come())).toEqual(range(8));
    const renewed = await come();
    expect(places(renewed)).toEqual(range(8));
    expect(renewed.every(({ holders }) => holders === 8)).toBe(true);
  });
};
