/** The adapters that text messages leave by and come in over, by the kind of their channel. */
import { type Mm7ChannelSettings, openConfiguredMm7Channel, startConfiguredMm7Listener } from '@postbus/mms-mm7';
import type { MmsChannel, SmsChannel, SmsChannelInbound } from '@postbus/ports';
import { type SmppChannelSettings, openSmppChannel } from '@postbus/sms-smpp';

export interface TextChannelAdapters {
  /** @throws {SmppSessionError} `bad-settings` */
  readonly smpp: (settings: SmppChannelSettings, inbound: SmsChannelInbound) => SmsChannel;
  /** @throws {Mm7HttpError} `bad-url`, `in-the-clear` */
  readonly mm7: (settings: Mm7ChannelSettings) => MmsChannel;
  /** @throws {Mm7HttpError} `in-the-clear` */
  readonly mm7Listener: typeof startConfiguredMm7Listener;
}

export const textChannels: TextChannelAdapters = {
  smpp: (settings, inbound) => openSmppChannel(settings, inbound),
  mm7: (settings) => openConfiguredMm7Channel(settings),
  mm7Listener: startConfiguredMm7Listener,
};
