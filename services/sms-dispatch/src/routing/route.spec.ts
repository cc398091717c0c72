import type { Account } from '@postbus/domain';
import { describe, expect, it } from 'vitest';
import { smpp } from '../../test/dispatch-world.ts';
import type { ChannelRule } from '../rules-setting.ts';
import { ChannelTable } from './channel-table.ts';
import { type RouteRequest, route } from './route.ts';

const table = new ChannelTable([
  smpp('dear', { cost: new Map([['', 3]]), senders: ['Postbus', '+31600000001'] }),
  smpp('cheap', {
    cost: new Map([
      ['', 2],
      ['+31', 1],
      ['+316', 5],
    ]),
    senders: ['+31600000002'],
  }),
  smpp('pictures', { kind: 'mm7' }),
]);
const account: Account = {
  id: 'a',
  tenant: 'default',
  mailbox: 'a',
  address: 'Ada@here.example',
  aliases: ['al@there.example'],
  displayName: 'Ada',
  version: 1,
};
const rule = (more: Partial<ChannelRule>): ChannelRule => ({ channels: ['cheap'], order: 'listed', ...more });
const routed = (rules: readonly ChannelRule[], more: Partial<RouteRequest> = {}) =>
  route({ account, number: '+31201234567', kind: 'sms', sender: undefined, chosen: undefined, ...more }, table, rules);

describe('routes', () => {
  it('without rules are the phone, then all channels of the kind in the order of the settings', () => {
    expect(routed([])).toEqual(['phone', 'dear', 'cheap']);
    expect(routed([], { kind: 'mms' })).toEqual(['pictures']);
  });

  it('are of the first rule that fits, by user, domain, prefix and kind', () => {
    const rules = [
      rule({ users: ['bob@here.example'], channels: ['phone'] }),
      rule({ kinds: ['mms'], channels: ['pictures'] }),
      rule({ prefixes: ['+1'], channels: ['dear'] }),
      rule({ users: ['@here.example'], channels: ['cheap', 'dear'] }),
      rule({ channels: ['phone'] }),
    ];
    expect(routed(rules)).toEqual(['cheap', 'dear']);
    expect(routed(rules, { number: '+14255550123' })).toEqual(['dear']);
    expect(routed(rules, { kind: 'mms' })).toEqual(['pictures']);
    expect(routed([rule({ users: ['al@there.example'] })])).toEqual(['cheap']);
  });

  it('are nowhere where no rule fits, or the channels of the rule are of another kind', () => {
    expect(routed([rule({ prefixes: ['+1'] })])).toMatchObject({ code: 'no-channel' });
    expect(routed([rule({ channels: ['pictures'] })])).toMatchObject({ code: 'no-channel' });
  });

  it('by cost have the cheapest for the longest prefix of the number first', () => {
    const rules = [rule({ channels: ['dear', 'cheap'], order: 'cheapest' })];
    expect(routed(rules)).toEqual(['cheap', 'dear']);
    expect(routed(rules, { number: '+31612345678' })).toEqual(['dear', 'cheap']);
  });

  it('leave out channels that the account may not use', () => {
    expect(routed([], { account: { ...account, textChannels: ['cheap'] } })).toEqual(['cheap']);
    expect(routed([], { account: { ...account, textChannels: [] } })).toMatchObject({ code: 'not-allowed' });
  });

  it('leave out channels that may not send from the number asked for', () => {
    expect(routed([], { sender: '+31600000002' })).toEqual(['cheap']);
    expect(routed([], { sender: '+31699999999' })).toMatchObject({ code: 'sender-not-allowed' });
    const phoneNumbers = [{ number: '+31699999999', verifiedAt: 1 }, { number: '+31688888888' }];
    expect(routed([], { sender: '+31699999999', account: { ...account, phoneNumbers } })).toContain('dear');
    expect(routed([], { sender: '+31688888888', account: { ...account, phoneNumbers } })).toMatchObject({
      code: 'sender-not-allowed',
    });
  });
});

describe('what a message comes from', () => {
  it('is what was asked for, else the number of its owner that the channel has, else the first of the channel', () => {
    const phoneNumbers = [{ number: '+31600000001', verifiedAt: 1 }];
    expect(table.sender('dear', { phoneNumbers }, 'Postbus')).toBe('Postbus');
    expect(table.sender('dear', { phoneNumbers })).toBe('+31600000001');
    expect(table.sender('cheap', { phoneNumbers })).toBe('+31600000002');
    expect(table.sender('phone', { phoneNumbers })).toBe('+31600000001');
    expect(table.sender('dear', {})).toBe('Postbus');
  });
});
