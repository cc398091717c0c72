/** Settings of the API of text messages that are right each by itself, and not together. */
import { ConfigurationError, type ConfigurationMistake } from '@postbus/platform';
import type { SyncSettings } from '../sync-settings.ts';

type Checked = Pick<SyncSettings, 'api'>;

/** A token that there is none of could send nothing, and nobody would be told. */
export function textTokenMistakes({ api }: Checked): readonly ConfigurationMistake[] {
  const names = api.tokens.map(({ name }) => name);
  const expected =
    names.length === 0 ? 'none, as sync.api.tokens has none' : `names of sync.api.tokens: ${names.join(', ')}`;
  return api.textTokens
    .filter((name) => !names.includes(name))
    .map((found) => ({ key: 'sync.api.textTokens', source: 'beside sync.api.tokens', expected, found }));
}

/** @throws {ConfigurationError} `wrong-settings` with every mistake */
export function refuseTextTokenMistakes(settings: Checked): void {
  const mistakes = textTokenMistakes(settings);
  if (mistakes.length > 0) throw new ConfigurationError('wrong-settings', 'The settings do not go together:', mistakes);
}
