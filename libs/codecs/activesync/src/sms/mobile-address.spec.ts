import { describe, expect, it } from 'vitest';
import { maxMobileAddresses, mobileAddressText, readMobileAddresses } from '../index.ts';

const read = (text: string) => readMobileAddresses(text);
const addresses = (text: string) => read(text).addresses;

describe('people by number, [MS-ASMS] 2.2.2.1.1', () => {
  it('are a name in quotes and a number in brackets', () => {
    expect(mobileAddressText([{ name: 'Ada', number: '+14255550123' }])).toBe('"Ada" [MOBILE:+14255550123]');
    expect(addresses('"Ada" [MOBILE:+14255550123]')).toEqual([{ name: 'Ada', number: '+14255550123' }]);
  });

  it('are called by their number where they have no name', () => {
    expect(mobileAddressText([{ number: '+14255550123' }])).toBe('"+14255550123" [MOBILE:+14255550123]');
    expect(addresses('"+14255550123" [MOBILE:+14255550123]')).toEqual([{ number: '+14255550123' }]);
  });

  it('are read without a name, for it is optional', () => {
    expect(addresses('[MOBILE:+123]')).toEqual([{ number: '+123' }]);
    expect(addresses('"" [MOBILE:+123]')).toEqual([{ number: '+123' }]);
  });

  it('have quotes and backslashes of their names escaped', () => {
    const ada = { name: String.raw`Ada "the \ one", [MOBILE:+9]; Lovelace`, number: '+1' };
    const text = mobileAddressText([ada]);
    expect(text).toBe(String.raw`"Ada \"the \\ one\", [MOBILE:+9]; Lovelace" [MOBILE:+1]`);
    expect(addresses(text)).toEqual([ada]);
  });

  it('are several with a comma between them, and are read with a semicolon or nothing too', () => {
    const three = [{ name: 'Ada', number: '+1' }, { number: '+2' }, { name: 'Cid', number: '+3' }];
    expect(mobileAddressText(three)).toBe('"Ada" [MOBILE:+1], "+2" [MOBILE:+2], "Cid" [MOBILE:+3]');
    expect(addresses(mobileAddressText(three))).toEqual(three);
    expect(addresses('"Ada" [MOBILE:+1];[MOBILE:+2] "Cid" [MOBILE:+3];')).toEqual(three);
  });

  it('keep the blanks, brackets and letters that numbers are written with', () => {
    expect(addresses('"Ada" [MOBILE: +1 (425) 555-0123 ]')).toEqual([{ name: 'Ada', number: '+1 (425) 555-0123' }]);
    expect(addresses('[MOBILE:ACME]')).toEqual([{ number: 'ACME' }]);
  });

  it('are read with names that lack their quotes, and whatever the case', () => {
    expect(addresses('Ada Lovelace [mobile:+1], Bob [home] [ Mobile : +2]')).toEqual([
      { name: 'Ada Lovelace', number: '+1' },
      { name: 'Bob [home]', number: '+2' },
    ]);
  });

  it.each([
    ['not-mobile', 'ada@example.org', 0],
    ['not-mobile', '"Ada" <ada@example.org>', 0],
    ['no-number', '"Ada" [MOBILE:  ]', 0],
    ['unclosed-quote', '  "Ada [MOBILE:+1]', 2],
    ['unclosed-bracket', '"Ada" [MOBILE:+1', 0],
    ['number-too-long', `[MOBILE:${'1'.repeat(201)}]`, 0],
  ] as const)('that are malformed are told: %s', (code, text, offset) => {
    expect(read(text)).toEqual({ addresses: [], malformed: [{ code, offset }], more: false });
  });

  it('after a malformed one are read', () => {
    expect(read('Ada, "Bob" [MOBILE:+2], <x@example.org>, "Cid" [MOBILE:+3]')).toEqual({
      addresses: [
        { name: 'Bob', number: '+2' },
        { name: 'Cid', number: '+3' },
      ],
      malformed: [
        { code: 'not-mobile', offset: 0 },
        { code: 'not-mobile', offset: 24 },
      ],
      more: false,
    });
  });

  it('are none in nothing', () => {
    expect(read(' , ;')).toEqual({ addresses: [], malformed: [], more: false });
    expect(mobileAddressText([])).toBe('');
  });

  it('are read up to a limit', () => {
    const many = '[MOBILE:1],'.repeat(maxMobileAddresses + 1);
    expect(read(many).addresses).toHaveLength(maxMobileAddresses);
    expect(read(many).more).toBe(true);
    expect(readMobileAddresses('x,y,z', 2)).toMatchObject({ malformed: [{}, {}], more: true });
  });

  it('are written in one element only, which ends at a person', () => {
    const many = Array.from({ length: 3000 }, (_, index) => ({ number: `+1425555${index}` }));
    const text = mobileAddressText(many);
    expect(text.length).toBeLessThanOrEqual(32_768);
    expect(text.endsWith(']')).toBe(true);
    expect(readMobileAddresses(text, 3000).malformed).toEqual([]);
  });

  it('are all written, without their names where those would leave somebody out', () => {
    const one = [{ name: 'n'.repeat(40_000), number: '+14255550123' }];
    expect(mobileAddressText(one)).toBe('[MOBILE:+14255550123]');
    const many = Array.from({ length: 1000 }, (_, index) => ({ name: `Person ${index}`, number: `+142555${index}` }));
    expect(addresses(mobileAddressText(many)).map(({ number }) => number)).toEqual(many.map(({ number }) => number));
    const few = many.slice(0, 500);
    expect(addresses(mobileAddressText(few))).toEqual(few);
  });

  it('are written so that no number and no name ends its entry', () => {
    const hostile = [{ name: 'A\r\nB', number: '+1], "Eve" [MOBILE:+9' }, { number: ' ]\0' }];
    const text = mobileAddressText(hostile);
    expect(text).toBe('"A B" [MOBILE:+1, "Eve" [MOBILE:+9]');
    expect(addresses(text)).toHaveLength(1);
  });
});
