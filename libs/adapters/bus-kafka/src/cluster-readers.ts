/** A reader of the cluster for what is asked now and then; one that met a fault is left, and the next one asks again. */
import { PostbusError } from '@postbus/errors';
import type { BusSettings } from './bus-options.ts';
import { ClusterReader } from './cluster.ts';
import { portError } from './kafka-fault.ts';

export class ClusterReaders {
  readonly #settings: BusSettings;
  #reader: ClusterReader | undefined;

  constructor(settings: BusSettings) {
    this.#settings = settings;
  }

  /** @param doing for the error: `the lag cannot be read`  @throws {PortError} `unavailable` after the second try */
  async read<Result>(doing: string, use: (cluster: ClusterReader) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      const reader = (this.#reader ??= new ClusterReader(this.#settings));
      try {
        return await use(reader);
      } catch (error) {
        if (error instanceof PostbusError) throw error;
        this.#leave(reader);
        if (attempt === 2) throw portError(error, doing);
      }
    }
  }

  async close(): Promise<void> {
    await this.#reader?.close();
  }

  #leave(reader: ClusterReader): void {
    if (this.#reader === reader) this.#reader = undefined;
    void reader.close();
  }
}
