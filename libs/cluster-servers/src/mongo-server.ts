/** A server that speaks MongoDB's wire protocol from wherever one can be had. */
import { ClusterServersError } from './cluster-servers-error.ts';
import { dockerEngine } from './docker-engine.ts';
import { mongoThatAnswers } from './mongo-answers.ts';
import { startMongoContainer } from './mongo-container.ts';
import { startMongo } from './start-mongo.ts';

export interface MongoServer {
  readonly url: string;
  /** What it is, and whose. */
  readonly where: string;
  /** Stops it, unless it was given. */
  close(): Promise<void>;
}

/** Milliseconds that a given server has to answer. */
const patience = 3000;

/**
 * The one of `MONGO_URL`; else a container, where a Docker engine answers; else a local one.
 * @throws {ClusterServersError} `does-not-answer` for the given one; those of `startMongo`
 */
export async function mongoServer(): Promise<MongoServer> {
  const foreign = await foreignMongo();
  if (foreign !== undefined) return foreign;
  const local = await startMongo();
  return { url: local.url, where: local.where, close: () => local.close() };
}

/** The one of `MONGO_URL`, or a container; undefined where there is neither. @throws {ClusterServersError} `does-not-answer` */
export async function foreignMongo(): Promise<MongoServer | undefined> {
  const given = process.env['MONGO_URL'];
  if (given !== undefined && given !== '') return givenMongo(given);
  const engine = await dockerEngine();
  return engine === undefined ? undefined : startMongoContainer(engine);
}

async function givenMongo(url: string): Promise<MongoServer> {
  const hello = await mongoThatAnswers(url, patience);
  // A URL may hold a password.
  const place = url.replace(/\/\/[^@/]*@/, '//').replace(/\?.*$/, '');
  if (hello === undefined) throw new ClusterServersError('does-not-answer', `no MongoDB answers at MONGO_URL=${place}`);
  const where = `MongoDB ${hello.version} (wire ${hello.maxWireVersion}) at ${place}, given`;
  return { url, where, close: () => Promise.resolve() };
}
