/** Whether a device sends text messages that are written elsewhere. [MS-ASMS] 2.2.2.2.3, 3.1.4.3, 3.2.5.3 */
import type { DeviceDetails } from '../commands/device-information.ts';
import { SettingsStatus } from '../status/settings-status.ts';
import { SmsError } from './sms-error.ts';

export type OutboundSms = { readonly enabled: true; readonly phoneNumber: string } | { readonly enabled: false };

/**
 * What a device's DeviceInformation says of it. A device that does not tell does not send: 0 is the default.
 * [MS-ASMS] 2.2.2.2.2 of the current document
 *
 * @param details of Settings, or since 14.1 of Provision
 * @param knownNumber what the device told before, where that still counts
 * @throws {SmsError} `no-phone-number`, with the Status 5 for DeviceInformation. [MS-ASMS] 3.2.5.3
 */
export function readOutboundSms(details: DeviceDetails, knownNumber?: string): OutboundSms {
  if (details.EnableOutboundSMS !== true) return { enabled: false };
  const phoneNumber = (details.PhoneNumber ?? knownNumber ?? '').trim();
  if (/\d/.test(phoneNumber)) return { enabled: true, phoneNumber };
  const path = 'DeviceInformation/Set/PhoneNumber';
  throw new SmsError('no-phone-number', path, SettingsStatus.InvalidArguments, 'a device that sends has a number');
}

/** What a device tells of it beside its other details: its number too where it sends. [MS-ASMS] 3.1.4.3 */
export function outboundSmsDetails(outbound: OutboundSms): DeviceDetails {
  return outbound.enabled
    ? { PhoneNumber: outbound.phoneNumber, EnableOutboundSMS: true }
    : { EnableOutboundSMS: false };
}
