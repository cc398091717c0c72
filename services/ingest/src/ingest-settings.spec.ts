import { describeConfiguration, loadConfiguration } from '@postbus/platform';
import { describe, expect, it } from 'vitest';
import { ingestSection } from './ingest-settings.ts';
import { listenAddressText, parseListenAddress } from './listen-address.ts';
import { defaultLimits } from './smtp/limits.ts';

describe('settings of ingest', () => {
  it('have the limits of the engine as their defaults', () => {
    const settings = loadConfiguration(ingestSection, {});
    expect(settings.limits).toEqual(defaultLimits);
    expect(settings).toMatchObject({ relay: { host: '127.0.0.1', port: 2525 }, lmtp: 'off', hops: 100 });
  });
  it('name the key and what was expected of a mistake', () => {
    const written = (key: string, value: string): unknown =>
      loadConfiguration(ingestSection, { flags: [{ key, name: `--${key}`, value }] });
    expect(() => written('relay', '2525')).toThrow('host:port, unix:/path, or off');
    expect(() => written('limits.recipients', '5')).toThrow('limits.recipients');
    expect(() => written('hostname', 'a b')).toThrow('a host name');
  });
  it('describe every key in a line', () => {
    for (const { key, description } of describeConfiguration(ingestSection)) {
      expect([key, description.length > 10 && description.length < 100]).toEqual([key, true]);
    }
  });
});

describe('addresses to listen on', () => {
  it.each([
    ['127.0.0.1:25', { host: '127.0.0.1', port: 25 }],
    ['[::1]:25', { host: '::1', port: 25 }],
    [':25', { host: '::', port: 25 }],
    ['mx.example:0', { host: 'mx.example', port: 0 }],
    ['unix:/run/lmtp.sock', { path: '/run/lmtp.sock' }],
    ['off', 'off'],
    ['25', undefined],
    ['::1:25', undefined],
    ['host:65536', undefined],
    ['unix:', undefined],
    ['', undefined],
  ])('%s', (text, expected) => {
    expect(parseListenAddress(text)).toEqual(expected);
  });
  it('are written as they are read', () => {
    for (const text of ['127.0.0.1:25', '[::1]:25', 'unix:/run/lmtp.sock']) {
      const address = parseListenAddress(text);
      expect(typeof address === 'object' && listenAddressText(address)).toBe(text);
    }
  });
});
