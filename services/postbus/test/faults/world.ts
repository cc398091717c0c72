/** A cluster of every service, at least two processes of each, over servers of its own; and where clients find it. */
import { join } from 'node:path';
import type { Administration } from '../../src/admin/operations.ts';
import type { ClusterProcess } from '../../src/cluster/cluster-process.ts';
import { PostbusCluster } from '../../src/cluster/postbus-cluster.ts';
import type { Place } from '../clients/place.ts';
import { Balancer } from './balancer.ts';
import { type FaultServers, startFaultServers } from './fault-servers.ts';

export interface WorldOptions {
  /** Where each service writes its log; none is kept unless told. */
  readonly logs?: string | undefined;
}

/** Short times, so that what waits for one does not make the tests long. */
const quick = {
  POSTBUS_SYNC_LEAST_WAIT: '1s',
  POSTBUS_INGEST_PUBLISH_DEADLINE: '3s',
  POSTBUS_CONVERSION_THREADS: '1',
  POSTBUS_RELAY_LEASE: '5s',
  POSTBUS_RELAY_POLL: '1s',
  POSTBUS_RELAY_RETRY_FIRST: '500ms',
  POSTBUS_RELAY_RETRY_LONGEST: '2s',
  POSTBUS_SMS_DISPATCH_LEASE: '5s',
  POSTBUS_SMS_DISPATCH_POLL: '1s',
};

/** Who writes to a number here writes a text message. */
export const textDomain = 'sms.f.example';
/** Whose accounts are here has their phone send. */
export const byPhone = 'phones.example';
/** Opens every mailbox to programs. */
export const textToken = 'secret-of-the-programs';

/** An account with the carrier that two processes share, and who may send by what. */
function texting({ carrierLine }: FaultServers): Record<string, string> {
  const channel = {
    name: 'carrier',
    kind: 'smpp',
    hosts: [carrierLine.address],
    systemId: 'postbus',
    password: 'secret',
    connections: 4,
    rate: 100,
    answerWithin: '10s',
    senders: ['+14252000000'],
  };
  return {
    POSTBUS_TEXT_MESSAGES_MAIL_DOMAIN: textDomain,
    POSTBUS_SMS_DISPATCH_CHANNELS: JSON.stringify([channel]),
    POSTBUS_SMS_DISPATCH_RULES: JSON.stringify([
      { users: [`@${byPhone}`], channels: ['phone'] },
      { channels: ['carrier'] },
    ]),
    POSTBUS_SYNC_API_TOKENS: `programs:${textToken}:f.example+${byPhone}`,
    POSTBUS_SYNC_API_TEXT_TOKENS: 'programs',
  };
}

export class World {
  readonly servers: FaultServers;
  readonly cluster: PostbusCluster;
  /** One of each pair of processes, and one behind a balancer, by which a client meets now this process and now that. */
  readonly places: readonly [Place, Place, Place];
  readonly #balancers: readonly Balancer[];

  private constructor(
    servers: FaultServers,
    cluster: PostbusCluster,
    places: readonly [Place, Place, Place],
    balancers: readonly Balancer[],
  ) {
    this.servers = servers;
    this.cluster = cluster;
    this.places = places;
    this.#balancers = balancers;
  }

  /** @throws {ClusterServersError}, or {Error} where a process does not start; then nothing is left running */
  static async open({ logs }: WorldOptions = {}): Promise<World> {
    const servers = await startFaultServers();
    try {
      const cluster = await PostbusCluster.start({
        kafkaBrokers: servers.kafka.brokers,
        mongoUrl: servers.mongoUrl,
        processes: { ingest: 2, conversion: 2, relay: 2, 'sms-dispatch': 2, sync: 2 },
        environment: {
          ...quick,
          ...smartHost(servers),
          ...texting(servers),
          ...(logs !== undefined && { POSTBUS_LOG_LEVEL: 'info' }),
        },
        ...(logs !== undefined && { environments: logFiles(logs) }),
      });
      const ports = (name: 'ingest' | 'sync', listener: string): number[] =>
        cluster.named(name).map(({ listening }) => Number(/\d+$/.exec(listening[listener]!)![0]));
      const [smtp, http] = [ports('ingest', 'smtp'), ports('sync', 'http')];
      const balancers = [await Balancer.start(smtp), await Balancer.start(http)] as const;
      return new World(
        servers,
        cluster,
        [place(smtp[0]!, http[0]!), place(smtp[1]!, http[1]!), place(balancers[0].port, balancers[1].port)],
        balancers,
      );
    } catch (error) {
      await servers.close();
      throw error;
    }
  }

  get administration(): Administration {
    return this.cluster.administration;
  }

  get processes(): readonly ClusterProcess[] {
    return this.cluster.processes;
  }

  async close(): Promise<void> {
    await Promise.all(this.#balancers.map((balancer) => balancer.close()));
    await this.cluster.close();
    await this.servers.close();
  }
}

function place(smtpPort: number, httpPort: number): Place {
  return { smtpPort, httpOrigin: `http://127.0.0.1:${httpPort}` };
}

function smartHost({ sink }: FaultServers): Record<string, string> {
  return {
    POSTBUS_RELAY_SMART_HOST_HOST: sink.host,
    POSTBUS_RELAY_SMART_HOST_PORT: String(sink.port),
    POSTBUS_RELAY_SMART_HOST_TLS: 'none',
  };
}

function logFiles(folder: string) {
  const of = (name: string) => ({ POSTBUS_LOG_FILE: join(folder, `${name}.log`) });
  return {
    ingest: of('ingest'),
    conversion: of('conversion'),
    relay: of('relay'),
    'sms-dispatch': of('sms-dispatch'),
    sync: of('sync'),
    admin: of('admin'),
  };
}
