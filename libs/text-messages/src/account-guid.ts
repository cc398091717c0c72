/** GUIDs of what sends text messages: each channel and each device has one. [MS-OXOSMMS] 2.2.1.1 */
import { derivedEventId } from '@postbus/contracts';
import type { DeviceId, MailboxId } from '@postbus/domain';

/** As PidNameOMSAccountGuid has it, in braces and capitals; the same each time. */
export function channelGuid(channel: string): string {
  return braced(derivedEventId('sms-channel', channel));
}

/** As `channelGuid`. */
export function deviceGuid(mailbox: MailboxId, device: DeviceId): string {
  return braced(derivedEventId('sms-device', mailbox, device));
}

function braced(guid: string): string {
  return `{${guid.toUpperCase()}}`;
}
