import { loadConfiguration, section } from '@postbus/platform';
import { describe, expect, it } from 'vitest';
import { syncSettings } from '../sync-settings.ts';
import { refuseTextTokenMistakes, textTokenMistakes } from './text-token-mistakes.ts';

function settingsOf(tokens: string, textTokens: string) {
  const environment = { POSTBUS_SYNC_API_TOKENS: tokens, POSTBUS_SYNC_API_TEXT_TOKENS: textTokens };
  return loadConfiguration(section({ sync: syncSettings }), { environment }).sync;
}
const monitoring = 'monitoring:0f6b3a5f58d24c6e8f2d:example.org';

describe('sync.api.textTokens', () => {
  it('names tokens that there are', () => {
    expect(textTokenMistakes(settingsOf(monitoring, 'monitoring'))).toEqual([]);
    expect(textTokenMistakes(settingsOf('', ''))).toEqual([]);
  });

  it('is refused where it names another one: that could send nothing', () => {
    expect(textTokenMistakes(settingsOf(monitoring, 'monitoring,monitor'))).toEqual([
      {
        key: 'sync.api.textTokens',
        source: 'beside sync.api.tokens',
        expected: 'names of sync.api.tokens: monitoring',
        found: 'monitor',
      },
    ]);
    expect(() => refuseTextTokenMistakes(settingsOf('', 'monitoring'))).toThrow(
      'sync.api.textTokens (beside sync.api.tokens): expected none, as sync.api.tokens has none, not monitoring',
    );
  });
});
