/** What a device tells of itself. [MS-ASCMD] 2.2.3.45 */
import type { DeviceDetails } from '@postbus/activesync';
import type { Device } from '@postbus/domain';

export type DeviceDetailsSet = DeviceDetails;

/** `device` with what `details` tells; what it leaves out stays. */
export function withDetails(device: Device, details: DeviceDetails): Device {
  const { Model, FriendlyName, OS, PhoneNumber } = details;
  return {
    ...device,
    ...(Model !== undefined && { model: Model }),
    ...(FriendlyName !== undefined && { friendlyName: FriendlyName }),
    ...(OS !== undefined && { operatingSystem: OS }),
    ...(PhoneNumber !== undefined && { phoneNumber: PhoneNumber }),
  };
}
