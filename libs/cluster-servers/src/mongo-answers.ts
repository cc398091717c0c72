/** Asking a MongoDB server who it is. */
import { MongoClient } from 'mongodb';

export interface MongoHello {
  readonly maxWireVersion: number;
  /** Whether it takes writes. */
  readonly isWritablePrimary: boolean;
  /** Of the replica set; transactions need one. */
  readonly setName?: string;
  /** As `buildInfo` tells it. */
  readonly version: string;
}

/**
 * @param patience milliseconds for each step: to find it, to connect, to be answered
 * @returns undefined where none answers
 */
export async function mongoThatAnswers(url: string, patience = 1000): Promise<MongoHello | undefined> {
  const client = new MongoClient(url, {
    serverSelectionTimeoutMS: patience,
    connectTimeoutMS: patience,
    socketTimeoutMS: patience,
  });
  try {
    const admin = client.db('admin');
    const hello = (await admin.command({ hello: 1 })) as unknown as Omit<MongoHello, 'version'>;
    const { version } = (await admin.command({ buildInfo: 1 })) as unknown as Pick<MongoHello, 'version'>;
    return { ...hello, version };
  } catch {
    return undefined;
  } finally {
    await client.close();
  }
}
