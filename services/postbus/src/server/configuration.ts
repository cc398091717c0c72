/** The settings of `postbus start`: those of every service, and what they share. */
import { mistakeBeside, mistakesTogether, processSettings } from '@postbus/composition';
import { conversionSettings } from '@postbus/conversion';
import { ingestSection, listenAddress } from '@postbus/ingest';
import {
  type ConfigurationMistake,
  ConfigurationError,
  type ConfigurationSources,
  type Kind,
  choice,
  list,
  loadConfiguration,
  optional,
  section,
  setting,
} from '@postbus/platform';
import { relaySettings } from '@postbus/relay';
import { smsDispatchMistakes, smsDispatchSettings } from '@postbus/sms-dispatch';
import { syncSettings, textTokenMistakes } from '@postbus/sync';
import type { z } from 'zod';
import { adminMistakes, adminSettings } from '../admin/admin-settings.ts';

export const serviceNames = ['ingest', 'conversion', 'relay', 'sms-dispatch', 'sync', 'admin'] as const;
export type ServiceName = (typeof serviceNames)[number];

const domainName: Kind<string> = {
  expected: 'a domain such as example.org',
  read: (written) =>
    typeof written === 'string' && /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*$/u.test(written)
      ? written.toLowerCase()
      : undefined,
};

export const configuration = section({
  ...processSettings.shape,
  domain: optional(domainName, 'A domain that mail here is for; those of accounts are without being told'),
  services: setting(
    list(choice(...serviceNames)),
    serviceNames.join(','),
    'What runs in this process; admin, the admin API and housekeeping, always runs in mode embedded',
  ),
  admin: adminSettings,
  ingest: section({
    ...ingestSection.shape,
    lmtp: setting(listenAddress, '127.0.0.1:2424', 'Where an MTA delivers by LMTP'),
  }),
  conversion: conversionSettings,
  relay: relaySettings,
  smsDispatch: smsDispatchSettings,
  sync: syncSettings,
});

export type Configuration = z.output<typeof configuration>;

/** @throws {ConfigurationError} with every mistake there is, those of settings that do not go together among them */
export function readConfiguration(sources: ConfigurationSources): Configuration {
  const settings = loadConfiguration(configuration, sources);
  const mistakes = [...mistakesTogether(settings), ...mistakesOfServer(settings)];
  if (mistakes.length > 0) throw new ConfigurationError('wrong-settings', 'The settings do not go together:', mistakes);
  return settings;
}

function* mistakesOfServer({
  mode,
  admin,
  services,
  tls,
  smsDispatch,
  sync,
}: Configuration): Iterable<ConfigurationMistake> {
  if (services.length === 0) yield mistakeBeside('services', `at least one of ${serviceNames.join(', ')}`);
  const listens = services.includes('ingest') || services.includes('sync');
  if (mode === 'cluster' && listens && tls.certificate === undefined)
    yield mistakeBeside('tls.certificate', 'a certificate in mode cluster, where none is made');
  yield* adminMistakes(admin, tls);
  yield* smsDispatchMistakes(smsDispatch);
  yield* textTokenMistakes(sync);
}
