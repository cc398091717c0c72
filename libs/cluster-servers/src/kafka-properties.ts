/** The settings of one broker of a small KRaft cluster on loopback: quick to start, to fail over and to rebalance. */

export interface KafkaNode {
  /** From 1. */
  readonly id: number;
  /** Port of 127.0.0.1 for clients and for the other brokers. */
  readonly port: number;
  /** Port of 127.0.0.1 for the quorum of controllers. */
  readonly controllerPort: number;
  /** Absolute path as the broker sees it. */
  readonly data: string;
}

export type KafkaProperties = Readonly<Record<string, string | number | boolean>>;

/**
 * @param own settings that win over ours
 * @returns the text of `server.properties` for `node`, one of `nodes`, each of which is broker and controller
 */
export function serverProperties(node: KafkaNode, nodes: readonly KafkaNode[], own: KafkaProperties = {}): string {
  const all = { ...placeOf(node, nodes), ...replicationAmong(nodes.length), ...quick, ...small, ...own };
  return Object.entries(all)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function placeOf(node: KafkaNode, nodes: readonly KafkaNode[]): KafkaProperties {
  return {
    'process.roles': 'broker,controller',
    'node.id': node.id,
    'controller.quorum.voters': nodes.map(({ id, controllerPort }) => `${id}@127.0.0.1:${controllerPort}`).join(','),
    listeners: `PLAINTEXT://127.0.0.1:${node.port},CONTROLLER://127.0.0.1:${node.controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${node.port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': node.data,
  };
}

/** As a production cluster has it, as far as the number of brokers goes. */
function replicationAmong(brokers: number): KafkaProperties {
  const replicas = Math.min(3, brokers);
  const inSync = Math.min(2, brokers);
  return {
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'unclean.leader.election.enable': false,
    'auto.create.topics.enable': false,
  };
}

const quick: KafkaProperties = {
  'group.initial.rebalance.delay.ms': 0,
  'group.min.session.timeout.ms': 1000,
  // A broker that was killed is missed, and one that comes back is let in again, only after this time.
  'broker.session.timeout.ms': 2500,
  'broker.heartbeat.interval.ms': 500,
  'controller.quorum.election.timeout.ms': 1000,
  'controller.quorum.fetch.timeout.ms': 1500,
};

/** For a heap of 256 MB and a machine with few cores. */
const small: KafkaProperties = {
  'offsets.topic.num.partitions': 8,
  'transaction.state.log.num.partitions': 4,
  'num.network.threads': 2,
  'num.io.threads': 4,
  'background.threads': 2,
  'log.cleaner.dedupe.buffer.size': 4 * 1024 * 1024,
  'log.index.size.max.bytes': 1024 * 1024,
};
