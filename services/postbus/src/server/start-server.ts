/** Everything of `postbus start` in this process: the process itself, one application, what goes on beside it. */
import { type Adapters, type Listening, type ProcessParts, startProcess } from '@postbus/composition';
import type { CertificateFiles, Log, Shutdown } from '@postbus/platform';
import { listenOnSocket } from '../admin/admin-socket.ts';
import { adminServer } from '../admin/admin-server.ts';
import { administrationOver } from '../admin/administration.ts';
import type { Administration } from '../admin/operations.ts';
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
  onShutdown('services', () => application.close(), settings.ingest.shutdownTime + settings.relay.shutdown + otherwise);
  onShutdown('waiting requests', () => application.drain(), settings.sync.drain + otherwise);

  const listening: Record<string, string> = { ...application.listening };
  const administration = administrationOf(settings, version, adapters, listening);
  if (administers(settings)) {
    Object.assign(listening, await startAdmin(settings, { administration, version }, onShutdown));
  }
  return { listening, certificate, administration };
}

async function certificateOf(
  { mode, tls, data, domain }: Configuration,
  now: number,
): Promise<CertificateFiles | undefined> {
  if (tls.certificate !== undefined && tls.key !== undefined) return { certificate: tls.certificate, key: tls.key };
  return mode === 'embedded' ? developmentCertificate(data, domain, now) : undefined;
}

function administrationOf(
  settings: Configuration,
  version: string,
  adapters: Adapters,
  listening: Listening,
): Administration {
  const startedAt = new Date(adapters.clock.now()).toISOString();
  const services = [...settings.services];
  return administrationOver(adapters, () => ({ version, pid: process.pid, startedAt, services, listening }));
}

/** On its socket in the data folder, where there is one, and by HTTP where the settings say so. */
async function startAdmin(
  { mode, data, admin }: Configuration,
  api: { readonly administration: Administration; readonly version: string },
  onShutdown: ProcessParts['onShutdown'],
): Promise<Listening> {
  const listening: Record<string, string> = {};
  if (mode === 'embedded') {
    const local = adminServer(api);
    onShutdown('admin', () => local.close());
    listening['admin'] = await listenOnSocket(local, data);
  }
  if (admin.listen === 'off') return listening;
  const remote = adminServer({ ...api, ...(admin.token !== undefined && { token: admin.token }) });
  onShutdown('admin by HTTP', () => remote.close());
  listening['admin-http'] = await remote.listen(admin.listen);
  return listening;
}
