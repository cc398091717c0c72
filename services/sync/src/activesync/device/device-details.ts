/** What a device tells of itself. [MS-ASCMD] 2.2.3.45, [MS-ASMS] 3.1.4.3 */
import { type DeviceDetails, SettingsStatus, SmsError, readOutboundSms } from '@postbus/activesync';
import type { Device, MailboxScope } from '@postbus/domain';
import type { KnownDevices } from './known-device.ts';

export type DeviceDetailsSet = DeviceDetails;

/**
 * Keeps what a device tells of itself; what it leaves out stays, but for whether it sends text messages, which it says
 * each time. [MS-ASMS] 2.2.2.2.3
 *
 * @param now epoch milliseconds
 * @returns the Status of DeviceInformation: 5 where it would send and has no number, and nothing is kept. [MS-ASMS] 3.2.5.3
 */
export async function keepDetails(
  devices: KnownDevices,
  scope: MailboxScope,
  device: Device['id'],
  details: DeviceDetailsSet,
  now: number,
): Promise<number> {
  try {
    await devices.update(scope, device, (known) => withDetails(known, details, now));
    return SettingsStatus.Success;
  } catch (error) {
    if (error instanceof SmsError) return error.status;
    throw error;
  }
}

/** @throws {SmsError} `no-phone-number` */
function withDetails({ outboundSmsSince, ...device }: Device, details: DeviceDetailsSet, now: number): Device {
  const { Model, FriendlyName, OS, PhoneNumber } = details;
  const { enabled } = readOutboundSms(details, device.phoneNumber);
  return {
    ...device,
    ...(Model !== undefined && { model: Model }),
    ...(FriendlyName !== undefined && { friendlyName: FriendlyName }),
    ...(OS !== undefined && { operatingSystem: OS }),
    ...(PhoneNumber !== undefined && { phoneNumber: PhoneNumber }),
    ...(enabled && { outboundSmsSince: outboundSmsSince ?? now }),
  };
}
