/** Records of one partition that were fetched and not yet taken by its reader. */
import type { ReadablePartition } from '@postbus/bus-partitions';
import type { ReceivedRecord } from '@postbus/ports';
import type { KafkaMessage } from 'kafkajs';
import { fromMessage } from './record-format.ts';

/** Of a record in memory, beside its value. */
const overhead = 256;

export class FetchedPartition implements ReadablePartition {
  readonly topic: string;
  readonly number: number;
  readonly readers = new Set<() => void>();
  /** Offset after the last record fetched. */
  next: number;
  #records: ReceivedRecord[] = [];
  #at = 0;
  #bytes = 0;
  #roomy: (() => void)[] = [];
  readonly #limit: number;

  /** @param limit bytes from which on it is full */
  constructor(topic: string, number: number, from: number, limit: number) {
    this.topic = topic;
    this.number = number;
    this.next = from;
    this.#limit = limit;
  }

  get full(): boolean {
    return this.#bytes >= this.#limit;
  }

  /** Takes what is new in `messages`, which end before `next`. */
  push(messages: readonly KafkaMessage[], next: number): void {
    for (const message of messages) {
      if (Number(message.offset) < this.next) continue;
      const record = fromMessage(message, this.topic, this.number);
      this.#records.push(record);
      this.#bytes += sizeOf(record);
    }
    if (next <= this.next) return;
    this.next = next;
    for (const wake of this.readers) wake();
  }

  /** For the reader: up to `limit` records and `bytes` of values, at least one; they are its own from now on. */
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
    this.#compact();
    return records;
  }

  /** Fulfilled when half of it was read. */
  room(): Promise<void> {
    return new Promise((resolve) => {
      this.#roomy.push(resolve);
      this.#tellRoom();
    });
  }

  #compact(): void {
    if (this.#at === this.#records.length) this.#records = [];
    else if (this.#at >= 256) this.#records = this.#records.slice(this.#at);
    else return this.#tellRoom();
    this.#at = 0;
    this.#tellRoom();
  }

  #tellRoom(): void {
    if (this.#bytes > this.#limit / 2) return;
    for (const tell of this.#roomy.splice(0)) tell();
  }
}

function sizeOf(record: ReceivedRecord): number {
  return overhead + record.value.byteLength;
}
