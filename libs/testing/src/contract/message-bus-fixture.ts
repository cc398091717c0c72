/** What the MessageBus contract needs of an adapter, and what its tests share. */
import { randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import { utf8Bytes, utf8Text } from '@postbus/bytes';
import type { BusRecord } from '@postbus/contracts';
import type { MessageBus, ReceivedRecord } from '@postbus/ports';

export interface MessageBusFixture {
  readonly bus: MessageBus;
  /** The name of a topic that nobody used yet, with 4 partitions or more unless told, and of no older dead letters. */
  newTopic(options?: { readonly partitions: number }): Promise<string>;
  /** Drops the instance as the death of its process would: it commits nothing more. */
  crash(): Promise<void>;
  /** Another instance over what the last one, closed or crashed, left behind; `bus` from now on. */
  reopen(): Promise<MessageBus>;
  /** Holds up all publishes until the returned function is called. Needed where `canStall`. */
  stall?(): Promise<() => Promise<void>>;
  /** Closes whatever is open and removes what it kept. */
  dispose(): Promise<void>;
}

export interface MessageBusContractOptions {
  /** Milliseconds that one awaited thing may take, rebalances included: 10 s. Nothing waits that long on purpose. */
  readonly patience?: number;
  /** Whether the fixture can hold up publishes. */
  readonly canStall?: boolean;
}

/** The part of a suite about one subject; `fixture` gives the running test's. */
export type ContractPart = (fixture: () => MessageBusFixture, options: Required<MessageBusContractOptions>) => void;

export function newGroup(): string {
  return `group-${randomUUID()}`;
}

/** A record whose value is `number`, by which tests know it again. */
export function numbered(topic: string, key: string, number: number): BusRecord {
  return { topic, key, headers: { ce_id: `${key}/${number}` }, value: utf8Bytes(String(number)) };
}

export function numberOf(record: Pick<BusRecord, 'value'>): number {
  return Number(utf8Text(record.value));
}

export function range(length: number, from = 0): number[] {
  return Array.from({ length }, (_, index) => from + index);
}

/** Waits for something to become true that tells nobody. */
export async function eventually(what: string, patience: number, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + patience;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within ${patience} ms: ${what}`);
    await after(20);
  }
}

/** Fails instead of waiting for ever. */
export async function within<Value>(what: string, patience: number, promise: Promise<Value>): Promise<Value> {
  const over = new AbortController();
  const late = after(patience, undefined, { signal: over.signal }).then(() => {
    throw new Error(`not within ${patience} ms: ${what}`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    over.abort();
    late.catch(() => undefined);
  }
}

/** Remembers the records that handlers showed it, in their order. */
export class Witness {
  readonly records: ReceivedRecord[] = [];
  readonly #patience: number;
  readonly #different = new Set<string>();
  readonly #waiting = new Set<() => void>();

  constructor(patience: number) {
    this.#patience = patience;
  }

  see(record: ReceivedRecord): void {
    this.records.push(record);
    this.#different.add(`${record.key}/${numberOf(record)}`);
    for (const look of this.#waiting) look();
  }

  /** The numbers of the records with `key`, each at its first time. */
  numbers(key: string): number[] {
    return [...new Set(this.records.filter((record) => record.key === key).map(numberOf))];
  }

  /** Different records seen. */
  get distinct(): number {
    return this.#different.size;
  }

  async until(what: string, holds: () => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (holds()) resolve();
    };
    this.#waiting.add(look);
    look();
    try {
      await within(what, this.#patience, promise);
    } finally {
      this.#waiting.delete(look);
    }
  }

  /** Waits for `count` different records. */
  saw(count: number): Promise<void> {
    return this.until(`${count} records`, () => this.distinct >= count);
  }
}
