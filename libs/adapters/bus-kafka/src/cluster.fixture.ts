/** The Kafka that the cluster tier runs on, and what specs do to it. */
import { randomUUID } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import kafkajs, { type Admin } from 'kafkajs';
import type { KafkaBusOptions } from './bus-options.ts';

/** Undefined where there is none: specs are skipped then. */
export const brokers = process.env['KAFKA_BROKERS']?.split(',');

/** Of one broker that others use too: nothing is replicated, names are the spec's own, a dead member is soon missed. */
export function clusterOptions(prefix = `spec.${randomUUID()}.`): KafkaBusOptions & { readonly prefix: string } {
  return {
    brokers: brokers ?? [],
    clientId: 'postbus-spec',
    prefix,
    development: true,
    partitions: 4,
    replication: 1,
    minInsyncReplicas: 1,
    sessionTimeout: 6_000,
    handOverWithin: 500,
    commitEvery: 50,
  };
}

/** Runs `use` with an admin client of kafkajs' own. */
export async function withAdmin<Result>(use: (admin: Admin) => Promise<Result>): Promise<Result> {
  const kafka = new kafkajs.Kafka({ brokers: brokers ?? [], logLevel: kafkajs.logLevel.NOTHING });
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
