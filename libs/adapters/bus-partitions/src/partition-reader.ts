/**
 * Reads one partition for one subscription. Records of one key form a lane and are handled one after another; lanes run
 * beside each other. The low-water mark is the offset of the first record that is not finished: all before it are.
 */
import type { ReceivedRecord } from '@postbus/ports';
import { channels } from './channels.ts';
import type { HandlerSlots } from './handler-slots.ts';
import type { ReadAhead } from './read-ahead.ts';

/** A record on its way through its handler, and how often that was tried. */
export interface Entry {
  readonly record: ReceivedRecord;
  /** Tries begun. */
  attempt: number;
  /** Tries that failed by the record's own fault. */
  faults: number;
}

/** What to do after a try; waits in milliseconds. */
export type Verdict =
  | { readonly next: 'record' }
  /** The same record again; other lanes go on. */
  | { readonly next: 'again'; readonly wait: number }
  /** The same record again; until then the partition begins no other. */
  | { readonly next: 'pause'; readonly wait: number };

/** What a reader reads from. */
export interface ReadablePartition {
  /** Offset after the last record that can be read now. */
  readonly next: number;
  /** Called whenever that rose. */
  readonly readers: Set<() => void>;
}

export interface ReaderOptions {
  readonly partition: ReadablePartition;
  /** Offset of the first record to read. */
  readonly from: number;
  readonly slots: HandlerSlots;
  /** Of records that were read and are not finished. */
  readonly readAhead: ReadAhead;
  read(from: number, limit: number, bytes: number): ReceivedRecord[];
  /** One try. Never rejects. */
  handle(entry: Entry, signal: AbortSignal): Promise<Verdict>;
  /** The low-water mark rose. */
  finished(lowWater: number): void;
}

type Lane = Entry[];

/** Offsets above the low-water mark that may be finished: they come again after a crash. */
const longestWindow = 4096;
const readAgainAfter = 500;
/** A read holds up the event loop: it is cut here. */
const recordsAtOnce = 256;

