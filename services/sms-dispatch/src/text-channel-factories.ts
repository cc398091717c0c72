/** What the main program gives sms-dispatch to speak with carriers: adapters by the kind of channel. */
import type { SmsChannel, SmsChannelInbound } from '@postbus/ports';
import type { TextChannel } from './channel-settings.ts';
import type { Mm7Factories } from './mms/mms-parts.ts';

export interface TextChannelFactories extends Mm7Factories {
  readonly smpp?: (channel: Extract<TextChannel, { readonly kind: 'smpp' }>, inbound: SmsChannelInbound) => SmsChannel;
}
