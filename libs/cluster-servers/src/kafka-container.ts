/** Kafka in a container: the image that Apache publishes, one broker in KRaft mode. */
import { ClusterServersError } from './cluster-servers-error.ts';
import type { DockerEngine } from './docker-engine.ts';
import { freePorts } from './free-ports.ts';
import { kafkaVersion } from './install-kafka.ts';
import { brokersThatAnswer } from './kafka-answers.ts';
import { serverProperties } from './kafka-properties.ts';
import { until } from './until.ts';

export interface KafkaContainer {
  /** `host:port`. */
  readonly brokers: string;
  readonly where: string;
  close(): Promise<void>;
}

/** Milliseconds within which it must answer, once its image is there. */
const startPatience = 60_000;

/** @throws {ClusterServersError} `did-not-start`; what the engine says where it has no such image */
export async function startKafkaContainer(engine: DockerEngine): Promise<KafkaContainer> {
  const { GenericContainer } = await import('testcontainers');
  const port = (await freePorts(1))[0]!;
  const container = await new GenericContainer(`apache/kafka:${kafkaVersion}`)
    .withEnvironment(kafkaContainerSettings(engine.host, port))
    .withExposedPorts({ container: port, host: port })
    .start();
  const brokers = `${engine.host}:${port}`;
  const close = async (): Promise<void> => void (await container.stop());
  if (await until(async () => (await brokersThatAnswer([brokers])).length > 0, startPatience)) {
    return { brokers, where: `Apache Kafka ${kafkaVersion}, 1 broker, container`, close };
  }
  await close();
  throw new ClusterServersError('did-not-start', `the container of Kafka does not answer at ${brokers}`);
}

/**
 * Settings of the broker as the image takes them: `KAFKA_` and the property's name in capitals, dots as underscores.
 *
 * @param host under which clients reach the engine's ports
 * @param port the same inside the container and outside: the broker tells clients its address
 */
export function kafkaContainerSettings(host: string, port: number): Record<string, string> {
  const text = serverProperties(
    { id: 1, port, controllerPort: port + 1, data: '/tmp/kafka-data' },
    [{ id: 1, port, controllerPort: port + 1, data: '/tmp/kafka-data' }],
    {
      listeners: `PLAINTEXT://:${port},CONTROLLER://127.0.0.1:${port + 1}`,
      'advertised.listeners': `PLAINTEXT://${host}:${port}`,
    },
  );
  const settings = text
    .trim()
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
  return Object.fromEntries(
    settings.map(([name, value]) => [`KAFKA_${name.replaceAll('.', '_').toUpperCase()}`, value]),
  );
}
