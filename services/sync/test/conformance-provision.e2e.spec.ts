/** [MS-ASPROV] over real sockets: the policy, its keys, the order to wipe, and devices that are too many. */
import {
  CommonStatus,
  PolicyStatus,
  type ProvisionRequest,
  type ProvisionResponse,
  ProvisionStatus,
  type ProtocolVersion,
  type SettingsRequest,
  SettingsStatus,
  folderSyncRequest,
  folderSyncResponse,
  pingRequest,
  pingResponse,
  provisionRequest,
  provisionResponse,
  sendMailRequest,
  sendMailResponse,
  settingsRequest,
  settingsResponse,
  syncRequest,
  syncResponse,
  wbxmlPolicyType,
} from '@postbus/activesync';
import type { Device } from '@postbus/domain';
import type { Phone } from '@postbus/testing/phone';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SyncWorld } from './sync-world.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await SyncWorld.open();
});
afterAll(() => world.close());

let names = 0;
const newName = (): string => `provisioned${++names}`;
const DeviceInformation = { Set: { Model: 'Test phone', OS: 'Test OS 1.0' } };
const asked: ProvisionRequest = { DeviceInformation, Policies: { Policy: { PolicyType: wbxmlPolicyType } } };

const send = (phone: Phone, request: ProvisionRequest): Promise<ProvisionResponse | undefined> =>
  phone.command('Provision', provisionRequest, provisionResponse, request);
const acknowledge = (phone: Phone, PolicyKey: string, Status: number) =>
  send(phone, { Policies: { Policy: { PolicyType: wbxmlPolicyType, PolicyKey, Status } } });
const folderStatus = async (phone: Phone): Promise<number | undefined> =>
  (await phone.command('FolderSync', folderSyncRequest, folderSyncResponse, { SyncKey: '0' }))?.Status;

async function known(id: string): Promise<Device> {
  const device = await world.adapters.deviceStore.device(world.scope, id);
  if (device === undefined) throw new Error(`there is no device ${id}`);
  return device.value;
}

describe('the policy, 3.1.5.1', () => {
  it('is told under a temporary key, and kept under another, 2.2.2.42', async () => {
    const deviceId = newName();
    const phone = world.phone({ deviceId });
    const offer = await send(phone, asked);
    expect(offer).toMatchObject({
      Status: ProvisionStatus.Success,
      DeviceInformation: { Status: 1 },
      Policies: {
        Policy: { PolicyType: wbxmlPolicyType, Status: PolicyStatus.Success, Data: { EASProvisionDoc: {} } },
      },
    });
    const temporary = offer?.Policies?.Policy.PolicyKey ?? '';
    expect((await known(deviceId)).policyKey).toBeUndefined();
    const kept = (await acknowledge(phone, temporary, 1))?.Policies?.Policy;
    expect(kept).toMatchObject({ PolicyType: wbxmlPolicyType, Status: PolicyStatus.Success });
    expect(kept?.Data).toBeUndefined();
    expect(kept?.PolicyKey).not.toBe(temporary);
    expect(Number(kept?.PolicyKey)).toBeLessThan(2 ** 32);
    expect(await known(deviceId)).toMatchObject({ model: 'Test phone', operatingSystem: 'Test OS 1.0' });
  });

  it('is asked for with what the device is, since 14.1', async () => {
    const status = async (version: ProtocolVersion) =>
      (await send(world.phone({ deviceId: newName(), version }), { Policies: asked.Policies }))?.Status;
    expect(await status('14.0')).toBe(ProvisionStatus.Success);
    for (const version of ['14.1', '16.0', '16.1'] as const)
      expect(await status(version)).toBe(CommonStatus.DeviceInformationRequired);
  });

  it.each([
    ['another key', '4242', 1, PolicyStatus.WrongPolicyKey],
    ['a refusal', undefined, 3, PolicyStatus.WrongPolicyKey],
    ['part of it kept', undefined, 2, PolicyStatus.Success],
  ])('acknowledged with %s has its Status, 2.2.2.54.1', async (_, key, status, expected) => {
    const deviceId = newName();
    const phone = world.phone({ deviceId });
    const offered = (await send(phone, asked))?.Policies?.Policy.PolicyKey ?? '';
    expect((await acknowledge(phone, key ?? offered, status))?.Policies?.Policy.Status).toBe(expected);
    expect((await known(deviceId)).policyKey !== undefined).toBe(expected === PolicyStatus.Success);
  });

  it('of another type is not known, 2.2.2.43', async () => {
    const Policies = { Policy: { PolicyType: 'MS-WAP-Provisioning-XML' } };
    const answer = await send(world.phone({ deviceId: newName() }), { DeviceInformation, Policies });
    expect(answer?.Policies?.Policy).toEqual({ PolicyType: 'MS-WAP-Provisioning-XML', Status: 3 });
  });

  it.each([
    ['a key without Status', { PolicyType: wbxmlPolicyType, PolicyKey: '1' }],
    ['a Status without key', { PolicyType: wbxmlPolicyType, Status: 1 }],
  ])('is no protocol with %s, 2.2.2.54.2', async (_, Policy) => {
    const answer = await send(world.phone({ deviceId: newName() }), { DeviceInformation, Policies: { Policy } });
    expect(answer).toMatchObject({ Status: ProvisionStatus.ProtocolError });
    expect(await send(world.phone({ deviceId: newName() }), { DeviceInformation })).toMatchObject({
      Status: ProvisionStatus.ProtocolError,
    });
  });
});

