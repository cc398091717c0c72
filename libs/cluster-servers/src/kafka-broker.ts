/** One broker in a process of its own: killed, stopped and started again with the same ports and data. */
import { ClusterServersError } from './cluster-servers-error.ts';
import type { KafkaNode } from './kafka-properties.ts';
import { brokersThatAnswer } from './kafka-answers.ts';
import { type Command, LocalProcess } from './local-process.ts';
import { until } from './until.ts';

/** Milliseconds within which it must take part in the cluster: as long as a loaded machine needs. */
const startPatience = 60_000;

export class KafkaBroker {
  /** `host:port` for clients. */
  readonly address: string;
  private process: LocalProcess | undefined;

  constructor(
    readonly node: KafkaNode,
    private readonly command: Command,
    private readonly logFile: string,
  ) {
    this.address = `127.0.0.1:${node.port}`;
  }

  /** Whether its process is there; it may not answer yet, or no more. */
  get running(): boolean {
    return this.process?.running ?? false;
  }

  /** Of its process. @throws {Error} where it does not run */
  get pid(): number {
    if (!this.running) throw new Error(`broker ${this.node.id} does not run`);
    return this.process!.pid;
  }

  /** Fulfilled when its process has gone by itself, or through another call. */
  async ended(): Promise<void> {
    await this.process?.ended;
  }

  /** The last of what it logged. */
  get log(): string {
    return this.process?.log ?? '';
  }

  /** Whether it answers, and says that it takes part in the cluster. */
  async isReady(): Promise<boolean> {
    return this.running && (await brokersThatAnswer([this.address])).includes(this.node.id);
  }

  /**
   * Starts it, unless it runs, and waits until it takes part in the cluster.
   * @throws {ClusterServersError} `did-not-start`, with what it logged; `retryable` where its port was another's
   */
  async start(): Promise<void> {
    if (!this.running) this.process = await LocalProcess.start(this.command, this.logFile);
    const started = await until(async () => !this.running || (await this.isReady()), startPatience);
    if (started && this.running) return;
    await this.kill();
    const message = `Kafka broker ${this.node.id} did not start: ${this.log}`;
    throw new ClusterServersError('did-not-start', message, { retryable: /Address already in use/.test(this.log) });
  }

  /** SIGKILL: nothing is handed over, the others learn of it by its silence. */
  async kill(): Promise<void> {
    await this.process?.kill();
  }

  /** SIGTERM: it hands its partitions over first, as far as there are others. */
  async stop(): Promise<void> {
    if (this.running) await this.process?.stop();
  }
}
