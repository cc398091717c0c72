import { ConfigurationError, loadConfiguration } from '@postbus/platform';
import { channelGuid } from '@postbus/text-messages';
import { describe, expect, it } from 'vitest';
import { readChannels } from './channel-settings.ts';
import { refuseMistakes, smsDispatchMistakes } from './settings-mistakes.ts';
import { smsDispatchSettings } from './sms-dispatch-settings.ts';

const load = (environment: Record<string, string> = {}) => loadConfiguration(smsDispatchSettings, { environment });
const gateway = { name: 'pictures', kind: 'mail', gateway: 'mms.example.net' };
const withChannels = (...channels: unknown[]) => load({ POSTBUS_CHANNELS: JSON.stringify(channels) });

describe('settings of sms-dispatch', () => {
  it('need nothing: the phone of the owner alone', () => {
    const settings = load();
    expect(settings).toMatchObject({ channels: [], rules: [], validity: 86_400_000, unknown: 'mark' });
    expect(smsDispatchMistakes(settings)).toEqual([]);
  });

  it('read channels and rules from JSON too, and give each channel its GUID', () => {
    const settings = withChannels({ ...gateway, cost: { '+31': 0.5, '': 1 }, senders: ['+31600000000'] });
    const [channel] = readChannels(settings.channels);
    expect(channel).toMatchObject({ name: 'pictures', kind: 'mail', guid: channelGuid('pictures') });
    expect(channel!.cost.get('+31')).toBe(0.5);
    expect(load({ POSTBUS_RULES: '[{"prefixes":["+31"],"channels":["phone"]}]' }).rules).toEqual([
      { prefixes: ['+31'], channels: ['phone'], order: 'listed' },
    ]);
  });

  it('take a channel that a rule names twice once', () => {
    const [rule] = load({ POSTBUS_RULES: '[{"channels":["a","b","a"]}]' }).rules;
    expect(rule?.channels).toEqual(['a', 'b']);
  });

  it.each([
    ['phone', 'a name of letters'],
    ['a b', 'a name of letters'],
  ])('refuse a channel named %s', (name, expected) => {
    const [mistake] = smsDispatchMistakes(withChannels({ ...gateway, name }));
    expect(mistake).toMatchObject({
      key: 'smsDispatch.channels[0].name',
      expected: expect.stringContaining(expected) as string,
    });
  });

  it('refuse two channels of one name, a kind and a field that do not exist, a cost below nothing', () => {
    const keys = (...channels: unknown[]) => smsDispatchMistakes(withChannels(...channels)).map(({ key }) => key);
    expect(keys(gateway, gateway)).toEqual(['smsDispatch.channels']);
    expect(keys({ ...gateway, kind: 'pigeon' })).toContain('smsDispatch.channels[0].kind');
    expect(keys({ ...gateway, speed: 3 })).toEqual(['smsDispatch.channels[0]']);
    expect(keys({ ...gateway, cost: { '': -1 } })).toEqual(['smsDispatch.channels[0].cost']);
  });

  it('refuse a rule that names a channel that is not there', () => {
    const settings = load({ POSTBUS_RULES: '[{"channels":["elsewhere"]}]' });
    expect(smsDispatchMistakes(settings)).toMatchObject([{ key: 'smsDispatch.rules[0].channels', found: 'elsewhere' }]);
    expect(() => refuseMistakes(settings)).toThrow(ConfigurationError);
  });

  it.each([
    ['POSTBUS_RULES', '[{"channels":["phone"],"order":"random"}]'],
    ['POSTBUS_CHANNELS', '"one"'],
    ['POSTBUS_UNKNOWN', 'resend'],
    ['POSTBUS_VALIDITY', '0'],
  ])('refuse %s=%s', (variable, value) => {
    expect(() => load({ [variable]: value })).toThrow(ConfigurationError);
  });

  it('never show what may hold a password', () => {
    expect(() => load({ POSTBUS_CHANNELS: '{"password":"hush"}' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hush') as string }) as Error,
    );
  });
});