describe('a device without the policy, 3.1.5.2', () => {
  it('has Status 142 to every command, at the top of its answer', async () => {
    const phone = world.phone({ deviceId: newName() });
    const barred = { Status: CommonStatus.DeviceNotProvisioned };
    const Collections = [{ SyncKey: '0', CollectionId: '5' }];
    const mail = { ClientId: 'c1', Mime: Buffer.from('To: bob@example.com\r\n\r\nHello') };
    expect(await folderStatus(phone)).toBe(CommonStatus.DeviceNotProvisioned);
    expect(await phone.command('Sync', syncRequest, syncResponse, { Collections })).toEqual(barred);
    expect(await phone.command('Ping', pingRequest, pingResponse, undefined)).toEqual(barred);
    expect(await phone.command('SendMail', sendMailRequest, sendMailResponse, mail)).toEqual(barred);
    const settings = { UserInformation: { Get: true as const } };
    expect(await phone.command('Settings', settingsRequest, settingsResponse, settings)).toEqual(barred);
  });

  it('is served where no policy is demanded', async () => {
    const free = await SyncWorld.open({ settings: { POSTBUS_SYNC_PROVISIONING: 'false' } });
    try {
      expect(await folderStatus(free.phone({ deviceId: 'free' }))).toBe(1);
    } finally {
      await free.close();
    }
  });
});

describe('a wipe, 3.1.5.1.2.2', () => {
  it('is ordered of the device alone, until it says that it has done it', async () => {
    const [deviceId, otherId] = [newName(), newName()];
    const [phone, other] = [
      await world.provisionedPhone({ deviceId }),
      await world.provisionedPhone({ deviceId: otherId }),
    ];
    const { deviceStore } = world.adapters;
    const kept = await deviceStore.device(world.scope, deviceId);
    await deviceStore.putDevice(world.scope, { ...(await known(deviceId)), wipe: 'requested' }, kept?.version ?? 0);

    expect(await folderStatus(phone)).toBe(CommonStatus.RemoteWipeRequested);
    expect(await folderStatus(other)).toBe(1);
    const ordered = await send(phone, asked);
    expect(ordered).toMatchObject({ Status: ProvisionStatus.Success, RemoteWipe: true });
    expect(ordered?.Policies).toBeUndefined();
    expect(await send(phone, { RemoteWipe: { Status: 2 } })).toMatchObject({ Status: 1 });
    expect(await folderStatus(phone), 'it could not').toBe(CommonStatus.RemoteWipeRequested);
    expect(await send(phone, { RemoteWipe: { Status: 1 } })).toEqual({ Status: 1 });
    expect(await known(deviceId)).toMatchObject({ wipe: 'done' });
    expect(await folderStatus(phone), 'it begins anew').toBe(CommonStatus.DeviceNotProvisioned);
    await phone.provision();
    expect(await folderStatus(phone)).toBe(1);
  });
});

describe('Settings, [MS-ASCMD] 2.2.1.18', () => {
  const settings = (phone: Phone, request: SettingsRequest) =>
    phone.command('Settings', settingsRequest, settingsResponse, request);

  it('tells addresses in 14.0, and accounts with theirs since 14.1', async () => {
    const get = async (version: ProtocolVersion) => {
      const phone = await world.provisionedPhone({ deviceId: newName(), version });
      return (await settings(phone, { UserInformation: { Get: true } }))?.UserInformation;
    };
    const addresses = { SMTPAddress: ['ann@example.org'] };
    expect(await get('14.0')).toEqual({ Status: 1, Get: { EmailAddresses: addresses } });
    expect(await get('16.1')).toEqual({
      Status: 1,
      Get: {
        Accounts: [{ UserDisplayName: 'Ann', EmailAddresses: { ...addresses, PrimarySmtpAddress: 'ann@example.org' } }],
      },
    });
  });

  it('refuses what is not kept, each property by itself, 2.2.3.177.15', async () => {
    const phone = await world.provisionedPhone({ deviceId: newName() });
    expect(
      await settings(phone, {
        RightsManagementInformation: { Get: true },
        Oof: { Set: { OofState: 1 } },
        DevicePassword: { Set: { Password: '1234' } },
        DeviceInformation: { Set: { FriendlyName: 'Mine' } },
      }),
    ).toEqual({
      Status: SettingsStatus.Success,
      RightsManagementInformation: { Status: SettingsStatus.DeniedByPolicy },
      Oof: { Status: SettingsStatus.DeniedByPolicy },
      DevicePassword: { Status: SettingsStatus.DeniedByPolicy },
      DeviceInformation: { Status: SettingsStatus.Success },
    });
    expect((await settings(phone, { Oof: { Get: { BodyType: 'Text' } } }))?.Oof).toEqual({
      Status: SettingsStatus.Success,
      Get: { OofState: 0 },
    });
  });
});

describe('more devices than a mailbox may have', () => {
  it('have Status 177, and those before are served, [MS-ASCMD] 2.2.2', async () => {
    const small = await SyncWorld.open({ settings: { POSTBUS_SYNC_MOST_DEVICES: '1' } });
    try {
      const first = await small.provisionedPhone({ deviceId: 'first' });
      const second = small.phone({ deviceId: 'second' });
      expect(await send(second, asked)).toEqual({ Status: CommonStatus.MaximumDevicesReached });
      expect(await folderStatus(second)).toBe(CommonStatus.MaximumDevicesReached);
      expect(await folderStatus(first)).toBe(1);
    } finally {
      await small.close();
    }
  });
});
