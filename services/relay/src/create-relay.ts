/** The relay over its ports: use cases and workers put together from the settings. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { JobWorkers } from '@postbus/job-workers';
import { ConfigurationError } from '@postbus/platform';
import type { BlobStore, Clock, Directory, JobStore, MessageBus } from '@postbus/ports';
import { channels } from './channels.ts';
import { relayQueue } from './delivery/delivery-state.ts';
import type { RetryOptions } from './delivery/retry-schedule.ts';
import type { RelaySettings } from './relay-settings.ts';
import { type DnsResolver, nodeDnsResolver } from './routing/dns-resolver.ts';
import type { RoutingOptions, SmartHost } from './routing/next-hops.ts';
import { DeliverJob } from './use-cases/deliver-job.ts';
import { PlanDelivery } from './use-cases/plan-delivery.ts';
import { ReportRefusal } from './use-cases/report-refusal.ts';
import { ReportToSender } from './use-cases/report-to-sender.ts';

export interface RelayPorts {
  readonly jobs: JobStore;
  readonly blobs: BlobStore;
  readonly directory: Directory;
  readonly bus: MessageBus;
  readonly clock: Clock;
  /** Node's, with the settings' name servers, unless told. */
  readonly resolver?: DnsResolver;
}

export interface Relay {
  readonly plan: PlanDelivery;
  readonly reportRefusal: ReportRefusal;
  /** Begins to deliver. */
  start(): void;
  /** Takes no more jobs, lets sessions end within the settings' time, and gives back what is left. */
  stop(): Promise<void>;
}

/** @throws {ConfigurationError} `wrong-settings` where settings do not go together; where `caFile` cannot be read */
export function createRelay(ports: RelayPorts, settings: RelaySettings): Relay {
  const { jobs, blobs, directory, bus, clock } = ports;
  const { lease, timeouts, mostReceived, largestReturned } = settings;
  const ownName = domainOrLiteral(settings.hostname ?? hostname());
  const retry = retryOptions(settings.retry);
  const reports = new ReportToSender(blobs, bus, clock, { hostname: ownName, ...retry, largestReturned });
  const deliver = new DeliverJob(jobs, blobs, reports, {
    hostname: ownName,
    timeouts,
    resolver: ports.resolver ?? nodeDnsResolver({ servers: settings.dnsServers }),
    routing: routingOptions(settings, ownName),
    recipientsPerTransaction: settings.recipientsPerTransaction,
    longestLine: settings.longestLine,
    clock,
    retry,
    lease,
    random: Math.random,
  });
  const workers = new JobWorkers(jobs, (job, signal) => deliver.execute(job, signal), {
    queue: relayQueue,
    worker: `${ownName}/${randomUUID()}`,
    concurrency: settings.concurrency,
    perDestination: settings.perDestination,
    lease,
    poll: settings.poll,
    clock,
    onClaimFailed: (error) => {
      if (channels.claimFailed.hasSubscribers) channels.claimFailed.publish({ error });
    },
  });
  return {
    plan: new PlanDelivery(jobs, blobs, directory, bus, reports, clock, { hostname: ownName, mostReceived }),
    reportRefusal: new ReportRefusal(reports, clock),
    start: () => workers.start(),
    stop: () => workers.stop(settings.shutdown),
  };
}

/** An address stands between brackets where a domain is expected. RFC 5321 4.1.1.1, 4.1.3 */
function domainOrLiteral(host: string): string {
  const family = isIP(host);
  if (family === 0) return host;
  return family === 6 ? `[IPv6:${host}]` : `[${host}]`;
}

function routingOptions(settings: RelaySettings, ownName: string): RoutingOptions {
  const { port, tls, tlsByDomain, caFile, mostAddresses } = settings;
  return {
    smartHost: smartHostOf(settings.smartHost),
    ownNames: [ownName.toLowerCase()],
    port,
    tls,
    tlsByDomain: Object.fromEntries(tlsByDomain),
    ca: caFile === undefined ? undefined : readFileSync(caFile, 'utf8'),
    mostAddresses,
  };
}

function smartHostOf({ host, port, tls, user, password }: RelaySettings['smartHost']): SmartHost | undefined {
  if (host === undefined) return undefined;
  if ((user === undefined) !== (password === undefined)) throw mistake('user', 'user and password together');
  if (user !== undefined && tls === 'none') throw mistake('tls', 'TLS where there is a login');
  const credentials = user === undefined || password === undefined ? undefined : { user, password };
  return { host, port, tls, credentials };
}

function mistake(name: string, expected: string): ConfigurationError {
  const place = { key: `relay.smartHost.${name}`, source: 'with the settings beside it', expected, found: undefined };
  return new ConfigurationError('wrong-settings', 'The settings are not right:', [place]);
}

function retryOptions({ first, longest, jitter, giveUp, reportDelay }: RelaySettings['retry']): RetryOptions {
  return { firstRetry: first, longestRetry: longest, jitter, giveUpAfter: giveUp, delayReportAfter: reportDelay };
}
