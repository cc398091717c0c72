/**
 * vitest's global setup of the cluster tier: obtains the servers once a run and names them to the specs in the
 * environment. What cannot be had is told, and its specs skip themselves; with `POSTBUS_CLUSTER=required` the run fails.
 *
 * | variable | specs find in it |
 * | --- | --- |
 * | `KAFKA_BROKERS` | `host:port` of a Kafka |
 * | `MONGO_URL` | of a MongoDB-wire server that has transactions, shared by all or of the spec file alone |
 * | `POSTBUS_KAFKA_LIBS` | the folder of Kafka's jars: `startKafka` works, and the Java client runs |
 * | `POSTBUS_PYTHON` | a Python with SecantusDB and pymongo: `startMongo` works |
 */
import { installKafka } from './install-kafka.ts';
import { installSecantus, secantusVersion } from './install-secantus.ts';
import { kafkaServer } from './kafka-server.ts';
import { foreignMongo } from './mongo-server.ts';

interface Obtained {
  /** Of another variable than the need's, where told. */
  readonly variable?: string;
  readonly value: string;
  readonly where: string;
  readonly close?: () => Promise<void>;
}

/** One thing that specs need: what it is called, how it is had, and what its variable then holds. */
interface Need {
  readonly name: string;
  readonly variable: string;
  readonly obtain: () => Promise<Obtained>;
}

const needs: readonly Need[] = [
  {
    name: 'Kafka',
    variable: 'KAFKA_BROKERS',
    obtain: async () => {
      const kafka = await kafkaServer();
      return { value: kafka.brokers, where: kafka.where, close: () => kafka.close() };
    },
  },
  {
    name: 'MongoDB',
    variable: 'MONGO_URL',
    obtain: async () => {
      const mongo = await foreignMongo();
      return mongo === undefined
        ? mongoOfEachSpec()
        : { value: mongo.url, where: mongo.where, close: () => mongo.close() };
    },
  },
  {
    name: 'brokers of a spec',
    variable: 'POSTBUS_KAFKA_LIBS',
    obtain: async () => {
      const { libs } = await installKafka();
      return { value: libs, where: 'can be started' };
    },
  },
  {
    name: 'databases of a spec',
    variable: 'POSTBUS_PYTHON',
    obtain: async () => {
      const { python } = await installSecantus();
      return { value: python, where: 'can be started' };
    },
  },
];

/** What `mongo-of-a-spec.ts` then starts. @throws {ClusterServersError} of `installSecantus` */
async function mongoOfEachSpec(): Promise<Obtained> {
  await installSecantus();
  return {
    variable: 'POSTBUS_MONGO_OF_A_SPEC',
    value: 'local',
    where: `SecantusDB ${secantusVersion}, local, one a spec file`,
  };
}

/** @returns what vitest calls after the run: stops what was started */
export default async function setup(): Promise<() => Promise<void>> {
  const outcomes = await Promise.allSettled(needs.map(({ obtain }) => obtain()));
  const missing: string[] = [];
  const closing: (() => Promise<void>)[] = [];
  process.stdout.write('cluster tier on\n');
  for (const [index, { name, variable }] of needs.entries()) {
    const outcome = outcomes[index]!;
    if (outcome.status === 'rejected') {
      missing.push(name);
      const { message } = outcome.reason as Error;
      process.stdout.write(`  ${name}: none, and what needs it is skipped: ${message}\n`);
      continue;
    }
    const { value, where, close } = outcome.value;
    process.env[outcome.value.variable ?? variable] = value;
    if (close !== undefined) closing.push(close);
    process.stdout.write(`  ${name}: ${where}\n`);
  }
  const teardown = async (): Promise<void> => {
    await Promise.all(closing.map((close) => close()));
  };
  if (missing.length > 0 && process.env['POSTBUS_CLUSTER'] === 'required') {
    await teardown();
    throw new Error(`POSTBUS_CLUSTER=required, and there is no ${missing.join(', no ')}`);
  }
  return teardown;
}
