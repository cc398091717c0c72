import type { Device } from '@postbus/domain';
import type { Clock } from '@postbus/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestMailbox } from '../mailbox.fixture.ts';
import { KnownDevices } from './known-device.ts';

let mailbox: TestMailbox;
let now = 1_000_000_000;
let devices: KnownDevices;
beforeEach(async () => {
  mailbox = await new TestMailbox().start();
  devices = new KnownDevices(mailbox.deviceStore, { now: () => now } as Clock);
});
afterEach(() => mailbox.close());

const known = async (): Promise<{ device: Device | undefined; version: number | undefined }> => {
  const kept = await mailbox.deviceStore.device(mailbox.scope, 'phone');
  return { device: kept?.value, version: kept?.version };
};

describe('a device, [MS-ASHTTP] 2.2.1.1.2.7', () => {
  it('keeps what a request tells of its device, as it was last', async () => {
    const claim = { id: 'phone', type: 'Test', protocolVersion: '14.1', userAgent: 'One/1' };
    const firstSeen = now;
    await devices.recognize(mailbox.scope, claim);
    expect((await known()).device).toEqual({ ...claim, firstSeen, lastSeen: firstSeen });
    await devices.update(mailbox.scope, 'phone', (device) => ({ ...device, model: 'M1' }));
    now += 1000;
    await devices.recognize(mailbox.scope, { ...claim, protocolVersion: '16.1', userAgent: 'Two/2' });
    expect((await known()).device).toMatchObject({
      protocolVersion: '16.1',
      userAgent: 'Two/2',
      model: 'M1',
      firstSeen,
      lastSeen: now,
    });
  });

  it('is written once an hour where nothing else changes', async () => {
    const claim = { id: 'phone', type: 'Test', protocolVersion: '14.1' };
    await devices.recognize(mailbox.scope, claim);
    const { version } = await known();
    now += 3_600_000;
    await devices.recognize(mailbox.scope, claim);
    expect((await known()).version).toBe(version);
    now += 1;
    await devices.recognize(mailbox.scope, claim);
    expect((await known()).device?.lastSeen).toBe(now);
  });
});
