import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommonStatus, PolicyStatus, type ProvisionRequest, wbxmlPolicyType } from '@postbus/activesync';
import type { Device } from '@postbus/domain';
import { systemClock } from '@postbus/ports';
import { TestMailbox } from '../mailbox.fixture.ts';
import { KnownDevices } from './known-device.ts';
import { ProvisionCommand } from './provision.ts';
import { SettingsCommand } from './settings.ts';

let mailbox: TestMailbox;
let devices: KnownDevices;
let provision: ProvisionCommand;
const claim = { id: 'phone', type: 'Phone', protocolVersion: '14.1' };

beforeEach(async () => {
  mailbox = await new TestMailbox().start();
  devices = new KnownDevices(mailbox.deviceStore, systemClock, { devices: 2 });
  provision = new ProvisionCommand(devices, { DevicePasswordEnabled: false }, systemClock);
  await devices.recognize(mailbox.scope, claim);
});
afterEach(() => mailbox.close());

async function known(): Promise<Device> {
  const device = await mailbox.deviceStore.device(mailbox.scope, 'phone');
  if (device === undefined) throw new Error('no device');
  return device.value;
}
const send = async (request: ProvisionRequest) => provision.execute(request, await known(), mailbox.context);
const DeviceInformation = { Set: { Model: 'M1', OS: 'OS 1' } };
const asked = { DeviceInformation, Policies: { Policy: { PolicyType: wbxmlPolicyType } } };
const acknowledged = (PolicyKey: string, Status = 1) => ({
  Policies: { Policy: { PolicyType: wbxmlPolicyType, PolicyKey, Status } },
});

describe('Provision, [MS-ASPROV] 3.1.5.1', () => {
  it('gives the policy under a temporary key, then the key that stays', async () => {
    const offered = (await send(asked)).Policies?.Policy;
    expect(offered).toMatchObject({ Status: 1, Data: { EASProvisionDoc: { DevicePasswordEnabled: false } } });
    expect((await known()).policyKey).toBeUndefined();
    const kept = (await send(acknowledged(offered?.PolicyKey ?? ''))).Policies?.Policy;
    expect(kept?.Status).toBe(1);
    expect(String((await known()).policyKey)).toBe(kept?.PolicyKey);
    expect(kept?.PolicyKey).not.toBe(offered?.PolicyKey);
    expect(await known()).toMatchObject({ model: 'M1', operatingSystem: 'OS 1' });
  });

  it('refuses a wrong key, a refusal to keep the policy, and an unknown type', async () => {
    const offered = (await send(asked)).Policies?.Policy.PolicyKey ?? '';
    expect((await send(acknowledged('1234'))).Policies?.Policy.Status).toBe(PolicyStatus.WrongPolicyKey);
    expect((await send(acknowledged(offered, 3))).Policies?.Policy.Status).toBe(PolicyStatus.WrongPolicyKey);
    const other = { DeviceInformation, Policies: { Policy: { PolicyType: 'other' } } };
    expect((await send(other)).Policies?.Policy.Status).toBe(PolicyStatus.UnknownPolicyType);
    expect((await known()).policyKey).toBeUndefined();
  });

  it('wants to know the device since 14.1', async () => {
    expect(await send({ Policies: asked.Policies })).toEqual({ Status: CommonStatus.DeviceInformationRequired });
  });

  it('orders a wipe and keeps the acknowledgement', async () => {
    await devices.update(mailbox.scope, 'phone', (device) => ({ ...device, wipe: 'requested' }));
    expect(await send(asked)).toMatchObject({ Status: 1, RemoteWipe: true });
    await send({ RemoteWipe: { Status: 1 } });
    expect(await known()).toMatchObject({ wipe: 'done' });
  });
});

describe('devices of a mailbox', () => {
  it('are bounded in number', async () => {
    expect(await devices.recognize(mailbox.scope, { ...claim, id: 'second' })).toBeDefined();
    expect(await devices.recognize(mailbox.scope, { ...claim, id: 'third' })).toBeUndefined();
    expect(await devices.recognize(mailbox.scope, claim)).toBeDefined();
  });

  it('are made known once by requests that race', async () => {
    const racing = await Promise.all(
      Array.from({ length: 5 }, () => devices.recognize(mailbox.scope, { ...claim, id: 'racing' })),
    );
    expect(racing.every((device) => device?.value.id === 'racing')).toBe(true);
  });
});

describe('Settings, [MS-ASCMD] 2.2.1.18', () => {
  it('keeps what a device tells of itself, and tells the addresses of its user', async () => {
    const settings = new SettingsCommand(devices, systemClock);
    const response = await settings.execute(
      {
        DeviceInformation: { Set: { FriendlyName: 'Mine', PhoneNumber: '+15550100' } },
        UserInformation: { Get: true },
      },
      mailbox.context,
    );
    expect(response).toMatchObject({
      Status: 1,
      DeviceInformation: { Status: 1 },
      UserInformation: { Status: 1, Get: { Accounts: [{ EmailAddresses: { SMTPAddress: ['ann@example.org'] } }] } },
    });
    expect(await known()).toMatchObject({ friendlyName: 'Mine', phoneNumber: '+15550100' });
  });
});
