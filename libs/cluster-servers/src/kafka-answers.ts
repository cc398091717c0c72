/** Asking a Kafka cluster which brokers it has. */
import { Kafka, logLevel } from 'kafkajs';

/**
 * @param brokers `host:port`, any of which may answer
 * @returns ids of the brokers that take part; empty where none answers
 */
export async function brokersThatAnswer(brokers: readonly string[]): Promise<number[]> {
  const kafka = new Kafka({
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2000,
    requestTimeout: 3000,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.map(({ nodeId }) => nodeId);
  } catch {
    return [];
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
