/** The one connection to MongoDB of a process, which all its adapters share. */
import type { Clock } from '@postbus/ports';
import { type ClientSession, type ConnectOptions, type Connection, Mongoose } from 'mongoose';
import { AlignedClock } from './aligned-clock.ts';
import { checkUrl, clientOptions } from './client-options.ts';
import { type IndexSpec, ensureIndexes, missingIndexes } from './ensure-indexes.ts';
import { hello } from './hello.ts';
import { LivingClients } from './living-clients.ts';
import { type Migration, migrate } from './migrate.ts';
import { faultsOf } from './mongo-fault.ts';
import type { MongoOptions } from './mongo-options.ts';
import { MongoSetupError } from './mongo-setup-error.ts';
import { tellRoundTrips } from './round-trips.ts';
import { Transactions } from './transactions.ts';

export interface MongoConnection {
  /** Its own, not mongoose's default: primary, read at majority, written to a majority's journals. */
  readonly connection: Connection;
  /** The server's time, which all processes agree on. */
  readonly clock: Clock;
  /** Conflicts that transactions of this connection met. */
  readonly conflicts: number;
  /**
   * Runs `work` in a transaction, again from its start after a conflict; so it changes nothing outside, and its
   * operations, each with the session, go one after the other. Durable on a majority when fulfilled.
   * Errors of the driver are thrown as they are: `mongoFault` puts them in the words of a port.
   */
  transaction<Result>(work: (session: ClientSession) => Promise<Result>): Promise<Result>;
  /**
   * Brings the database to the last of `migrations`; `schema` says whose they are, `store` unless told.
   * @throws {MongoSetupError} `schema-newer`, `schema-changed`
   * @throws {PortError} `unavailable`
   */
  migrate(migrations: readonly Migration[], schema?: string): Promise<void>;
  /** Makes the indexes that are missing. @throws {MongoSetupError} `index-differs`; {PortError} `unavailable` */
  ensureIndexes(specs: readonly IndexSpec[]): Promise<void>;
  /** Waits for transactions that run, then lets go of the server. */
  close(): Promise<void>;
}

/**
 * @throws {MongoSetupError} `url-invalid`, `weak-write-concern`, `password-without-tls`, `certificate-unchecked`,
 *   `not-a-replica-set`
 * @throws {PortError} `unavailable`
 */
export async function openMongoConnection(options: MongoOptions): Promise<MongoConnection> {
  checkUrl(options);
  const connection = await connect(options);
  try {
    if (!(options.development ?? false)) await checkReplicaSet(connection);
    const aligned = new AlignedClock(connection);
    if (options.clock === undefined) await faultsOf('store', () => aligned.start());
    return new OpenMongoConnection(connection, aligned, options);
  } catch (error) {
    await connection.close(true);
    throw error;
  }
}

class OpenMongoConnection implements MongoConnection {
  readonly clock: Clock;
  readonly #aligned: AlignedClock;
  readonly #options: MongoOptions;
  readonly #living: LivingClients;
  readonly #transactions: Transactions;
  #closed: Promise<void> | undefined;

  constructor(
    readonly connection: Connection,
    aligned: AlignedClock,
    options: MongoOptions,
  ) {
    this.clock = options.clock ?? aligned;
    this.#aligned = aligned;
    this.#options = options;
    const alone = () => connect({ ...options, maxPoolSize: 1 }, { monitorCommands: false });
    this.#living = new LivingClients(alone, options.deadAfter ?? 8000);
    this.#transactions = new Transactions(connection, this.#living, options.transactionTime ?? 15_000);
  }

  get conflicts(): number {
    return this.#transactions.conflicts;
  }

  transaction<Result>(work: (session: ClientSession) => Promise<Result>): Promise<Result> {
    return this.#transactions.run(work);
  }

  migrate(migrations: readonly Migration[], schema = 'store'): Promise<void> {
    return this.#patiently((connection) =>
      migrate(connection, migrations, { schema, clock: this.clock, time: this.#setupTime }),
    );
  }

  async ensureIndexes(specs: readonly IndexSpec[]): Promise<void> {
    const missing = await faultsOf('store', () => missingIndexes(this.connection, specs));
    if (missing.length > 0) await this.#patiently((connection) => ensureIndexes(connection, missing));
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#aligned.stop();
    await this.#transactions.idle();
    await this.#living.close();
    await this.connection.close();
  }

  get #setupTime(): number {
    return this.#options.setupTime ?? 3_600_000;
  }

  /** Work of the setup may take long where there is much: it has a client of its own that waits for it. */
  async #patiently(work: (connection: Connection) => Promise<void>): Promise<void> {
    const connection = await connect({ ...this.#options, maxPoolSize: 2 }, { socketTimeoutMS: this.#setupTime });
    try {
      await faultsOf('store', () => work(connection));
    } finally {
      await connection.close();
    }
  }
}

async function connect(
  options: MongoOptions,
  more: Pick<ConnectOptions, 'socketTimeoutMS' | 'monitorCommands'> = {},
): Promise<Connection> {
  const mongoose = new Mongoose();
  mongoose.set({ strictQuery: 'throw', autoIndex: false, autoCreate: false, bufferCommands: false });
  const connection = mongoose.createConnection();
  // Without a listener, an error that concerns no call would end the process.
  connection.on('error', () => undefined);
  await faultsOf('store', () => connection.openUri(options.url, { ...clientOptions(options), ...more }));
  tellRoundTrips(connection.getClient());
  return connection;
}

async function checkReplicaSet(connection: Connection): Promise<void> {
  const { setName, msg } = await faultsOf('store', () => hello(connection));
  if (setName !== undefined || msg === 'isdbgrid') return;
  throw new MongoSetupError(
    'not-a-replica-set',
    connection.host,
    'a server of its own has no transactions; make it a replica set of one at least',
  );
}
