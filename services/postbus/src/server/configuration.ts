/** The settings of `postbus start`: those of every service, and what they share. */
import { conversionSettings } from '@postbus/conversion';
import { ingestSection, listenAddress } from '@postbus/ingest';
import {
  type ConfigurationMistake,
  ConfigurationError,
  type ConfigurationSources,
  type Endpoint,
  type Kind,
  choice,
  duration,
  endpoint,
  list,
  loadConfiguration,
  optional,
  secret,
  section,
  setting,
  text,
  writeDuration,
} from '@postbus/platform';
import { relaySettings } from '@postbus/relay';
import { syncSettings } from '@postbus/sync';
import type { z } from 'zod';

export const serviceNames = ['ingest', 'conversion', 'relay', 'sync'] as const;
export type ServiceName = (typeof serviceNames)[number];

const domainName: Kind<string> = {
  expected: 'a domain such as example.org',
  read: (written) =>
    typeof written === 'string' && /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*$/u.test(written)
      ? written.toLowerCase()
      : undefined,
};

const endpointOrOff: Kind<Endpoint | 'off'> = {
  expected: 'host:port or off',
  read: (written) => (written === 'off' ? 'off' : endpoint().read(written)),
};

const tls = section({
  certificate: optional(
    text(),
    'PEM file of the certificate with those of its authorities; a self-signed one is made unless told',
  ),
  key: optional(text(), 'PEM file of its private key'),
});

const log = section({
  level: optional(
    choice('debug', 'info', 'warn', 'error', 'off'),
    'The least that is logged; info, or warn on a terminal, unless told',
  ),
  file: optional(text(), 'File for the log, JSON lines; standard error unless told'),
});

const operations = section({
  listen: setting(endpointOrOff, '127.0.0.1:9464', 'Where /metrics, /healthz and /readyz listen'),
});

const admin = section({
  listen: setting(
    listenAddress,
    'off',
    'Where the admin API listens by HTTP, beside its Unix socket in the data folder',
  ),
  token: optional(secret(), 'What a client of the admin API by HTTP must show; the Unix socket needs none'),
});

/** docs/adr/0005 */
const retention = section({
  events: setting(duration({ min: 60_000 }), '7d', 'How long events stay on the bus'),
  deadLetters: setting(duration({ min: 60_000 }), '14d', 'How long events that failed can be redriven'),
  dedupe: setting(
    duration({ min: 60_000 }),
    '30d',
    'How long what was done is remembered, so that it is not done twice',
  ),
  blobs: setting(
    duration({ min: 60_000 }),
    '30d',
    'Age after which a blob that nothing refers to is removed, at the second look',
  ),
  every: setting(duration({ min: 1000 }), '1h', 'How often blobs are looked at and what is past its time is forgotten'),
});

export const configuration = section({
  data: setting(text(), 'data', 'Folder of the data'),
  domain: optional(domainName, 'A domain that mail here is for; those of accounts are without being told'),
  services: setting(list(choice(...serviceNames)), serviceNames.join(','), 'What runs in this process'),
  tls,
  log,
  operations,
  admin,
  retention,
  ingest: section({
    ...ingestSection.shape,
    lmtp: setting(listenAddress, '127.0.0.1:2424', 'Where an MTA delivers by LMTP'),
  }),
  conversion: conversionSettings,
  relay: relaySettings,
  sync: syncSettings,
});

export type Configuration = z.output<typeof configuration>;

/** @throws {ConfigurationError} with every mistake there is, those of settings that do not go together among them */
export function readConfiguration(sources: ConfigurationSources): Configuration {
  const settings = loadConfiguration(configuration, sources);
  const mistakes = [...mistakesTogether(settings)];
  if (mistakes.length > 0) throw new ConfigurationError('wrong-settings', 'The settings do not go together:', mistakes);
  return settings;
}

function* mistakesTogether({ tls, admin, retention, services }: Configuration): Iterable<ConfigurationMistake> {
  const mistake = (key: string, expected: string, found?: string): ConfigurationMistake => ({
    key,
    source: 'beside the other settings',
    expected,
    found,
  });
  if (services.length === 0) yield mistake('services', `at least one of ${serviceNames.join(', ')}`);
  if (tls.certificate !== undefined && tls.key === undefined) yield mistake('tls.key', 'the key of tls.certificate');
  if (tls.key !== undefined && tls.certificate === undefined)
    yield mistake('tls.certificate', 'the certificate of tls.key');
  if (admin.listen !== 'off' && !('path' in admin.listen) && admin.token === undefined)
    yield mistake('admin.token', 'a token where admin.listen is on');
  const longest = retention.events + retention.deadLetters;
  for (const name of ['dedupe', 'blobs'] as const) {
    if (retention[name] >= longest) continue;
    const expected = `at least ${writeDuration(longest)}: an event that fails at the end of its time can be redriven until then`;
    yield mistake(`retention.${name}`, expected, writeDuration(retention[name]));
  }
}
