/** The servers that faults are done to: brokers on small disks, a database behind a proxy; a host for mail, a carrier. */
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
import { TirelessCarrier } from '@postbus/testing/smsc';

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
  /** Tells what it has to tell until it is answered. */
  readonly carrier: TirelessCarrier;
  /** The only way of the cluster to `carrier`. */
  readonly carrierLine: SlowProxy;
  close(): Promise<void>;
}

/** Milliseconds; submissions are under way nearly always. */
const carrierOptions = { longestAnswer: 300, longestReceipt: 1500, throttledOneIn: 30 };

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
    const carrier = await TirelessCarrier.start(carrierOptions);
    closing.push(() => carrier.close());
    const carrierLine = await slowProxy({ host: carrier.host, port: carrier.port });
    closing.unshift(() => carrierLine.close());
    const mongoUrl = `mongodb://${database.address}/?directConnection=true`;
    const rest = { mongoUrl, sink, carrier, carrierLine, close };
    return { kafka, brokers: [1, 2, 3], limitedDisks, mongo, database, ...rest };
  } catch (error) {
    await close();
    throw error;
  }
}
