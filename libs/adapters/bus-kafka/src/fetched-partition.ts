/** Records of one partition that were fetched and not yet taken by its reader. */
import type { ReadablePartition } from '@postbus/bus-partitions';
import type { ReceivedRecord } from '@postbus/ports';
import type { KafkaMessage } from 'kafkajs';
import { fromMessage } from './record-format.ts';

export interface FetchedPartitionOptions {
  readonly topic: string;
  readonly number: number;
  /** Offset of the first record to take. */
  readonly from: number;
  /** Bytes from which on it is full. */
  readonly limit: number;
  /** Called when it was full and half of it was read. */
  readonly roomy: () => void;
}

/** Of a record in memory, beside its value. */
const overhead = 256;
/** Read records are dropped from the front this many at a time. */
const dropAtOnce = 256;

export class FetchedPartition implements ReadablePartition {
  readonly readers = new Set<() => void>();
  readonly #options: FetchedPartitionOptions;
  #next: number;
  #records: ReceivedRecord[] = [];
  #at = 0;
  #bytes = 0;
  #wasFull = false;

  constructor(options: FetchedPartitionOptions) {
    this.#options = options;
    this.#next = options.from;
  }

  get number(): number {
    return this.#options.number;
  }

  /** Offset after the last record fetched. */
  get next(): number {
    return this.#next;
  }

  get full(): boolean {
    return this.#bytes >= this.#options.limit;
  }

  /** Takes what is new in `messages`, which end before `next`. */
  push(messages: readonly KafkaMessage[], next: number): void {
    if (next <= this.#next) return;
    const { topic, number } = this.#options;
    for (const message of messages) {
      if (Number(message.offset) < this.#next) continue;
      const record = fromMessage(message, topic, number);
      this.#records.push(record);
      this.#bytes += sizeOf(record);
    }
    this.#next = next;
    this.#wasFull ||= this.full;
    for (const wake of this.readers) wake();
  }

  /** For the reader: up to `limit` records and `bytes`, at least one; they are its own from now on. */
  read(limit: number, bytes: number): ReceivedRecord[] {
    const from = this.#at;
    let taken = 0;
    while (this.#at < this.#records.length && this.#at - from < limit) {
      const size = sizeOf(this.#records[this.#at]!);
      if (this.#at > from && taken + size > bytes) break;
      taken += size;
      this.#at++;
    }
    const records = this.#records.slice(from, this.#at);
    this.#bytes -= taken;
    this.#drop();
    this.#tellRoom();
    return records;
  }

  #drop(): void {
    if (this.#at < this.#records.length && this.#at < dropAtOnce) return;
    this.#records = this.#records.slice(this.#at);
    this.#at = 0;
  }

  #tellRoom(): void {
    if (!this.#wasFull || this.#bytes > this.#options.limit / 2) return;
    this.#wasFull = false;
    this.#options.roomy();
  }
}

function sizeOf(record: ReceivedRecord): number {
  return overhead + record.value.byteLength;
}
