/** Writes of one transaction over several collections, sent together in as few commands as the server takes. */
import type { ClientSession, Connection, mongo } from 'mongoose';

type Document = mongo.BSON.Document;
/** Keys of several fields are compared as one value. */
type Filter = Readonly<Record<string, unknown>>;

export type Write =
  | { readonly do: 'insert'; readonly into: string; readonly document: Document }
  | {
      readonly do: 'update';
      readonly in: string;
      readonly filter: Filter;
      readonly update: Readonly<Record<string, unknown>>;
    }
  | { readonly do: 'delete'; readonly from: string; readonly filter: Filter }
  | { readonly do: 'delete-all'; readonly from: string; readonly filter: Filter };

/** Does `writes` in their order within the session's transaction; the first one that fails ends it. */
export type BulkWriter = (session: ClientSession, writes: readonly Write[]) => Promise<void>;

/** MongoDB 8.0 takes one bulk write over several collections. */
const wireVersionOfClientBulkWrite = 25;

/** The way of writing that the server of `connection` takes. */
export async function bulkWriter(connection: Connection): Promise<BulkWriter> {
  const { maxWireVersion } = await connection.getClient().db('admin').command({ hello: 1 });
  return Number(maxWireVersion) >= wireVersionOfClientBulkWrite ? inOneCommand(connection) : byCollection(connection);
}

/** One command for all. */
export function inOneCommand(connection: Connection): BulkWriter {
  const client = connection.getClient();
  const namespace = (collection: string) => `${connection.name}.${collection}`;
  return async (session, writes) => {
    if (writes.length > 0)
      await client.bulkWrite(
        writes.map((write) => clientModel(write, namespace)),
        { session },
      );
  };
}

/** One command a collection, in the order in which `writes` first name them. */
export function byCollection(connection: Connection): BulkWriter {
  return async (session, writes) => {
    for (const [collection, ofCollection] of Map.groupBy(writes, collectionOf)) {
      await connection.collection(collection).bulkWrite(ofCollection.map(collectionModel), { session });
    }
  };
}

function collectionOf(write: Write): string {
  if (write.do === 'insert') return write.into;
  return write.do === 'update' ? write.in : write.from;
}

// eslint-disable-next-line typescript/consistent-return -- the switch is exhaustive
function clientModel(
  write: Write,
  namespaceOf: (collection: string) => string,
): mongo.AnyClientBulkWriteModel<Document> {
  const namespace = namespaceOf(collectionOf(write));
  switch (write.do) {
    case 'insert':
      return { name: 'insertOne', namespace, document: write.document };
    case 'update':
      return {
        name: 'updateOne',
        namespace,
        filter: write.filter,
        update: write.update,
      };
    case 'delete':
      return { name: 'deleteOne', namespace, filter: write.filter };
    case 'delete-all':
      return { name: 'deleteMany', namespace, filter: write.filter };
  }
}

// eslint-disable-next-line typescript/consistent-return -- the switch is exhaustive
function collectionModel(write: Write): mongo.AnyBulkWriteOperation {
  switch (write.do) {
    case 'insert':
      return { insertOne: { document: write.document } };
    case 'update':
      return {
        updateOne: {
          filter: write.filter,
          update: write.update,
        },
      };
    case 'delete':
      return { deleteOne: { filter: write.filter } };
    case 'delete-all':
      return { deleteMany: { filter: write.filter } };
  }
}
