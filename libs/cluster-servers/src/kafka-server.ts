/** A Kafka from wherever one can be had. */
import { ClusterServersError } from './cluster-servers-error.ts';
import { dockerEngine } from './docker-engine.ts';
import { brokersThatAnswer } from './kafka-answers.ts';
import { startKafkaContainer } from './kafka-container.ts';
import { startKafka } from './start-kafka.ts';

export interface KafkaServer {
  /** `host:port`, with commas between several. */
  readonly brokers: string;
  /** What it is, and whose. */
  readonly where: string;
  /** Stops it, unless it was given. */
  close(): Promise<void>;
}

export interface KafkaServerOptions {
  /** 1 unless told; three are always local ones. */
  readonly brokers?: 1 | 3;
}

/**
 * The one of `KAFKA_BROKERS`; else a container, where a Docker engine answers; else a local one.
 * @throws {ClusterServersError} `does-not-answer` for the given one; those of `startKafka`
 */
export async function kafkaServer(options: KafkaServerOptions = {}): Promise<KafkaServer> {
  const { brokers = 1 } = options;
  const given = process.env['KAFKA_BROKERS'];
  if (given !== undefined && given !== '') return givenKafka(given);
  const engine = brokers === 1 ? await dockerEngine() : undefined;
  if (engine !== undefined) return startKafkaContainer(engine);
  const local = await startKafka({ brokers });
  return { brokers: local.brokers, where: local.where, close: () => local.close() };
}

async function givenKafka(given: string): Promise<KafkaServer> {
  const there = await brokersThatAnswer(given.split(','));
  if (there.length === 0)
    throw new ClusterServersError('does-not-answer', `no Kafka answers at KAFKA_BROKERS=${given}`);
  const where = `Kafka at ${given}, ${there.length === 1 ? '1 broker' : `${there.length} brokers`}, given`;
  return { brokers: given, where, close: () => Promise.resolve() };
}
