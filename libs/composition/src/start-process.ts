/**
 * What every process is, whatever runs in it: the adapters, telemetry, metrics and health, the publisher of the outbox,
 * and an orderly end.
 */
import { topics } from '@postbus/contracts';
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
import type { Adapters } from './adapters.ts';
import { openAdapters } from './open-adapters.ts';
import type { ProcessSettings } from './process-settings.ts';

/** What runs in a process is given, and says how it ends. */
export interface ProcessParts {
  readonly adapters: Adapters;
  readonly log: Log;
  /** Has `run` called when the process goes down, before what was there earlier. `within` in milliseconds. */
  readonly onShutdown: (name: string, run: () => Promise<unknown>, within?: number) => void;
}

/** Addresses by the name of the listener: `{smtp: '127.0.0.1:2525'}`. */
export type Listening = Readonly<Record<string, string>>;

export interface ProcessDescription {
  /** In logs and traces: `postbus-ingest`. */
  readonly service: string;
  readonly version: string;
  readonly settings: ProcessSettings;
  readonly log: Log;
  readonly environment: NodeJS.ProcessEnv;
  /** Whether this process tells the metrics of what all share: lag, dead letters, jobs. */
  readonly sharedMetrics: boolean;
  readonly start: (parts: ProcessParts) => Promise<Listening>;
}

export interface RunningProcess {
  readonly listening: Listening;
  /** Stops accepting, lets work end, closes the adapters. */
  readonly shutdown: Shutdown;
}

interface Closer {
  readonly name: string;
  readonly run: () => Promise<unknown>;
  readonly within?: number | undefined;
}

/**
 * @throws what opening the adapters throws, and what `start` throws; then nothing is left running
 */
export async function startProcess(description: ProcessDescription): Promise<RunningProcess> {
  const closers: Closer[] = [];
  const shutdown = new Shutdown(description.log);
  const ready = (): Shutdown => {
    for (const { name, run, within } of closers) shutdown.add(name, run, within);
    return shutdown;
  };
  try {
    const listening = await startParts(description, (name, run, within) => closers.unshift({ name, run, within }));
    return { listening, shutdown: ready() };
  } catch (error) {
    await ready().run('the start failed');
    throw error;
  }
}

/** Opens one after another what the next needs. */
async function startParts(description: ProcessDescription, onShutdown: ProcessParts['onShutdown']): Promise<Listening> {
  const { settings, log, start } = description;
  // Before the adapters: what nobody listens to when it is opened is not told later.
  const metrics = startTelemetry(description, onShutdown);
  const adapters = await openAdapters(settings);
  onShutdown('adapters', () => adapters.close());
  if (description.sharedMetrics) tellWhatAllShare(metrics, adapters);
  const health = new Health();
  for (const [name, check] of Object.entries(adapters.checks)) health.depend(name, check);
  const operations = await startOperations(settings, metrics, health, onShutdown);
  const { bus, mailStore, clock, owner } = adapters;
  const publisher = new OutboxPublisher(mailStore.outbox, bus, { owner, clock });
  publisher.start();
  onShutdown('outbox', () => publisher.stop());
  const listening = await start({ adapters, log, onShutdown });
  onShutdown('readiness', async () => health.drain());
  return { ...listening, ...operations };
}

function startTelemetry(
  { service, version, log, environment }: ProcessDescription,
  onShutdown: ProcessParts['onShutdown'],
): Metrics {
  const endLogging = logChannels(log);
  const tracing = startTracing({ service, version }, environment);
  const metrics = new Metrics({ service, version });
  onShutdown('telemetry', async () => {
    metrics.stop();
    endLogging();
    await tracing?.stop();
  });
  return metrics;
}

function tellWhatAllShare(
  { registry }: Metrics,
  { bus, jobStore: jobs, mailStore: { outbox }, textMessages, folder, clock }: Adapters,
): void {
  const names = Object.values(topics).map(({ name }) => name);
  const disk = folder === undefined ? {} : { folder };
  sampleMetrics(registry, { bus, jobs, outbox, textMessages, topics: names, clock, ...disk });
}

async function startOperations(
  { operations: { listen } }: ProcessSettings,
  metrics: Metrics,
  health: Health,
  onShutdown: ProcessParts['onShutdown'],
): Promise<Listening> {
  if (listen === 'off') return {};
  const server = await startOperationsServer(listen, metrics, health);
  onShutdown('operations', () => server.close());
  return { operations: `http://${listen.host}:${server.port}` };
}
