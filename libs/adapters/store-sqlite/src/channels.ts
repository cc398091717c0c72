/** What the store tells on node:diagnostics_channel. */
import { channel } from 'node:diagnostics_channel';

/** `postbus.store.committed`: after each transaction that ended well. */
export interface StoreCommitted {
  /** Writes that share the transaction and its one fsync. */
  readonly writes: number;
  /** Of them, those rolled back alone. */
  readonly refused: number;
  /** Milliseconds from BEGIN until the commit was durable. */
  readonly duration: number;
}

/** `postbus.store.failed`: after each transaction that the file or the disk refused; all its writes failed. */
export interface StoreFailed {
  readonly writes: number;
  readonly error: unknown;
}

export const storeCommitted = channel('postbus.store.committed');
export const storeFailed = channel('postbus.store.failed');
