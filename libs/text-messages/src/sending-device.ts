/** Which of their owner's phones sends the text messages written elsewhere. [MS-ASMS] 3.1.4.3, 3.2.5.3 */
import type { Device, DeviceId } from '@postbus/domain';

/** Whether `device` may be given text messages to send: it said that it sends them, and is not wiped. */
export function isSending(device: Device): device is Device & { readonly outboundSmsSince: number } {
  return device.outboundSmsSince !== undefined && device.wipe === undefined;
}

/**
 * The device that is to send a text message of the mailbox.
 * @param devices those of the mailbox
 * @param only the one that the owner chose. [MS-OXOSMMS] 2.2.1.1
 * @returns the one chosen, else the one that began to send last; undefined where that one, or none, may send
 */
export function sendingDevice(devices: readonly Device[], only?: DeviceId): Device | undefined {
  const sending = devices.filter(isSending);
  if (only !== undefined) return sending.find(({ id }) => id === only);
  return sending.toSorted((one, other) => other.outboundSmsSince - one.outboundSmsSince || order(one.id, other.id))[0];
}

function order(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
