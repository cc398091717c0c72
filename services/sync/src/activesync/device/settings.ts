/** Settings: what a device tells of itself, and what it may know of its user. [MS-ASCMD] 2.2.1.18 */
import { OofState, type SettingsRequest, type SettingsResponse, SettingsStatus } from '@postbus/activesync';
import type { Clock } from '@postbus/ports';
import type { CommandContext } from '../command-context.ts';
import { type DeviceDetailsSet, keepDetails } from './device-details.ts';
import type { KnownDevices } from './known-device.ts';

export class SettingsCommand {
  constructor(
    private readonly devices: KnownDevices,
    private readonly clock: Clock,
  ) {}

  /** Properties that are not kept here (out-of-office answers, recovery passwords) are refused one by one. */
  async execute(request: SettingsRequest, context: CommandContext): Promise<SettingsResponse> {
    const { DeviceInformation, UserInformation, Oof, DevicePassword, RightsManagementInformation } = request;
    const told = DeviceInformation === undefined ? undefined : await this.#keep(DeviceInformation.Set, context);
    return {
      Status: SettingsStatus.Success,
      ...(RightsManagementInformation !== undefined && {
        RightsManagementInformation: { Status: SettingsStatus.DeniedByPolicy },
      }),
      ...(Oof !== undefined && { Oof: outOfOffice(Oof) }),
      ...(told !== undefined && { DeviceInformation: { Status: told } }),
      ...(DevicePassword !== undefined && { DevicePassword: { Status: SettingsStatus.DeniedByPolicy } }),
      ...(UserInformation !== undefined && { UserInformation: userInformation(context) }),
    };
  }

  #keep(details: DeviceDetailsSet, { scope, device }: CommandContext): Promise<number> {
    return keepDetails(this.devices, scope, device, details, this.clock.now());
  }
}

function outOfOffice(oof: NonNullable<SettingsRequest['Oof']>): NonNullable<SettingsResponse['Oof']> {
  if (oof.Get === undefined) return { Status: SettingsStatus.DeniedByPolicy };
  return { Status: SettingsStatus.Success, Get: { OofState: OofState.Disabled } };
}

/** Addresses before 14.1, accounts with theirs since. The writer leaves out what the version does not have. */
function userInformation({ account }: CommandContext): NonNullable<SettingsResponse['UserInformation']> {
  const SMTPAddress = [account.address, ...account.aliases];
  const EmailAddresses = { SMTPAddress };
  return {
    Status: SettingsStatus.Success,
    Get: {
      EmailAddresses,
      Accounts: [
        {
          UserDisplayName: account.displayName,
          EmailAddresses: { SMTPAddress, PrimarySmtpAddress: account.address },
        },
      ],
    },
  };
}
