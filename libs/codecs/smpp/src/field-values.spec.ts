import { describe, expect, it } from 'vitest';
import {
  absoluteTime,
  charsetOf,
  commandStatus,
  esmClass,
  instantOf,
  isSmppTime,
  readEsmClass,
  readRegisteredDelivery,
  readRelativeTime,
  registeredDelivery,
  relativeTime,
  relativeTimeOf,
  statusCode,
} from './index.ts';

const now = new Date('2026-11-21T19:30:00Z');

describe('times, SMPP 3.4 7.1.1', () => {
  it('are absolute, with the difference to UTC in quarter hours', () => {
    expect(absoluteTime(new Date('2026-11-21T19:30:00.700Z'))).toBe('261121193000700+');
    expect(absoluteTime(now, 60)).toBe('261121203000004+');
    expect(absoluteTime(now, -210)).toBe('261121160000014-');
    expect(instantOf('261121193000700+', now)).toEqual(new Date('2026-11-21T19:30:00.700Z'));
    expect(instantOf('261121203000004+', now)).toEqual(now);
    expect(instantOf('261121160000014-', now)).toEqual(now);
  });

  it('are relative as the example of 7.1.1.2: 2 years, 6 months, 10 days, 23 hours, 34 minutes and 29 seconds', () => {
    const time = { years: 2, months: 6, days: 10, hours: 23, minutes: 34, seconds: 29 };
    expect(readRelativeTime('020610233429000R')).toEqual(time);
    expect(relativeTime(time)).toBe('020610233429000R');
    expect(instantOf('020610233429000R', now)).toEqual(new Date('2029-06-01T19:04:29Z'));
  });

  it('say a duration of up to 31 days', () => {
    expect(relativeTimeOf(49 * 3600_000 + 1)).toBe('000002010001000R');
    expect(relativeTimeOf(0)).toBe('000000000000000R');
    expect(relativeTimeOf(31 * 86_400_000)).toBe('000031000000000R');
    expect(() => relativeTimeOf(32 * 86_400_000)).toThrow(expect.objectContaining({ code: 'not-a-value' }));
    expect(() => relativeTimeOf(Number.NaN)).toThrow(expect.objectContaining({ code: 'not-a-value' }));
    expect(() => relativeTime({ days: 100 })).toThrow(expect.objectContaining({ code: 'not-a-value' }));
  });

  it('are by the clock of the carrier where it reports them', () => {
    expect(instantOf('261121203000', now, 60)).toEqual(now);
  });

  it.each([
    '',
    '261121',
    '261321193000000+',
    '260230193000000+',
    '261121253000000+',
    '261121193000049+',
    '261121193000000*',
  ])('%j is none', (text) => {
    expect(instantOf(text, now)).toBeUndefined();
    expect(isSmppTime(text)).toBe(false);
  });

  it('are refused where the form cannot say them', () => {
    for (const run of [
      () => absoluteTime(now, 7),
      () => absoluteTime(now, 13 * 60),
      () => absoluteTime(new Date('1999-06-01Z')),
    ]) {
      expect(run).toThrow(expect.objectContaining({ code: 'not-a-value' }));
    }
  });
});

describe('esm_class, SMPP 3.4 5.2.12', () => {
  it('tells mode, type and features', () => {
    expect(readEsmClass(0x00)).toEqual({
      mode: 'default',
      type: 'default',
      hasUserDataHeader: false,
      hasReplyPath: false,
    });
    expect(readEsmClass(0x04).type).toBe('receipt');
    expect(readEsmClass(0xc3)).toEqual({
      mode: 'store-and-forward',
      type: 'default',
      hasUserDataHeader: true,
      hasReplyPath: true,
    });
    expect([0x08, 0x10, 0x18, 0x20, 0x0c].map((octet) => readEsmClass(octet).type)).toEqual([
      'delivery-acknowledgement',
      'user-acknowledgement',
      'conversation-abort',
      'intermediate-notification',
      'reserved',
    ]);
  });

  it('is written as it is read, where it has no reserved type', () => {
    for (let octet = 0; octet < 256; octet++) {
      const read = readEsmClass(octet);
      if (read.type !== 'reserved') expect(esmClass(read)).toBe(octet);
    }
    expect(esmClass({ hasUserDataHeader: true })).toBe(0x40);
  });
});

describe('registered_delivery, SMPP 3.4 5.2.17', () => {
  it('is written as it is read', () => {
    for (let octet = 0; octet < 32; octet++) expect(registeredDelivery(readRegisteredDelivery(octet))).toBe(octet);
    expect(registeredDelivery({ receipt: 'all' })).toBe(1);
    expect(registeredDelivery({ receipt: 'failure', intermediateNotification: true })).toBe(0x12);
  });
});

describe('data_coding, SMPP 3.4 5.2.19', () => {
  it.each([
    [0x00, 'smsc-default'],
    [0x01, 'ascii'],
    [0x03, 'iso-8859-1'],
    [0x04, 'octets'],
    [0x05, 'shift_jis'],
    [0x06, 'iso-8859-5'],
    [0x08, 'ucs2'],
    [0x0b, 'reserved'],
    [0x0e, 'euc-kr'],
    [0x10, 'smsc-default'],
    [0x18, 'ucs2'],
    [0x15, 'octets'],
    [0x80, 'reserved'],
    [0xc8, 'smsc-default'],
    [0xd0, 'smsc-default'],
    [0xe0, 'ucs2'],
    [0xf0, 'smsc-default'],
    [0xf5, 'octets'],
  ])('%i is %s', (octet, charset) => {
    expect(charsetOf(octet)).toBe(charset);
  });
});

describe('command_status, SMPP 3.4 5.1.3', () => {
  it('tells the name, and whether trying again can help', () => {
    expect(commandStatus(0x58)).toEqual({ code: 0x58, name: 'ESME_RTHROTTLED', retry: 'slower' });
    expect(commandStatus(0x14)).toMatchObject({ name: 'ESME_RMSGQFUL', retry: 'slower' });
    expect(commandStatus(0x08)).toMatchObject({ name: 'ESME_RSYSERR', retry: 'later' });
    expect(commandStatus(0x64)).toMatchObject({ name: 'ESME_RX_T_APPN', retry: 'later' });
    expect(commandStatus(0x0b)).toMatchObject({ name: 'ESME_RINVDSTADR', retry: 'never' });
    expect(commandStatus(0x04)).toMatchObject({ name: 'ESME_RINVBNDSTS', retry: 'after-bind' });
    expect(statusCode('ESME_RINVOPTPARAMVAL')).toBe(0xc4);
  });

  it("has no name for a carrier's own codes", () => {
    expect(commandStatus(0x0401)).toEqual({ code: 0x0401, name: '0x00000401', retry: 'unknown' });
  });
});
