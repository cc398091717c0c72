/** A Kafka cluster of one or three brokers on loopback, without Docker, that tests can take apart. */
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterServersError } from './cluster-servers-error.ts';
import { freePorts, returnPorts } from './free-ports.ts';
import { type KafkaInstallation, installKafka, kafkaVersion } from './install-kafka.ts';
import { KafkaBroker } from './kafka-broker.ts';
import { type KafkaNode, type KafkaProperties, serverProperties } from './kafka-properties.ts';
import { LimitedDisk } from './limited-disk.ts';
import type { Command } from './local-process.ts';
import { dataFolder, type DataFolder } from './data-folder.ts';

export interface StartKafkaOptions {
  /** 1 unless told. */
  readonly brokers?: 1 | 3;
  /** Absolute; holds settings, logs and data, and stays. A temporary one unless told. */
  readonly folder?: string;
  /** Settings of each broker that win over ours: `{'advertised.listeners': …}`. */
  readonly properties?: KafkaProperties;
  /** Of each broker's Java: `256m` unless told. */
  readonly heap?: string;
  /** Bytes of a file system of its own for each broker's data; see `limitedDisksWork`. Its data is gone with `close`. */
  readonly disk?: number;
  /** The Java's further options; by default those that start quickest. A bench wants `[]`. */
  readonly javaOptions?: readonly string[];
}

const quickStart = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'];

/** Starts that may fail because another process took a port meanwhile. */
const attempts = 3;

/**
 * Starts the cluster and waits until every broker takes part.
 * @throws {ClusterServersError} of `installKafka`; `did-not-start`; `no-limited-disk`; `no-free-port`
 */
export async function startKafka(options: StartKafkaOptions = {}): Promise<LocalKafka> {
  const installation = await installKafka();
  const folder = await dataFolder('postbus-kafka-', options.folder);
  for (let attempt = 1; ; attempt++) {
    const kafka = await LocalKafka.prepare(installation, folder, options);
    try {
      await kafka.start();
      return kafka;
    } catch (error) {
      await kafka.close();
      if (attempt === attempts || !(error as ClusterServersError).retryable) throw error;
    }
  }
}

export class LocalKafka implements AsyncDisposable {
  readonly where: string;

  private constructor(
    private readonly dataFolder: DataFolder,
    private readonly all: readonly KafkaBroker[],
    private readonly disksByBroker: readonly LimitedDisk[],
    /** The jars of the Java client. */
    readonly libs: string,
  ) {
    this.where = `Apache Kafka ${kafkaVersion}, ${all.length === 1 ? '1 broker' : `${all.length} brokers`}, local`;
  }

  /** Finds ports, formats the folders, writes the settings. */
  static async prepare(
    installation: KafkaInstallation,
    folder: DataFolder,
    options: StartKafkaOptions,
  ): Promise<LocalKafka> {
    const count = options.brokers ?? 1;
    const ports = await freePorts(count * 2);
    const nodes = Array.from({ length: count }, (_, index): KafkaNode => ({
      id: index + 1,
      port: ports[index * 2]!,
      controllerPort: ports[index * 2 + 1]!,
      data: join(folder.path, `broker-${index + 1}`, 'data'),
    }));
    const clusterId = randomBytes(16).toString('base64url');
    const disks: LimitedDisk[] = [];
    const brokers: KafkaBroker[] = [];
    for (const node of nodes) {
      const own = join(folder.path, `broker-${node.id}`);
      await rm(own, { recursive: true, force: true });
      await mkdir(node.data, { recursive: true });
      const disk = options.disk === undefined ? undefined : await LimitedDisk.mount(node.data, options.disk);
      if (disk !== undefined) disks.push(disk);
      await format(disk?.pathFromOutside ?? node.data, node.id, clusterId, installation);
      const properties = join(own, 'server.properties');
      await writeFile(properties, serverProperties(node, nodes, options.properties));
      const command = javaCommand(installation, properties, options);
      brokers.push(new KafkaBroker(node, disk?.inside(command) ?? command, join(own, 'log')));
    }
    return new LocalKafka(folder, brokers, disks, installation.libs);
  }

  /** Absolute; holds settings, logs and data. */
  get folder(): string {
    return this.dataFolder.path;
  }

  /** `host:port` of each broker, with commas between them: what `KAFKA_BROKERS` takes. */
  get brokers(): string {
    return this.all.map(({ address }) => address).join(',');
  }

  /** @param id from 1 */
  broker(id: number): KafkaBroker {
    const broker = this.all[id - 1];
    if (broker === undefined) throw new RangeError(`there is no broker ${id} of ${this.all.length}`);
    return broker;
  }

  /** Where `disk` was told: what broker `id` keeps its data on. */
  disk(id: number): LimitedDisk {
    const disk = this.disksByBroker[id - 1];
    if (disk === undefined) throw new RangeError(`broker ${id} has no disk of its own`);
    return disk;
  }

  /** Whether every broker takes part. */
  async isReady(): Promise<boolean> {
    return (await Promise.all(this.all.map((broker) => broker.isReady()))).every(Boolean);
  }

  /** Starts the brokers that do not run, and waits until all take part. */
  async start(): Promise<void> {
    const outcomes = await Promise.allSettled(this.all.map((broker) => broker.start()));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  /** Ends every broker at once, and removes the data unless the folder was given. */
  async close(): Promise<void> {
    await Promise.all(this.all.map((broker) => broker.kill()));
    await Promise.all(this.disksByBroker.map((disk) => disk.unmount()));
    returnPorts(this.all.flatMap(({ node }) => [node.port, node.controllerPort]));
    await this.dataFolder.remove();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** What `StorageTool format` makes, without a Java a broker: its folder differs only in the names of node and cluster. */
async function format(data: string, nodeId: number, clusterId: string, installation: KafkaInstallation): Promise<void> {
  await copyFile(installation.bootstrapCheckpoint, join(data, 'bootstrap.checkpoint'));
  const directoryId = randomBytes(16).toString('base64url');
  const meta = `version=1\ncluster.id=${clusterId}\nnode.id=${nodeId}\ndirectory.id=${directoryId}\n`;
  await writeFile(join(data, 'meta.properties'), meta);
}

function javaCommand(installation: KafkaInstallation, properties: string, options: StartKafkaOptions): Command {
  const { heap = '256m', javaOptions = quickStart } = options;
  return {
    program: installation.java,
    parameters: [
      `-Xmx${heap}`,
      ...javaOptions,
      `-Dlog4j2.configurationFile=${installation.logConfiguration}`,
      '-cp',
      `${installation.libs}/*`,
      'kafka.Kafka',
      properties,
    ],
  };
}
