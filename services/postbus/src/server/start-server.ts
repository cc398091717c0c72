/** Everything of `postbus start` in this process: adapters once, one application, what goes on beside it, an orderly end. */
import { hostname } from 'node:os';
import { type Adapters, openEmbeddedAdapters } from '@postbus/composition';
import { topics } from '@postbus/contracts';
import type { CertificateFiles } from '@postbus/ingest';
import {
  Health,
  type Log,
  Metrics,
  OutboxPublisher,
  Shutdown,
  logChannels,
  sampleMetrics,
  startOperationsServer,
  startTracing,
} from '@postbus/platform';
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
  readonly listening: Readonly<Record<string, string>>;
  readonly certificate: CertificateFiles;
  readonly administration: Administration;
  /** Stops accepting, lets work end, closes the adapters. */
  readonly shutdown: Shutdown;
}

interface Closer {
  readonly name: string;
  readonly run: () => Promise<unknown>;
  /** Milliseconds. */
  readonly within?: number;
}

/**
 * @throws {DataFolderError} `folder-in-use`; {PortError}, {StoreError} where something in the folder cannot be opened;
 *   the system's error where an address cannot be listened on. Then nothing is left running.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const closers: Closer[] = [];
  const shutdown = new Shutdown(options.log);
  const ready = (): Shutdown => {
    for (const { name, run, within } of closers) shutdown.add(name, run, within);
    return shutdown;
  };
  try {
    const started = await startParts(options, (closer) => closers.unshift(closer));
    return { ...started, shutdown: ready() };
  } catch (error) {
    await ready().run('the start failed');
    throw error;
  }
}

/** Opens one after another what the next needs; `closing` takes how each is closed, the last one first. */
async function startParts(
  { settings, version, log, environment }: ServerOptions,
  closing: (closer: Closer) => unknown,
): Promise<Omit<RunningServer, 'shutdown'>> {
  const { data, retention } = settings;
  const adapters = await openEmbeddedAdapters({
    folder: data,
    bus: {
      retention: retention.events,
      deadLetterRetention: retention.deadLetters,
      dedupeRetention: retention.dedupe,
    },
  });
  closing({ name: 'adapters', run: () => adapters.close() });
  const certificate = await certificateOf(settings, adapters.clock.now());
  if (settings.domain !== undefined) await adapters.directory.addDomain(settings.domain);

  const operations = await startTelemetry({ settings, version, log, environment }, adapters, closing);
  startWork(settings, adapters, closing);
  const application = await startApplication(settings, {
    adapters: adapters.module,
    clock: adapters.clock,
    certificate,
    log,
  });
  closing({ name: 'services', run: () => application.close(), within: timeToClose(settings) });

  const listening: Record<string, string> = { ...application.listening, ...operations.listening };
  const startedAt = new Date(adapters.clock.now()).toISOString();
  const services = [...settings.services];
  const administration = administrationOver(adapters, () => ({
    version,
    pid: process.pid,
    startedAt,
    services,
    listening,
  }));
  Object.assign(listening, await startAdmin(settings, { administration, version }, closing));
  closing({ name: 'readiness', run: async () => operations.health.drain() });
  return { listening, certificate, administration };
}

async function certificateOf({ tls, data, domain }: Configuration, now: number): Promise<CertificateFiles> {
  if (tls.certificate !== undefined && tls.key !== undefined) return { certificate: tls.certificate, key: tls.key };
  return developmentCertificate(data, domain, now);
}

async function startTelemetry(
  { settings, version, log, environment }: ServerOptions,
  adapters: Adapters,
  closing: (closer: Closer) => unknown,
): Promise<{ readonly health: Health; readonly listening: Readonly<Record<string, string>> }> {
  const endLogging = logChannels(log);
  const { services, data } = settings;
  const service = services.length === 1 ? `postbus-${services[0]}` : 'postbus';
  const tracing = startTracing({ service, version }, environment);
  const metrics = new Metrics({ service, version });
  closing({
    name: 'telemetry',
    run: async () => {
      metrics.stop();
      endLogging();
      await tracing?.stop();
    },
  });
  const names = Object.values(topics).map(({ name }) => name);
  const { bus, jobStore: jobs, mailStore } = adapters;
  sampleMetrics(metrics.registry, { bus, jobs, outbox: mailStore.outbox, topics: names, folder: data });
  const health = new Health();
  health.depend('store', () => adapters.directory.isLocalDomain('localhost'));
  health.depend('bus', () => adapters.bus.deadLetters(topics.mailReceived.name, { limit: 1 }));
  const { listen } = settings.operations;
  if (listen === 'off') return { health, listening: {} };
  const server = await startOperationsServer(listen, metrics, health);
  closing({ name: 'operations', run: () => server.close() });
  return { health, listening: { operations: `http://${listen.host}:${server.port}` } };
}

/** What goes on beside the services. */
function startWork({ retention }: Configuration, adapters: Adapters, closing: (closer: Closer) => unknown): void {
  const { mailStore, bus } = adapters;
  const publisher = new OutboxPublisher(mailStore.outbox, bus, { owner: `postbus@${hostname()}` });
  publisher.start();
  closing({ name: 'outbox', run: () => publisher.stop() });
  const housekeeping = startHousekeeping(adapters, retention);
  closing({ name: 'housekeeping', run: () => housekeeping.stop() });
}

async function startAdmin(
  { data, admin }: Configuration,
  api: { readonly administration: Administration; readonly version: string },
  closing: (closer: Closer) => unknown,
): Promise<Record<string, string>> {
  const local = adminServer(api);
  closing({ name: 'admin', run: () => local.close() });
  const listening = { admin: await listenOnSocket(local, data) };
  if (admin.listen === 'off') return listening;
  const remote = adminServer({ ...api, ...(admin.token !== undefined && { token: admin.token }) });
  closing({ name: 'admin by HTTP', run: () => remote.close() });
  return { ...listening, 'admin-http': await remote.listen(admin.listen) };
}

/** Sessions may end within their services' times; what waits on top is given some more. */
function timeToClose({ ingest, relay }: Configuration): number {
  return ingest.shutdownTime + relay.shutdown + 15_000;
}
