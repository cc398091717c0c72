/** What a server says of itself. https://www.mongodb.com/docs/manual/reference/command/hello/ */
import type { Connection } from 'mongoose';

export interface Hello {
  readonly localTime: Date;
  /** The replica set's name. */
  readonly setName?: string;
  /** `isdbgrid`: a router of a sharded cluster. */
  readonly msg?: string;
}

export async function hello(connection: Connection): Promise<Hello> {
  return (await connection.getClient().db('admin').command({ hello: 1 })) as Hello;
}
