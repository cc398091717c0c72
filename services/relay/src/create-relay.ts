/** The relay over its ports: use cases and workers put together from the settings. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { BlobStore, Clock, Directory, JobStore, MessageBus } from '@postbus/ports';
import { DeliveryWorkers } from './delivery-workers.ts';
import type { RetryOptions } from './delivery/retry-schedule.ts';
import type { RelaySettings } from './relay-settings.ts';
import { type DnsResolver, nodeDnsResolver } from './routing/dns-resolver.ts';
import type { RoutingOptions, SmartHost } from './routing/next-hops.ts';
import type { SmtpTimeouts } from './smtp/timeouts.ts';
import { DeliverJob } from './use-cases/deliver-job.ts';
import { PlanDelivery } from './use-cases/plan-delivery.ts';
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
  /** Begins to deliver. */
  start(): void;
  /** Takes no more jobs, lets sessions end within the settings' time, and gives back what is left. */
  stop(): Promise<void>;
}

/** @throws where the file of `caFile` cannot be read */
export function createRelay(ports: RelayPorts, settings: RelaySettings): Relay {
  const { jobs, blobs, directory, bus, clock } = ports;
  const { hostname } = settings;
  const retry = retryOptions(settings);
  const lease = settings.leaseSeconds * 1000;
  const reports = new ReportToSender(blobs, bus, clock, {
    hostname,
    ...retry,
    largestReturned: settings.largestReturned,
  });
  const deliver = new DeliverJob(jobs, blobs, reports, {
    hostname,
    timeouts: smtpTimeouts(settings),
    resolver: ports.resolver ?? nodeDnsResolver({ servers: settings.dnsServers }),
    routing: routingOptions(settings),
    recipientsPerTransaction: settings.recipientsPerTransaction,
    clock,
    retry,
    lease,
    random: Math.random,
  });
  const workers = new DeliveryWorkers(jobs, (job, signal) => deliver.execute(job, signal), {
    worker: `${hostname}/${randomUUID()}`,
    concurrency: settings.concurrency,
    perDestination: settings.perDestination,
    lease,
    poll: settings.pollSeconds * 1000,
    clock,
  });
  return {
    plan: new PlanDelivery(jobs, blobs, directory, bus, reports, clock, {
      hostname,
      mostReceived: settings.mostReceived,
    }),
    start: () => workers.start(),
    stop: () => workers.stop(settings.shutdownSeconds * 1000),
  };
}

function routingOptions(settings: RelaySettings): RoutingOptions {
  const { smartHost, hostname, port, tls, tlsByDomain, caFile, mostAddresses } = settings;
  return {
    ...(smartHost !== undefined && { smartHost: smartHostOf(smartHost) }),
    ownNames: [hostname.toLowerCase()],
    port,
    tls,
    tlsByDomain,
    ...(caFile !== undefined && { ca: readFileSync(caFile, 'utf8') }),
    mostAddresses,
  };
}

function smartHostOf({ host, port, tls, user, password }: NonNullable<RelaySettings['smartHost']>): SmartHost {
  return { host, port, tls, ...(user !== undefined && password !== undefined && { credentials: { user, password } }) };
}

function retryOptions({ retry }: RelaySettings): RetryOptions {
  return {
    firstRetry: retry.firstSeconds * 1000,
    longestRetry: retry.longestSeconds * 1000,
    jitter: retry.jitter,
    giveUpAfter: retry.giveUpSeconds * 1000,
    delayReportAfter: retry.delaySeconds * 1000,
  };
}

function smtpTimeouts({ timeouts }: RelaySettings): SmtpTimeouts {
  return {
    connect: timeouts.connectSeconds * 1000,
    greeting: timeouts.greetingSeconds * 1000,
    command: timeouts.commandSeconds * 1000,
    rcpt: timeouts.rcptSeconds * 1000,
    dataInitiation: timeouts.dataInitiationSeconds * 1000,
    dataBlock: timeouts.dataBlockSeconds * 1000,
    dataTermination: timeouts.dataTerminationSeconds * 1000,
    quit: timeouts.quitSeconds * 1000,
  };
}
