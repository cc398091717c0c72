/** A reader of the cluster for what is asked now and then; one that met a fault is left, and the next one asks again. */
import { PortError } from '@postbus/ports';
import type { BusSettings } from './bus-options.ts';
import { ClusterReader } from './cluster.ts';
import { tryAgain } from './try-again.ts';

/** Milliseconds that an answer may take to come about. */
const patience = 10_000;

export class ClusterReaders {
  readonly #settings: BusSettings;
  #reader: ClusterReader | undefined;
  #closed = false;

  constructor(settings: BusSettings) {
    this.#settings = settings;
  }

  /**
   * @param doing for the error: `the lag cannot be read`
   * @param use also again, with another reader
   * @param within milliseconds after which no other try begins
   * @throws {PortError} `unavailable`, `closed`
   */
  read<Result>(doing: string, use: (cluster: ClusterReader) => Promise<Result>, within = patience): Promise<Result> {
    let reader: ClusterReader | undefined;
    const work = async (): Promise<Result> => {
      if (this.#closed) throw new PortError('closed', 'MessageBus', 'the bus is closed');
      return use((reader = this.#reader ??= new ClusterReader(this.#settings)));
    };
    return tryAgain(work, { doing, within, failed: () => this.#leave(reader!) });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#reader?.close();
  }

  #leave(reader: ClusterReader): void {
    if (this.#reader === reader) this.#reader = undefined;
    void reader.close();
  }
}
