import { maxAddressListLength } from '@postbus/activesync';
import { describe, expect, it } from 'vitest';
import { addressList, replyToList } from './address-list.ts';

describe('To, Cc and From, [MS-ASEMAIL] 2.2.2', () => {
  it('are names in quotes and addresses in angle brackets, with commas between them', () => {
    const list = [
      { name: 'Lee, Ann "A"', address: 'ann@example.org' },
      { name: '', address: 'b@example.org' },
      { name: 'Zoë', address: '' },
    ];
    expect(addressList(list)).toBe(String.raw`"Lee, Ann \"A\"" <ann@example.org>, b@example.org, "Zoë"`);
    expect(addressList([])).toBeUndefined();
  });

  it('tell a phone number with its type, [MS-ASMS] 4', () => {
    expect(addressList([{ name: '', address: '+14255550123', addressType: 'MOBILE' }])).toBe(
      '"+14255550123" [MOBILE:+14255550123]',
    );
  });

  it('end at the address that would not fit', () => {
    const list = Array.from({ length: 4000 }, (_, index) => ({ name: '', address: `user${index}@example.org` }));
    const text = addressList(list) ?? '';
    expect(text.length).toBeLessThanOrEqual(maxAddressListLength);
    expect(text.length).toBeGreaterThan(maxAddressListLength - 40);
    expect(text).toMatch(/@example\.org$/);
    expect(addressList([{ name: 'x'.repeat(maxAddressListLength), address: 'a@b' }])).toBeUndefined();
  });

  it('has semicolons in ReplyTo', () => {
    const list = ['a@x.org', 'b@x.org'].map((address) => ({ name: '', address }));
    expect(replyToList(list)).toBe('a@x.org; b@x.org');
  });
});
