/** Everything of `postbus start` in this process: the process itself, one application, what goes on beside it. */
import { type Adapters, type Listening, type ProcessParts, startProcess } from '@postbus/composition';
import { type CertificateFiles, type Log, MasterKeys, type Shutdown } from '@postbus/platform';
import type { Administration, Health } from '../admin/operations.ts';
import { textingOf } from '../admin/text/texting-settings.ts';
import { startAdmin } from '../admin/start-admin.ts';
import { startApplication } from './application.ts';
import type { Configuration } from './configuration.ts';
import { developmentCertificate } from './development-certificate.ts';
import { startHousekeeping } from './housekeeping.ts';

export interface ServerOptions {
  readonly settings: Configuration;
  readonly version: string;
  readonly log: Log;
  readonly environment: NodeJS.ProcessEnv;
}

export interface RunningServer {
  /** Addresses by the name of the listener. */
  readonly listening: Listening;
  /** Undefined where there is no TLS. */
  readonly certificate: CertificateFiles | undefined;
  readonly administration: Administration;
  /** Stops accepting, lets work end, closes the adapters. */
  readonly shutdown: Shutdown;
}

type Started = Omit<RunningServer, 'shutdown' | 'listening'>;

/** What ends beside sessions and requests that are let go. */
const otherwise = 15_000;

/**
 * @throws {DataFolderError} `folder-in-use`; {PortError}, {StoreError} where something in the folder cannot be opened;
 *   the system's error where an address cannot be listened on. Then nothing is left running.
 */
export async function startServer({ settings, version, log, environment }: ServerOptions): Promise<RunningServer> {
  let started: Started | undefined;
  const { listening, shutdown } = await startProcess({
    service: settings.services.length === 1 ? `postbus-${settings.services[0]}` : 'postbus',
    version,
    settings,
    log,
    environment,
    sharedMetrics: administers(settings),
    start: async (parts) => {
      const { listening, ...rest } = await startParts(settings, version, parts);
      started = rest;
      return listening;
    },
  });
  return { listening, shutdown, ...started! };
}

/** In a cluster one process or a few are enough for what all share. */
function administers({ mode, services }: Configuration): boolean {
  return mode === 'embedded' || services.includes('admin');
}

async function startParts(
  settings: Configuration,
  version: string,
  { adapters, log, onShutdown }: ProcessParts,
): Promise<Started & { readonly listening: Listening }> {
  const certificate = await certificateOf(settings, adapters.clock.now());
  if (settings.domain !== undefined) await adapters.directory.addDomain(settings.domain);
  if (administers(settings)) {
    const housekeeping = startHousekeeping(adapters, settings.retention);
    onShutdown('housekeeping', () => housekeeping.stop());
  }
  const application = await startApplication(settings, { adapters, certificate, log });
  const { ingest, relay, smsDispatch } = settings;
  const letEnd = ingest.shutdownTime + relay.shutdown + smsDispatch.shutdown;
  onShutdown('services', () => application.close(), letEnd + otherwise);
  onShutdown('waiting requests', () => application.drain(), settings.sync.drain + otherwise);

  const listening: Record<string, string> = { ...application.listening };
  const admin = await startAdmin(administers(settings) ? settings.admin : { ...settings.admin, listen: 'off' }, {
    ports: {
      ...adapters,
      masterKeys: new MasterKeys(settings.conversion.smime.masterKeys),
      texting: textingOf(settings),
    },
    version,
    health: healthOf(settings, version, adapters, listening),
    folder: adapters.folder,
    certificate: namedCertificate(settings),
  });
  onShutdown('admin', () => admin.close());
  Object.assign(listening, admin.listening);
  return { listening, certificate, administration: admin.administration };
}

async function certificateOf(settings: Configuration, now: number): Promise<CertificateFiles | undefined> {
  const named = namedCertificate(settings);
  const { mode, data, domain } = settings;
  return named ?? (mode === 'embedded' ? developmentCertificate(data, domain, now) : undefined);
}

function namedCertificate({ tls: { certificate, key } }: Configuration): CertificateFiles | undefined {
  return certificate === undefined || key === undefined ? undefined : { certificate, key };
}

function healthOf(
  { services }: Configuration,
  version: string,
  { clock }: Adapters,
  listening: Listening,
): () => Health {
  const startedAt = new Date(clock.now()).toISOString();
  return () => ({ version, pid: process.pid, startedAt, services: [...services], listening });
}