export class PartitionReader {
  readonly #options: ReaderOptions;
  readonly #partition: ReadablePartition;
  readonly #lanes = new Map<string, Lane>();
  /** Sizes of the records read and not finished, by offset, rising. */
  readonly #unfinished = new Map<number, number>();
  #bytes = 0;
  #position: number;
  #lowWater: number;
  #running = 0;
  readonly #parked: Lane[] = [];
  readonly #waits = new Set<NodeJS.Timeout>();
  #pause: NodeJS.Timeout | undefined;
  #refill: NodeJS.Immediate | undefined;
  #state: 'reading' | 'stopped' | 'detached' = 'reading';
  readonly #abort = new AbortController();
  readonly #idle: (() => void)[] = [];
  #held = false;
  readonly #wake = () => this.#read();

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#partition = options.partition;
    this.#position = options.from;
    this.#lowWater = options.from;
  }

  start(): void {
    this.#partition.readers.add(this.#wake);
    this.#read();
  }

  /** Begins no further record until `goOn`; running handlers end and count. */
  hold(): void {
    this.#held = true;
  }

  goOn(): void {
    if (!this.#held) return;
    this.#held = false;
    if (this.#pause === undefined) this.#resume();
  }

  /** Begins no further record. */
  stop(): void {
    if (this.#state !== 'reading') return;
    this.#state = 'stopped';
    this.#partition.readers.delete(this.#wake);
    for (const wait of this.#waits) clearTimeout(wait);
    clearTimeout(this.#pause);
    clearImmediate(this.#refill);
  }

  /** Stops, and tells the running handlers to. */
  abort(): void {
    this.stop();
    this.#abort.abort();
  }

  /** What handlers still do counts no longer: another reader has the partition, or the bus is gone. */
  detach(): void {
    this.abort();
    this.#state = 'detached';
    this.#tellIdle();
  }

  /** Of a stopped or held reader: fulfilled when no handler runs, or `within` milliseconds have passed; says which. */
  async settled(within: number): Promise<boolean> {
    if (this.#running === 0) return true;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, within);
    this.#idle.push(resolve);
    await promise;
    clearTimeout(timer);
    return this.#running === 0;
  }

  #read(): void {
    if (this.#state !== 'reading' || this.#held || this.#pause !== undefined) return;
    if (this.#position >= this.#partition.next) return;
    const { records, bytes } = this.#options.readAhead;
    const room = records - this.#unfinished.size;
    if (this.#bytes >= bytes || room < records / 2 || this.#position - this.#lowWater > longestWindow) return;
    for (const record of this.#records(Math.min(room, recordsAtOnce), bytes - this.#bytes)) this.#take(record);
    if (this.#unfinished.size === 0) this.#raiseLowWater();
  }

  /** Handlers that never wait for anything would else keep the event loop to themselves until the end of the log. */
  #readNextTurn(): void {
    if (this.#position >= this.#partition.next || this.#state !== 'reading') return;
    this.#refill ??= setImmediate(() => {
      this.#refill = undefined;
      this.#read();
    });
  }

  #records(limit: number, bytes: number): ReceivedRecord[] {
    try {
      const records = this.#options.read(this.#position, limit, bytes);
      const last = records.at(-1);
      this.#position = last === undefined ? this.#partition.next : last.offset + 1;
      return records;
    } catch (error) {
      channels.stalled.publish({ doing: 'read', error });
      this.#later(readAgainAfter, this.#wake);
      return [];
    }
  }

  #take(record: ReceivedRecord): void {
    const entry = { record, attempt: 0, faults: 0 };
    this.#unfinished.set(record.offset, record.value.byteLength);
    this.#bytes += record.value.byteLength;
    const lane = this.#lanes.get(record.key);
    if (lane !== undefined) lane.push(entry);
    else {
      const begun = [entry];
      this.#lanes.set(record.key, begun);
      this.#ready(begun);
    }
  }

  #ready(lane: Lane): void {
    this.#options.slots.offer(() => this.#run(lane));
  }

  async #run(lane: Lane): Promise<void> {
    if (this.#state !== 'reading') return;
    if (this.#held || this.#pause !== undefined) {
      this.#parked.push(lane);
      return;
    }
    const entry = lane[0]!;
    entry.attempt++;
    this.#running++;
    this.#ended(lane, entry, await this.#options.handle(entry, this.#abort.signal));
  }

  #ended(lane: Lane, entry: Entry, verdict: Verdict): void {
    this.#running--;
    if (this.#state !== 'detached') this.#judge(lane, entry, verdict);
    if (this.#running === 0) this.#tellIdle();
  }

  #judge(lane: Lane, entry: Entry, verdict: Verdict): void {
    if (verdict.next === 'record') return this.#finish(lane, entry);
    if (this.#state === 'stopped') return;
    if (verdict.next === 'again') return this.#later(verdict.wait, () => this.#ready(lane));
    this.#parked.push(lane);
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#resume(), verdict.wait);
  }

  #finish(lane: Lane, { record }: Entry): void {
    lane.shift();
    this.#bytes -= this.#unfinished.get(record.offset) ?? 0;
    this.#unfinished.delete(record.offset);
    this.#raiseLowWater();
    if (lane.length > 0) this.#ready(lane);
    else this.#lanes.delete(record.key);
    this.#readNextTurn();
  }

  #raiseLowWater(): void {
    const [first] = this.#unfinished.keys();
    const lowWater = first ?? this.#position;
    if (lowWater === this.#lowWater) return;
    this.#lowWater = lowWater;
    this.#options.finished(lowWater);
  }

  #tellIdle(): void {
    for (const tell of this.#idle.splice(0)) tell();
  }

  #resume(): void {
    this.#pause = undefined;
    for (const lane of this.#parked.splice(0)) this.#ready(lane);
    this.#read();
  }

  #later(wait: number, then: () => void): void {
    const timer = setTimeout(() => {
      this.#waits.delete(timer);
      then();
    }, wait);
    this.#waits.add(timer);
  }
}
