/** Settings of text messages that are not right, each by itself or together. */
import { ConfigurationError, type ConfigurationMistake } from '@postbus/platform';
import { phoneChannel } from '@postbus/text-messages';
import { channelMistakes } from './channel-settings.ts';
import type { SmsDispatchSettings } from './sms-dispatch-settings.ts';

type Checked = Pick<SmsDispatchSettings, 'channels' | 'rules'>;

export function smsDispatchMistakes({ channels, rules }: Checked): readonly ConfigurationMistake[] {
  const { names, mistakes } = channelMistakes(channels);
  if (mistakes.length > 0) return mistakes;
  const known = [phoneChannel, ...names];
  return rules.flatMap((rule, index) =>
    rule.channels
      .filter((name) => !known.includes(name))
      .map((found): ConfigurationMistake => {
        const key = `smsDispatch.rules[${index}].channels`;
        return { key, source: 'among the rules', expected: `one of ${known.join(', ')}`, found };
      }),
  );
}

/** @throws {ConfigurationError} `wrong-settings` with every mistake */
export function refuseMistakes(settings: Checked): void {
  const mistakes = smsDispatchMistakes(settings);
  if (mistakes.length > 0)
    throw new ConfigurationError('wrong-settings', 'The settings of text messages are not right:', mistakes);
}
