/** The servers that faults are done to: three brokers on small disks, a database behind a proxy, a host that takes mail. */
import {
  type LocalKafka,
  type LocalMongo,
  type SlowProxy,
  limitedDisksWork,
  slowProxy,
  startKafka,
  startMongo,
} from '@postbus/cluster-servers';
import { type SmtpSink, startSmtpSink } from '@postbus/testing';

export interface FaultServers {
  readonly kafka: LocalKafka;
  readonly brokers: readonly [1, 2, 3];
  /** Whether each broker has a disk of its own that can be filled. */
  readonly limitedDisks: boolean;
  /** Keeps what it answered over SIGKILL. */
  readonly mongo: LocalMongo;
  /** The only way of the cluster to `mongo`. */
  readonly database: SlowProxy;
  readonly mongoUrl: string;
  /** The smart host of the relay. */
  readonly sink: SmtpSink;
  close(): Promise<void>;
}

/** Bytes of a broker's disk. */
const disk = 256 * 2 ** 20;

/** @throws {ClusterServersError} where one cannot be had; then none is left */
export async function startFaultServers(): Promise<FaultServers> {
  const limitedDisks = await limitedDisksWork();
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0)) await end();
  };
  try {
    const kafka = await startKafka({ brokers: 3, ...(limitedDisks && { disk }) });
    closing.push(() => kafka.close());
    const mongo = await startMongo({ syncOnCommit: true });
    closing.push(() => mongo.close());
    const database = await slowProxy({ host: '127.0.0.1', port: mongo.port });
    closing.unshift(() => database.close());
    const sink = await startSmtpSink();
    closing.push(() => sink.close());
    const mongoUrl = `mongodb://${database.address}/?directConnection=true`;
    return { kafka, brokers: [1, 2, 3], limitedDisks, mongo, database, mongoUrl, sink, close };
  } catch (error) {
    await close();
    throw error;
  }
}
