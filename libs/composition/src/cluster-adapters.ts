/** Every port over Kafka and MongoDB, which many processes share. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { openMongoBlobStore } from '@postbus/blob-mongo';
import { type KafkaBusOptions, openKafkaBus } from '@postbus/bus-kafka';
import { topics } from '@postbus/contracts';
import { openMongoConnection } from '@postbus/mongo-connection';
import { openMongoAttemptLog, openMongoStore } from '@postbus/store-mongo';
import { type Adapters, moduleOf, opening } from './adapters.ts';
import type { AdapterSettings } from './open-adapters.ts';

type KafkaSettings = AdapterSettings['kafka'];
type Retention = Pick<KafkaBusOptions, 'retention' | 'deadLetterRetention' | 'dedupeRetention'>;

/**
 * @throws {KafkaBusError}, {MongoSetupError} where they are set up so that mail could be lost
 * @throws {PortError} `unavailable` where they are not there
 */
export function openClusterAdapters(settings: AdapterSettings, retention: Retention): Promise<Adapters> {
  const { kafka, mongo: database, development } = settings;
  return opening(async (opened) => {
    const mongo = opened.add(
      await openMongoConnection({ url: database.url ?? '', database: database.database, development }),
    );
    const { clock } = mongo;
    const store = opened.add(await openMongoStore(mongo));
    const { mailStore, jobStore, directory, deviceStore, smimeStore, textMessages, auditLog: audit } = store;
    const attempts = opened.add(await openMongoAttemptLog(mongo));
    const blobs = opened.add(await openMongoBlobStore(mongo));
    // Made and checked now, so that what is wrong shows at the start.
    const every = Object.fromEntries(Object.values(topics).map(({ name }) => [name, {}]));
    const bus = opened.add(
      await openKafkaBus({ ...kafkaOptions(kafka), ...retention, development, clock, topics: every }),
    );
    const stores = { mailStore, jobStore, directory, deviceStore, smimeStore, textMessages };
    const ports = { ...stores, bus, blobs, attempts, audit, clock };
    return {
      ...ports,
      folder: undefined,
      owner: `${hostname()}/${process.pid}/${crypto.randomUUID()}`,
      checks: { store: () => directory.isLocalDomain('localhost'), bus: () => bus.check() },
      module: moduleOf(ports),
      close: () => opened.close(),
    };
  });
}

/** @throws {Error} by the system where a PEM file cannot be read */
function kafkaOptions(kafka: KafkaSettings): KafkaBusOptions {
  const { brokers, partitions, replication, minInsyncReplicas, prefix, sasl, username, password } = kafka;
  const { ca, certificate, key } = kafka;
  const pem = (file: string | undefined) => (file === undefined ? undefined : readFileSync(file, 'utf8'));
  const tls = { ca: pem(ca), cert: pem(certificate), key: pem(key) };
  const known = Object.fromEntries(Object.entries(tls).filter(([, text]) => text !== undefined));
  return {
    clientId: 'postbus',
    brokers: brokers.map(({ host, port }) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)),
    partitions,
    replication,
    minInsyncReplicas,
    ...(prefix !== undefined && { prefix }),
    ...(kafka.tls && { ssl: Object.keys(known).length === 0 ? true : known }),
    ...(sasl !== 'off' && { sasl: { mechanism: sasl, username: username ?? '', password: password ?? '' } }),
  };
}
