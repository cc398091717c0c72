/** What the settings of the whole server say to those who send text messages for others. */
import type { Configuration } from '../../server/configuration.ts';
import type { Texting } from './text-administration.ts';

type Settings = Pick<Configuration, 'mode' | 'textMessages' | 'smsDispatch'>;

export function textingOf({ mode, textMessages, smsDispatch }: Settings): Texting {
  const names = smsDispatch.channels.flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
  // In a cluster carriers are told to sms-dispatch: another process may not know their names, and takes any.
  const isKnown = mode === 'embedded' || names.length > 0;
  return {
    region: textMessages.region,
    channels: isKnown ? names : undefined,
    alsoOfCarriers: smsDispatch.unknown === 'resend-owner',
  };
}
