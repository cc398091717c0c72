/**
 * Clients that live, and the sessions of each. A server keeps the open transaction of a process that died for a minute
 * (transactionLifetimeLimitSeconds), and what it wrote is locked meanwhile. Those that live end it in seconds. One that
 * was only slow to show itself loses what it had open, as by a conflict, and tries again.
 */
import { randomUUID } from 'node:crypto';
import type { ClientSession, Connection, mongo } from 'mongoose';

/** Times are the server's alone. */
interface ClientDocument {
  readonly _id: string;
  readonly seenAt: Date;
  /** The UUIDs of sessions that may have a transaction open. */
  readonly sessions: readonly mongo.Binary[];
}

/** Signs of life in the time after which a client is dead. */
const signs = 4;

/** A driver uses few sessions again and again; those of old are of no more interest. */
const mostSessions = 1000;

export class LivingClients {
  readonly #id = randomUUID();
  readonly #sessions = new Map<string, mongo.Binary>();
  readonly #open: () => Promise<Connection>;
  readonly #deadAfter: number;
  #connection: Promise<Connection> | undefined;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param open makes a connection for this alone, which waits for no other work
   * @param deadAfter milliseconds without a sign of life; less than a transaction may take with all its tries
   */
  constructor(open: () => Promise<Connection>, deadAfter: number) {
    this.#open = open;
    this.#deadAfter = deadAfter;
  }

  /** Makes the session known, so that others end its transaction should this process die. Before its first one. */
  async know({ id }: ClientSession): Promise<void> {
    if (id === undefined) return;
    const uuid = id.id;
    const name = uuid.toString('hex');
    if (this.#sessions.has(name)) return;
    this.#sessions.set(name, uuid);
    for (const oldest of this.#sessions.keys()) {
      if (this.#sessions.size <= mostSessions) break;
      this.#sessions.delete(oldest);
    }
    await this.#giveSign();
    this.#timer ??= setInterval(() => void this.#goOn(), this.#deadAfter / signs).unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    const connection = await this.#connection?.catch(() => undefined);
    if (connection === undefined) return;
    await clients(connection)
      .deleteOne({ _id: this.#id })
      .catch(() => undefined);
    await connection.close();
  }

  /** What fails is made good by the next time. */
  async #goOn(): Promise<void> {
    try {
      const now = await this.#giveSign();
      await this.#endTransactionsOfDead(new Date(now.getTime() - this.#deadAfter));
    } catch {
      // The server is away, and has no transactions then.
    }
  }

  /** Returns the server's time. */
  async #giveSign(): Promise<Date> {
    const sessions = { $literal: [...this.#sessions.values()] };
    const sign = await clients(await this.#connected()).findOneAndUpdate(
      { _id: this.#id },
      [{ $set: { seenAt: '$$NOW', sessions } }],
      { upsert: true, returnDocument: 'after', projection: { seenAt: 1 }, writeConcern: { w: 1 } },
    );
    return sign?.seenAt ?? new Date(0);
  }

  async #endTransactionsOfDead(seenBefore: Date): Promise<void> {
    const connection = await this.#connected();
    const dead = await clients(connection)
      .find({ seenAt: { $lt: seenBefore } })
      .toArray();
    for (const { _id, seenAt, sessions } of dead) {
      const admin = connection.getClient().db('admin');
      await admin.command({ killSessions: sessions.map((id) => ({ id })) });
      await clients(connection).deleteOne({ _id, seenAt });
    }
  }

  #connected(): Promise<Connection> {
    const connection = (this.#connection ??= this.#open());
    connection.catch(() => {
      if (this.#connection === connection) this.#connection = undefined;
    });
    return connection;
  }
}

function clients(connection: Connection): mongo.Collection<ClientDocument> {
  return connection.collection<ClientDocument>('clients');
}
