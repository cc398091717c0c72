import { describe, expect, it } from 'vitest';
import { ingestSettings } from './ingest-settings.ts';
import { listenAddressText, parseListenAddress } from './listen-address.ts';
import { defaultLimits } from './smtp/limits.ts';

describe('settings of ingest', () => {
  it('have a default for each, the limits those of the engine', () => {
    const settings = ingestSettings.parse({});
    expect(settings.limits).toEqual(defaultLimits);
    expect(settings).toMatchObject({ relay: '127.0.0.1:2525', lmtp: 'off', hops: 100 });
  });
  it('describe every key', () => {
    const described = (shape: Record<string, { description?: string | undefined }>): boolean =>
      Object.values(shape).every(({ description }) => description !== undefined);
    expect(described(ingestSettings.shape)).toBe(true);
    expect(described(ingestSettings.shape.limits.unwrap().shape)).toBe(true);
  });
  it('name the key and what was expected of a mistake', () => {
    const issue = (input: unknown): unknown =>
      ingestSettings.safeParse(input).error?.issues.map(({ path, message }) => [path.join('.'), message]);
    expect(issue({ relay: '2525' })).toEqual([['relay', 'expected host:port, [ipv6]:port, unix:/path, or off']]);
    expect(issue({ limits: { recipients: 5 } })).toEqual([['limits.recipients', expect.stringContaining('100')]]);
    expect(issue({ hostname: 'a b' })).toEqual([['hostname', 'expected a host name']]);
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
