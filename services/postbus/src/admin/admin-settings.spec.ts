import { listenAddress } from '@postbus/ingest';
import { ConfigurationError } from '@postbus/platform';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../server/configuration.ts';
import { speaksTls, tokensOf } from './admin-settings.ts';

const secret = 'sixteen-and-more:x';
const settings = (values: Readonly<Record<string, string>>) =>
  readConfiguration({
    flags: Object.entries(values).map(([key, value]) => ({ key: `admin.${key}`, name: '--set', value })),
  });
const mistakesOf = (values: Readonly<Record<string, string>>): string => {
  try {
    settings(values);
    return 'none';
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
};

describe('the tokens of the admin API', () => {
  it('have names: operator is that of admin.token', () => {
    const { admin } = settings({
      listen: '127.0.0.1:0',
      token: 'the-operators-secret',
      tokens: `ann:${secret}, bob:${secret}2`,
      readOnlyTokens: `grafana:${secret}3`,
    });
    expect(tokensOf(admin)).toEqual([
      { name: 'operator', secret: 'the-operators-secret', readOnly: false },
      { name: 'ann', secret, readOnly: false },
      { name: 'bob', secret: `${secret}2`, readOnly: false },
      { name: 'grafana', secret: `${secret}3`, readOnly: true },
    ]);
  });

  it.each([
    [{ token: 'too-short' }, 'admin.token', 'at least 16 ASCII characters'],
    [{ token: 'with spaces in it for long' }, 'admin.token', 'without spaces'],
    [{ tokens: 'no-name-in-this-one' }, 'admin.tokens', 'name:secret'],
    [{ tokens: 'ann:short' }, 'admin.tokens', 'name:secret'],
    [{ readOnlyTokens: `unknown:${secret}` }, 'admin.readOnlyTokens', 'name:secret'],
    [{ tokens: `ann:${secret}`, readOnlyTokens: `ann:${secret}2` }, 'admin.tokens', 'another name'],
    [{ tokens: `operator:${secret}`, token: `${secret}2` }, 'admin.tokens', 'another name'],
    [{ tokens: `ann:${secret},bob:${secret}` }, 'admin.tokens', 'another secret'],
    [{ listen: '127.0.0.1:0' }, 'admin.token', 'a token where admin.listen is on'],
    [{ listen: 'unix:/tmp/x.sock' }, 'admin.token', 'a token where admin.listen is on'],
  ])('%j is a mistake of %s, told without the secret', (values, key, expected) => {
    const message = mistakesOf(values);
    expect(message).toContain(`${key} (`);
    expect(message).toContain(expected);
    for (const value of Object.values(values))
      expect(message).not.toContain(value.replace(/^127.*|^unix.*/, 'nothing'));
  });
});

describe('where the admin API listens', () => {
  const on = (listen: string, more: Readonly<Record<string, string>> = {}) =>
    mistakesOf({ listen, token: secret, ...more });

  it.each(['127.0.0.1:8025', '[::1]:8025', 'localhost:8025', 'unix:/run/admin.sock'])(
    'may be %s without TLS',
    (listen) => {
      expect(on(listen)).toBe('none');
    },
  );

  it.each(['0.0.0.0:8025', ':8025', '192.0.2.1:8025', 'admin.example:8025'])('is not %s without TLS', (listen) => {
    expect(on(listen)).toContain('expected an address of loopback, unless tls.certificate is named');
    expect(on(listen, { tlsInFront: 'true' })).toBe('none');
    expect(speaksTls(settings({ listen, token: secret, tlsInFront: 'true' }).admin)).toBe(false);
  });

  it('is by TLS wherever a token leaves the machine', () => {
    const spoken = (listen: string) => speaksTls({ ...settings({}).admin, listen: listenAddress.read(listen)! });
    expect(['0.0.0.0:1', ':1', '[2001:db8::1]:1'].map(spoken)).toEqual([true, true, true]);
    expect(['127.0.0.1:1', '[::1]:1', 'unix:/a', 'off'].map(spoken)).toEqual([false, false, false, false]);
  });
});
