/** The Kafka that the cluster tier runs on, and what specs do to it. */
import { randomUUID } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import kafkajs, { type Admin } from 'kafkajs';
import type { KafkaBusOptions } from './bus-options.ts';
import { type KafkaBus, openKafkaBus } from './kafka-bus.ts';

/** Undefined where there is none: specs are skipped then. */
export const brokers = process.env['KAFKA_BROKERS']?.split(',');

/**
 * Of one broker that others use too: nothing is replicated, names are the spec's own, a dead member is soon missed.
 * @param of the cluster of `KAFKA_BROKERS` unless told
 */
export async function clusterOptions(of = brokers ?? []): Promise<KafkaBusOptions & { readonly prefix: string }> {
  return {
    brokers: of,
    clientId: 'postbus-spec',
    prefix: `spec.${randomUUID()}.`,
    development: true,
    partitions: 4,
    replication: 1,
    minInsyncReplicas: 1,
    sessionTimeout: Math.max(2_000, await shortestSession(of)),
    handOverWithin: 500,
    commitEvery: 50,
  };
}

/** The shortest session that the brokers allow, in milliseconds. */
async function shortestSession(of: readonly string[]): Promise<number> {
  const name = 'group.min.session.timeout.ms';
  const { resources } = await withAdmin(async (admin) => {
    const [broker] = (await admin.describeCluster()).brokers;
    const resource = {
      type: kafkajs.ConfigResourceTypes.BROKER,
      name: String(broker!.nodeId),
      configNames: [name],
    };
    return admin.describeConfigs({ includeSynonyms: false, resources: [resource] });
  }, of);
  return Number(resources[0]?.configEntries[0]?.configValue ?? 6_000);
}

/** Runs `use` with an admin client of kafkajs' own. */
export async function withAdmin<Result>(
  use: (admin: Admin) => Promise<Result>,
  of: readonly string[] = brokers ?? [],
): Promise<Result> {
  const kafka = new kafkajs.Kafka({ brokers: [...of], logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Topics of the spec, by their names in the cluster. */
export async function topicsWith(admin: Admin, prefix: string): Promise<string[]> {
  return (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
}

export async function deleteTopics(prefix: string): Promise<void> {
  await withAdmin(async (admin) => {
    const topics = await topicsWith(admin, prefix);
    if (topics.length > 0) await admin.deleteTopics({ topics });
  });
}

const sockets = new Set<Socket>();
let held = false;
subscribe('net.client.socket', (message) => {
  const { socket } = message as { readonly socket: Socket };
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
  if (held) socket.cork();
});

/** Lets all that this process writes to sockets wait; the function returned ends that. */
export async function holdSockets(): Promise<() => Promise<void>> {
  held = true;
  for (const socket of sockets) socket.cork();
  return async () => {
    held = false;
    for (const socket of sockets) socket.uncork();
  };
}

/** Buses over one prefix, as the processes of a service would have them, and what they leave behind removed at the end. */
export class ClusterWorld {
  readonly options: KafkaBusOptions & { readonly prefix: string };
  readonly #opened: KafkaBus[] = [];

  private constructor(options: KafkaBusOptions & { readonly prefix: string }) {
    this.options = options;
  }

  static async open(options: Partial<KafkaBusOptions> = {}): Promise<ClusterWorld> {
    return new ClusterWorld({ ...(await clusterOptions()), ...options });
  }

  async bus(options: Partial<KafkaBusOptions> = {}): Promise<KafkaBus> {
    const bus = await openKafkaBus({ ...this.options, ...options });
    this.#opened.push(bus);
    return bus;
  }

  async dispose(): Promise<void> {
    for (const bus of this.#opened) bus.abandon();
    await deleteTopics(this.options.prefix);
  }
}
