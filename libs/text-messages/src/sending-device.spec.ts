import { describe, expect, it } from 'vitest';
import type { Device } from '@postbus/domain';
import { isSending, sendingDevice } from './sending-device.ts';

const device = (id: string, more: Partial<Device> = {}): Device => ({
  id,
  type: 'Phone',
  firstSeen: 0,
  lastSeen: 0,
  ...more,
});

describe('the device that sends text messages, [MS-ASMS] 3.1.4.3', () => {
  const first = device('first', { outboundSmsSince: 1 });
  const last = device('last', { outboundSmsSince: 2 });

  it('is the one that began last', () => {
    expect(sendingDevice([first, last])).toBe(last);
    expect(sendingDevice([last, first])).toBe(last);
  });

  it('is the one that was chosen, or none', () => {
    expect(sendingDevice([first, last], 'first')).toBe(first);
    expect(sendingDevice([first, last], 'other')).toBeUndefined();
  });

  it('is none that sends no text messages, is to be wiped, or was', () => {
    const wiped = device('wiped', { outboundSmsSince: 3, wipe: 'done' });
    const wiping = device('wiping', { outboundSmsSince: 4, wipe: 'requested' });
    const other = device('other');
    expect(sendingDevice([other, wiped, wiping, first])).toBe(first);
    expect(sendingDevice([other, wiped, wiping])).toBeUndefined();
    expect(sendingDevice([wiped], 'wiped')).toBeUndefined();
    expect([other, wiped, wiping, first].map(isSending)).toEqual([false, false, false, true]);
  });

  it('is the same each time where two began at once', () => {
    const [one, two] = [device('a', { outboundSmsSince: 5 }), device('b', { outboundSmsSince: 5 })];
    expect([sendingDevice([one, two]), sendingDevice([two, one])]).toEqual([one, one]);
  });
});
