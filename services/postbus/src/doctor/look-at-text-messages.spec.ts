/** What the doctor finds of text messages, rights and numbers. */
import { describe, expect, it } from 'vitest';
import type { Account, OutputOf } from '../admin/operations.ts';
import { lookAtTextMessages } from './look-at-text-messages.ts';

type Counts = OutputOf<'countTextMessages'>['counts'];

const account = (address: string, traits: Partial<Account> = {}): Account => ({
  address,
  aliases: [],
  displayName: '',
  id: address,
  login: true,
  ...traits,
});

async function found(counts: Counts, accounts: Account[], channels?: readonly string[]) {
  const administration = {
    countTextMessages: async () => ({ counts }),
    listAccounts: async () => ({ accounts }),
  };
  const findings = await lookAtTextMessages(administration, channels);
  return Object.fromEntries(findings.map(({ check, ...rest }) => [check, rest]));
}

describe('the doctor looks at text messages', () => {
  it('and says nothing where they are not used', async () => {
    expect(await found([], [account('anna@example.org')], [])).toEqual({});
  });

  it('and tells what waits, and what nobody knows the end of', async () => {
    const waiting: Counts = [
      { channel: 'carrier', state: 'queued', messages: 2 },
      { channel: '', state: 'scheduled', messages: 3 },
      { channel: 'phone', state: 'dispatched', messages: 1 },
      { channel: 'phone', state: 'sent', messages: 9 },
    ];
    expect((await found(waiting, []))['texts']).toEqual({
      state: 'ok',
      found: '5 text messages waiting, 1 with a channel',
    });
    const unknown: Counts = [...waiting, { channel: 'carrier', state: 'unknown', messages: 4 }];
    expect((await found(unknown, []))['texts']).toEqual({
      state: 'warning',
      found:
        '5 text messages waiting, 1 with a channel; of 4 others nobody knows whether it left: postbus sms list --state unknown',
    });
  });

  it('and finds rights to channels that there are none of', async () => {
    const anna = account('anna@example.org', { textChannels: ['phone', 'gone'] });
    const bert = account('bert@example.org', { textChannels: ['gone'] });
    const carl = account('carl@example.org', { textChannels: ['phone', 'carrier'] });
    const dora = account('dora@example.org', { textChannels: [] });
    const rights = async (...accounts: Account[]) => (await found([], accounts, ['carrier']))['text-rights'];
    expect(await rights(carl, dora)).toEqual({ state: 'ok', found: '1 channel beside phones' });
    expect(await rights(anna, carl)).toEqual({
      state: 'warning',
      found:
        'channels that the settings do not name are allowed to anna@example.org (gone); postbus account texting sets them, --config tells doctor the settings of the server',
    });
    expect(await rights(anna, bert)).toMatchObject({
      state: 'failed',
      found: expect.stringContaining('; 1 account can send nothing') as string,
    });
    expect((await found([], [bert]))['text-rights']).toBeUndefined();
  });

  it('and finds numbers to which nothing is delivered', async () => {
    const verified = { number: '+14255550123', verifiedAt: new Date(0).toISOString() };
    const anna = account('anna@example.org', { numbers: [verified] });
    const bert = account('bert@example.org', { numbers: [{ number: '+14255550124' }] });
    expect((await found([], [anna]))['numbers']).toEqual({ state: 'ok', found: '1 number, all verified' });
    expect((await found([], [anna, bert]))['numbers']).toEqual({
      state: 'warning',
      found:
        '1 number not verified, to which nothing is delivered: +14255550124 of bert@example.org; postbus number verify sends a code',
    });
  });
});
