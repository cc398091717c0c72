import { ConfigurationError, describeConfiguration, loadConfiguration } from '@postbus/platform';
import { systemClock } from '@postbus/ports';
import { describe, expect, it } from 'vitest';
import { type RelayPorts, createRelay } from './create-relay.ts';
import { defaultRetryOptions } from './delivery/retry-schedule.ts';
import { relaySettings } from './relay-settings.ts';
import { defaultSmtpTimeouts } from './smtp/timeouts.ts';

const load = (environment: Record<string, string> = {}) => loadConfiguration(relaySettings, { environment });
const noPorts = { jobs: {}, blobs: {}, directory: {}, bus: {}, clock: systemClock } as unknown as RelayPorts;

describe('settings of the relay', () => {
  it('need nothing: MX records, TLS where offered', () => {
    expect(load()).toMatchObject({
      tls: 'opportunistic',
      port: 25,
      tlsByDomain: [],
      smartHost: { host: undefined, tls: 'verify' },
    });
    expect(createRelay(noPorts, load())).toBeDefined();
  });

  it('have the schedule and the times of RFC 5321 as the defaults', () => {
    const { retry, timeouts } = load();
    expect(timeouts).toEqual(defaultSmtpTimeouts);
    expect({
      firstRetry: retry.first,
      longestRetry: retry.longest,
      jitter: retry.jitter,
      giveUpAfter: retry.giveUp,
      delayReportAfter: retry.reportDelay,
    }).toEqual(defaultRetryOptions);
  });

  it('read policies by domain', () => {
    expect(load({ POSTBUS_TLS_BY_DOMAIN: 'X.example=verify, y.example=none' }).tlsByDomain).toEqual([
      ['x.example', 'verify'],
      ['y.example', 'none'],
    ]);
  });

  it.each([
    ['POSTBUS_HOSTNAME', 'a b', 'a host name or an IP address'],
    ['POSTBUS_HOSTNAME', 'a\r\nMAIL FROM:<x>', 'a host name or an IP address'],
    ['POSTBUS_TLS_BY_DOMAIN', 'x.example=maybe', 'domain=none or opportunistic or require or verify'],
    ['POSTBUS_RETRY_JITTER', '2', 'a number from 0 to 1'],
    ['POSTBUS_CONCURRENCY', '0', 'at least 1'],
    ['POSTBUS_LEASE', '5', 'a duration'],
  ])('refuse %s=%j, saying what was expected', (variable, value, expected) => {
    expect(() => load({ [variable]: value })).toThrow(
      expect.objectContaining({ message: expect.stringMatching(new RegExp(`${variable}.*${expected}`)) as string }),
    );
  });

  it.each([
    [{ POSTBUS_SMART_HOST_USER: 'u' }, 'user and password together'],
    [
      { POSTBUS_SMART_HOST_USER: 'u', POSTBUS_SMART_HOST_PASSWORD: 'p', POSTBUS_SMART_HOST_TLS: 'none' },
      'TLS where there is a login',
    ],
  ])('refuse a smart host whose settings do not go together: %j', (environment, expected) => {
    const settings = load({ POSTBUS_SMART_HOST_HOST: 'smart.example', ...environment });
    expect(() => createRelay(noPorts, settings)).toThrow(ConfigurationError);
    expect(() => createRelay(noPorts, settings)).toThrow(expected);
  });

  it('never show the password', () => {
    expect(describeConfiguration(relaySettings).find(({ key }) => key === 'smartHost.password')).toMatchObject({
      secret: true,
    });
  });
});
