/** Both servers of the cluster tier, started beside each other. */
import { type KafkaServerOptions, type KafkaServer, kafkaServer } from './kafka-server.ts';
import { type MongoServer, mongoServer } from './mongo-server.ts';

export interface ClusterServers extends AsyncDisposable {
  /** `host:port`, with commas between several. */
  readonly kafkaBrokers: string;
  readonly mongoUrl: string;
  /** What they are, in one line: `Apache Kafka 4.1.0, 1 broker, local; SecantusDB 0.7.0b3 (MongoDB wire 27), local`. */
  readonly where: string;
  /** Stops what was started; given servers are left as they are. */
  close(): Promise<void>;
}

/**
 * A Kafka and a MongoDB-wire server: those of `KAFKA_BROKERS` and `MONGO_URL`; else containers, where a Docker engine
 * answers; else local ones, which the first call installs into the user's cache.
 *
 * @throws {ClusterServersError} that tells what is missing, and nothing is left running
 */
export async function clusterServers(options: KafkaServerOptions = {}): Promise<ClusterServers> {
  const started = await Promise.allSettled([kafkaServer(options), mongoServer()]);
  const [kafka, mongo] = started;
  if (kafka.status === 'fulfilled' && mongo.status === 'fulfilled') return together(kafka.value, mongo.value);
  for (const one of started) if (one.status === 'fulfilled') await one.value.close();
  throw kafka.status === 'rejected' ? kafka.reason : (mongo as PromiseRejectedResult).reason;
}

function together(kafka: KafkaServer, mongo: MongoServer): ClusterServers {
  const close = async (): Promise<void> => {
    await Promise.all([kafka.close(), mongo.close()]);
  };
  return {
    kafkaBrokers: kafka.brokers,
    mongoUrl: mongo.url,
    where: `${kafka.where}; ${mongo.where}`,
    close,
    [Symbol.asyncDispose]: close,
  };
}
