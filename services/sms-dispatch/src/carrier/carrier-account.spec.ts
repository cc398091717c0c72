import { type AccountShare, PortError, type SmsChannel } from '@postbus/ports';
import { describe, expect, it } from 'vitest';
import { CarrierAccount } from './carrier-account.ts';

interface Seen {
  readonly account: CarrierAccount;
  readonly told: string[];
  share: Pick<AccountShare, 'index' | 'holders'> | undefined;
}

function accountOf(share?: Seen['share']): Seen {
  const told: string[] = [];
  const channel = {
    start: () => void told.push('start'),
    share: (index: number, holders: number) => void told.push(`share ${index} of ${holders}`),
    close: async () => void told.push('close'),
  } as unknown as SmsChannel;
  const texts = {
    holdShare: async (): Promise<AccountShare> => {
      if (seen.share === undefined) throw new PortError('unavailable', 'text-message-store', 'away');
      return { ...seen.share, leasedUntil: 1 };
    },
    releaseShare: async () => {
      told.push('release');
      if (seen.share === undefined) throw new PortError('unavailable', 'text-message-store', 'away');
    },
  };
  const account = new CarrierAccount(texts, channel, { name: 'carrier', owner: 'me', lease: 60_000 });
  const seen: Seen = { account, told, share };
  return seen;
}

describe('a share of an account', () => {
  it('is used once it is there, and again only where it is another', async () => {
    const { account, told } = accountOf({ index: 0, holders: 1 });
    await account.start();
    await account.hold();
    expect(told).toEqual(['share 0 of 1', 'start']);
    await account.stop();
    expect(told.slice(2)).toEqual(['close', 'release']);
  });

  it('is waited for where the store is away, without a connection', async () => {
    const seen = accountOf();
    await seen.account.start();
    expect(seen.told).toEqual([]);
    seen.share = { index: 1, holders: 2 };
    await seen.account.hold();
    expect(seen.told).toEqual(['share 1 of 2', 'start']);
    await seen.account.stop();
  });

  it('stays as it is where the store goes away, and is left all the same', async () => {
    const seen = accountOf({ index: 0, holders: 1 });
    await seen.account.start();
    seen.share = undefined;
    await seen.account.hold();
    await seen.account.stop();
    await seen.account.hold();
    expect(seen.told).toEqual(['share 0 of 1', 'start', 'close', 'release']);
  });
});
