/** What a connection to MongoDB tells on node:diagnostics_channel, for metrics and logs. Never a filter or a document. */
import { type Channel, channel } from 'node:diagnostics_channel';

/** `postbus.store.round-trip`: one command went to the server and was answered, or failed. */
export interface StoreRoundTrip {
  /** Its name: `find`, `update`, `commitTransaction`. */
  readonly command: string;
  /** Milliseconds. */
  readonly duration: number;
  readonly failed: boolean;
}

/** `postbus.store.conflict`: another writer was first, and the transaction begins anew. */
export interface StoreConflict {
  /** 1 for the first try that met one. */
  readonly attempt: number;
}

/** `postbus.store.committed`: a transaction became durable. As of any store; here each has one write. */
export interface StoreCommitted {
  readonly writes: number;
  readonly refused: number;
  /** Milliseconds from its first try to its durability. */
  readonly duration: number;
}

/** `postbus.store.failed`: a transaction that the server refused or did not answer. */
export interface StoreFailed {
  readonly writes: number;
  readonly error: unknown;
}

/** `postbus.store.clock-aligned`: the server's time was asked. */
export interface StoreClockAligned {
  /** Milliseconds that the server's clock is ahead of this process's. */
  readonly offset: number;
}

export const storeRoundTrip = channel('postbus.store.round-trip') as Channel<StoreRoundTrip>;
export const storeConflict = channel('postbus.store.conflict') as Channel<StoreConflict>;
export const storeCommitted = channel('postbus.store.committed') as Channel<StoreCommitted>;
export const storeFailed = channel('postbus.store.failed') as Channel<StoreFailed>;
export const storeClockAligned = channel('postbus.store.clock-aligned') as Channel<StoreClockAligned>;
