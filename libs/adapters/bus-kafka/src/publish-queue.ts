/** Publishes that wait for their turn, cut into batches of a bounded size. Sizes are bytes, times those of `performance.now()`. */
import type { BusRecord } from '@postbus/contracts';
import { PortError } from '@postbus/ports';
import { bytesAtOnce } from './topic-config.ts';

export interface PublishedRecord {
  readonly record: BusRecord;
  readonly partition: number;
  readonly bytes: number;
}

/** One call of `publish`. */
export interface Publish {
  readonly records: readonly PublishedRecord[];
  readonly bytes: number;
  readonly deadline: number;
  /** Records taken for a batch. */
  taken: number;
  /** Of those, records that are durable. */
  kept: number;
  /** Whether a broker may have kept some of them. */
  sent: boolean;
  timer: NodeJS.Timeout | undefined;
  /** Exactly once; undefined once it was called. */
  settle: ((fault?: PortError) => void) | undefined;
}

/** Records of one publish that go in one batch. */
export interface Part {
  readonly publish: Publish;
  readonly records: readonly PublishedRecord[];
}

/** kafkajs sorts a batch into its partitions in a time that grows with the square of their records. */
const recordsAtOnce = 1000;

export class PublishQueue {
  readonly #maxBytes: number;
  #waiting: Publish[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** One that finds the queue full is settled at once. */
  add(publish: Publish): void {
    if (this.#bytes > 0 && this.#bytes + publish.bytes > this.#maxBytes) {
      return settle(publish, new PortError('unavailable', 'MessageBus', 'too many bytes wait for the brokers'));
    }
    this.#bytes += publish.bytes;
    this.#waiting.push(publish);
    publish.timer = setTimeout(() => expire(publish), Math.max(0, publish.deadline - performance.now()));
  }

  /** The next batch: at least one record; a publish that does not fit goes on with the batch after. */
  take(): Part[] {
    const parts: Part[] = [];
    let [records, bytes] = [0, 0];
    while (this.#waiting.length > 0) {
      const publish = this.#waiting[0]!;
      if (publish.settle !== undefined) {
        const from = publish.taken;
        while (publish.taken < publish.records.length) {
          const next = publish.records[publish.taken]!;
          if (records > 0 && (records === recordsAtOnce || bytes + next.bytes > bytesAtOnce)) break;
          publish.taken++;
          records++;
          bytes += next.bytes;
        }
        if (publish.taken > from) parts.push({ publish, records: publish.records.slice(from, publish.taken) });
        if (publish.taken < publish.records.length) break;
      }
      this.#waiting.shift();
      this.#bytes -= publish.bytes;
    }
    return parts;
  }

  /** Ends what waits: what was not sent at all was surely not kept. */
  close(): void {
    for (const publish of this.#waiting.splice(0)) settle(publish, faultOf(publish, 'closed', 'the bus is closed'));
    this.#bytes = 0;
  }
}

export function settle(publish: Publish, fault?: PortError): void {
  clearTimeout(publish.timer);
  publish.settle?.(fault);
  publish.settle = undefined;
}

/** The fault of a publish that ends now: `code` where surely nothing of it was kept. */
export function faultOf(
  { sent }: Publish,
  code: 'closed' | 'unavailable',
  message: string,
  options: ErrorOptions = {},
): PortError {
  return new PortError(sent ? 'outcome-unknown' : code, 'MessageBus', message, options);
}

function expire(publish: Publish): void {
  settle(publish, faultOf(publish, 'unavailable', 'the brokers did not answer in time'));
}
