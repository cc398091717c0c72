import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { ConfigurationError, loadConfiguration, section } from '@postbus/platform';
import { describe, expect, it } from 'vitest';
import { smimeSettings } from './smime-settings.ts';

const schema = section({ smime: smimeSettings });
const keys = [randomBytes(32), randomBytes(32)].map((key) => key.toString('base64'));
const load = (written: string) => loadConfiguration(schema, { environment: { POSTBUS_SMIME_MASTER_KEYS: written } });

describe('master keys in the settings', () => {
  it('are none unless told, else all in their order', () => {
    expect(loadConfiguration(schema, {}).smime.masterKeys).toEqual([]);
    const ids = load(keys.join(',')).smime.masterKeys.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(load(keys.toReversed().join(', ')).smime.masterKeys.map(({ id }) => id)).toEqual(ids.toReversed());
  });

  it('are told by no mistake, and by no print of the settings', () => {
    let mistake = '';
    try {
      load(`${keys[0]},${keys[1]!.slice(1)}`);
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigurationError);
      mistake = inspect(error, { depth: 10 });
    }
    expect(mistake).toContain('openssl rand -base64 32');
    const settings = load(keys.join(','));
    const printed = mistake + inspect(settings, { depth: 10, showHidden: true }) + JSON.stringify(settings);
    for (const key of keys) {
      expect(printed).not.toContain(key.slice(1, 20));
      expect(printed).not.toContain(Buffer.from(key, 'base64').toString('hex').slice(0, 20));
    }
  });
});
