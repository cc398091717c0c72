/** What sends the text messages of a mailbox, as the user's other clients are told it. [MS-ASMS] 3.2.5.3 */
import type { Device } from '@postbus/domain';
import type { DeviceStore } from '@postbus/ports';
import { channelGuid, deviceGuid, isSending, phoneChannel, sendingDevice } from '@postbus/text-messages';
import type { ApiToken } from '../mailbox-api/api-token.ts';
import type { MailboxAccess } from '../mailbox-api/mailbox-access.ts';

export interface TextSender {
  /** PidNameOMSAccountGuid. [MS-OXOSMMS] 2.2.1.1 */
  readonly guid: string;
  readonly kind: 'device' | 'channel';
  /** The device's id, or the channel's name. */
  readonly name: string;
  /** What people call it. */
  readonly displayName?: string;
  readonly number?: string;
  /** Whether it sends what is sent by nothing in particular: of devices one at most does. */
  readonly sends: boolean;
  /** Since when a device sends what is written elsewhere. */
  readonly since?: string;
}

export class TextSenders {
  constructor(
    private readonly access: MailboxAccess,
    private readonly devices: DeviceStore,
    /** Names of the channels that this process knows. */
    private readonly channels: readonly string[],
  ) {}

  /**
   * Devices with a number or that send, then channels, those alone that the owner may use.
   * @throws {ApiError} `no-such-mailbox`
   */
  async list(mailbox: string, token: ApiToken): Promise<{ readonly senders: readonly TextSender[] }> {
    const { account, scope } = await this.access.open(mailbox, token);
    const allowed = (channel: string): boolean => account.textChannels?.includes(channel) ?? true;
    const devices = allowed(phoneChannel) ? await this.devices.devices(scope) : [];
    const chosen = sendingDevice(devices);
    const senders = devices
      .filter((device) => device.phoneNumber !== undefined || isSending(device))
      .map((device) => deviceSender(account.mailbox, device, device === chosen));
    return { senders: [...senders, ...this.channels.filter(allowed).map(channelSender)] };
  }
}

function deviceSender(mailbox: string, device: Device, sends: boolean): TextSender {
  const { id, phoneNumber, outboundSmsSince } = device;
  const displayName = device.friendlyName ?? device.model;
  return {
    guid: deviceGuid(mailbox, id),
    kind: 'device',
    name: id,
    ...(displayName !== undefined && { displayName }),
    ...(phoneNumber !== undefined && { number: phoneNumber }),
    sends,
    ...(outboundSmsSince !== undefined && { since: new Date(outboundSmsSince).toISOString() }),
  };
}

function channelSender(name: string): TextSender {
  return { guid: channelGuid(name), kind: 'channel', name, sends: true };
}
