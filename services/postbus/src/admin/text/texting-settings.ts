/** What the settings of the whole server say to those who send text messages for others. */
import type { Configuration } from '../../server/configuration.ts';
import type { Texting } from './text-administration.ts';

export function textingOf({ textMessages, smsDispatch }: Pick<Configuration, 'textMessages' | 'smsDispatch'>): Texting {
  return {
    region: textMessages.region,
    channels: smsDispatch.channels.flatMap(({ name }) => (typeof name === 'string' ? [name] : [])),
    alsoOfCarriers: smsDispatch.unknown === 'resend-owner',
  };
}
