/** How a process reaches its database. Times are milliseconds. */
import type { Clock } from '@postbus/ports';

export interface MongoOptions {
  readonly url: string;
  /** Instead of the one that the URL names. */
  readonly database?: string;
  /** For tests; the server's time unless told. */
  readonly clock?: Clock;
  /** Connections at most; 20 unless told. Stops a burst of work from taking those of all other processes. */
  readonly maxPoolSize?: number;
  /** Allows what risks loss: a server of its own, weaker write concerns, passwords in clear text. */
  readonly development?: boolean;
  /** Until a primary must be found; 5,000 unless told. Work that meets a database away fails after it. */
  readonly serverSelectionTime?: number;
  /** Until a command must be answered, or a connection be free; 10,000 unless told. Stops a stalled server from holding work for ever. */
  readonly operationTime?: number;
  /** Until a transaction must be through, with all its tries; 15,000 unless told, for the same reason. */
  readonly transactionTime?: number;
  /** Without a sign of life, until the transactions of a process are taken for those of a dead one, and ended; 8,000 unless told. */
  readonly deadAfter?: number;
  /** Until another process must be through with its migrations, and indexes be built; an hour unless told. */
  readonly setupTime?: number;
}
