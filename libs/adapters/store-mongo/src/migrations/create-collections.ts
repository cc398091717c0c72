import type { Connection } from 'mongoose';

const namespaceExists = 48;

/** Makes the collections that are not there. */
export async function createCollections(connection: Connection, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await connection.createCollection(name).catch((error: unknown) => {
      if (!(error instanceof Error) || !('code' in error) || error.code !== namespaceExists) throw error;
    });
  }
}
