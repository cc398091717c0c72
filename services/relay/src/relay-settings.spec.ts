import { describe, expect, it } from 'vitest';
import { relaySettings } from './relay-settings.ts';

const faults = (input: unknown) =>
  relaySettings.safeParse(input).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('settings of the relay', () => {
  it('need nothing: MX records, TLS where offered, tries for five days', () => {
    const settings = relaySettings.parse({});
    expect(settings).toMatchObject({
      tls: 'opportunistic',
      port: 25,
      retry: { giveUpSeconds: 5 * 24 * 3600 },
      timeouts: { dataTerminationSeconds: 600 },
    });
    expect(settings.smartHost).toBeUndefined();
  });

  it('verify a smart host unless told otherwise', () => {
    expect(relaySettings.parse({ smartHost: { host: 'smart.example' } }).smartHost).toEqual({
      host: 'smart.example',
      port: 587,
      tls: 'verify',
    });
  });

  it.each([
    [{ smartHost: { host: 'a', user: 'u' } }, 'smartHost: expected user and password together'],
    [
      { smartHost: { host: 'a', tls: 'none', user: 'u', password: 'p' } },
      'smartHost: expected TLS where there is a login',
    ],
    [{ hostname: 'a b' }, 'hostname: expected a host name or an IP address'],
    [{ hostname: 'a\r\nMAIL FROM:<x>' }, 'hostname: expected a host name or an IP address'],
  ])('name the key of a mistake: %j', (input, fault) => expect(faults(input)).toEqual([fault]));

  it.each(['port', 'concurrency', 'perDestination', 'leaseSeconds'])('refuse 0 for %s', (key) => {
    expect(faults({ [key]: 0 })?.[0]).toMatch(new RegExp(`^${key}: `));
  });

  it('tell what each key is for', () => {
    for (const [key, field] of Object.entries(relaySettings.shape))
      expect([key, field.description ?? '']).toEqual([key, expect.stringMatching(/\w/)]);
  });
});
