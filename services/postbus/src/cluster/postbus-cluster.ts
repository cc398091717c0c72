/** Every service as processes of their own over a given Kafka and MongoDB, on free ports of this machine. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, returnPorts } from '@postbus/cluster-servers';
import type { CertificateFiles } from '@postbus/platform';
import type { Administration } from '../admin/operations.ts';
import { remoteAdministration } from '../admin/remote-administration.ts';
import { developmentCertificate } from '../server/development-certificate.ts';
import { ClusterProcess, type ProcessName, processNames } from './cluster-process.ts';

export interface PostbusClusterOptions {
  /** `host:port`, with commas between several. */
  readonly kafkaBrokers: string;
  readonly mongoUrl: string;
  /** How many of each; one unless told. */
  readonly processes?: Partial<Record<ProcessName, number>>;
  /** Variables of every process; they win over those made here. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Variables of the processes of one name. */
  readonly environments?: Partial<Record<ProcessName, Readonly<Record<string, string>>>>;
  /** Arguments of Node for the processes of one name. */
  readonly nodeArguments?: Partial<Record<ProcessName, readonly string[]>>;
}

/** Which variables tell a process where to listen. */
const listeners: Readonly<Record<ProcessName, readonly string[]>> = {
  ingest: ['POSTBUS_INGEST_RELAY', 'POSTBUS_INGEST_SUBMISSION', 'POSTBUS_INGEST_SUBMISSIONS', 'POSTBUS_INGEST_LMTP'],
  conversion: [],
  relay: [],
  'sms-dispatch': [],
  sync: ['POSTBUS_SYNC_HTTP', 'POSTBUS_SYNC_HTTPS'],
  admin: ['POSTBUS_ADMIN_LISTEN'],
};

export class PostbusCluster {
  readonly processes: readonly ClusterProcess[];
  readonly administration: Administration;
  readonly adminUrl: URL;
  readonly adminToken: string;
  readonly certificate: CertificateFiles;
  /** What its topics and groups begin with. */
  readonly kafkaPrefix: string;
  readonly #folder: string;
  readonly #ports: readonly number[];

  private constructor(
    folder: string,
    certificate: CertificateFiles,
    processes: readonly ClusterProcess[],
    admin: { readonly url: URL; readonly token: string },
    kafkaPrefix: string,
    ports: readonly number[],
  ) {
    this.kafkaPrefix = kafkaPrefix;
    this.#folder = folder;
    this.certificate = certificate;
    this.processes = processes;
    this.adminUrl = admin.url;
    this.adminToken = admin.token;
    this.administration = remoteAdministration(admin);
    this.#ports = ports;
  }

  /** Finds ports and makes a certificate; nothing runs yet. Topics, groups and database are its own. */
  static async prepare(options: PostbusClusterOptions): Promise<PostbusCluster> {
    const folder = mkdtempSync(join(tmpdir(), 'postbus-cluster-'));
    const certificate = await developmentCertificate(folder, undefined, Date.now());
    const token = randomBytes(24).toString('base64url');
    const names = processNames.flatMap((name) => Array.from({ length: options.processes?.[name] ?? 1 }, () => name));
    const ports = await freePorts(names.reduce((sum, name) => sum + listeners[name].length + 1, 0));
    const left = [...ports];
    const listening = (variable: string): [string, string] => [variable, `127.0.0.1:${left.pop()}`];
    const shared = { ...sharedEnvironment(options, certificate, folder), POSTBUS_ADMIN_TOKEN: token };
    let url: URL | undefined;
    const processes = names.map((name) => {
      const own = Object.fromEntries([...listeners[name], 'POSTBUS_OPERATIONS_LISTEN'].map(listening));
      if (name === 'admin') url ??= new URL(`http://${own['POSTBUS_ADMIN_LISTEN']}`);
      const environment = { ...shared, ...own, ...options.environment, ...options.environments?.[name] };
      return new ClusterProcess({ name, environment, nodeArguments: options.nodeArguments?.[name] ?? [] });
    });
    return new PostbusCluster(folder, certificate, processes, { url: url!, token }, shared.POSTBUS_KAFKA_PREFIX, ports);
  }

  /** Prepares one and starts all of its processes. @throws {Error} where one does not start; then none is left */
  static async start(options: PostbusClusterOptions): Promise<PostbusCluster> {
    const cluster = await PostbusCluster.prepare(options);
    try {
      await cluster.start();
      return cluster;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  /** Starts those that do not run; the first of a new cluster by itself, which makes topics and indexes for all. */
  async start(): Promise<void> {
    if (!this.processes.some(({ running }) => running)) await this.processes[0]!.start();
    const outcomes = await Promise.allSettled(
      this.processes.filter(({ running }) => !running).map((process) => process.start()),
    );
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  named(name: ProcessName): readonly ClusterProcess[] {
    return this.processes.filter((process) => process.name === name);
  }

  /** Asks all to end, those that take work in first. @throws {Error} where one does not end well */
  async stop(): Promise<void> {
    for (const name of ['ingest', 'sync', 'relay', 'sms-dispatch', 'conversion', 'admin'] as const) {
      await Promise.all(this.named(name).map((process) => process.stop()));
    }
  }

  /** Kills what still runs, and removes the folder. */
  async close(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.kill()));
    returnPorts(this.#ports);
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function sharedEnvironment(
  { kafkaBrokers, mongoUrl }: PostbusClusterOptions,
  { certificate, key }: CertificateFiles,
  folder: string,
): Record<string, string> & { readonly POSTBUS_KAFKA_PREFIX: string } {
  const own = `postbus-${randomUUID().slice(0, 8)}`;
  const replicated = kafkaBrokers.split(',').length >= 3;
  return {
    POSTBUS_MODE: 'cluster',
    POSTBUS_DATA: join(folder, 'data'),
    POSTBUS_TLS_CERTIFICATE: certificate,
    POSTBUS_TLS_KEY: key,
    POSTBUS_LOG_LEVEL: 'warn',
    POSTBUS_KAFKA_BROKERS: kafkaBrokers,
    POSTBUS_KAFKA_PREFIX: `${own}.`,
    POSTBUS_KAFKA_PARTITIONS: '8',
    POSTBUS_MONGO_URL: mongoUrl,
    POSTBUS_MONGO_DATABASE: own,
    // One broker loses what it has with its disk, and a server of loopback speaks without TLS.
    ...(!replicated && {
      POSTBUS_DEVELOPMENT: 'true',
      POSTBUS_KAFKA_REPLICATION: '1',
      POSTBUS_KAFKA_MIN_INSYNC_REPLICAS: '1',
    }),
  };
}
