/** MongoDB in a container: a replica set of one, since transactions need a replica set. */
import { ClusterServersError } from './cluster-servers-error.ts';
import type { DockerEngine } from './docker-engine.ts';
import { freePorts } from './free-ports.ts';
import { mongoThatAnswers } from './mongo-answers.ts';
import { until } from './until.ts';

export interface MongoContainer {
  readonly url: string;
  readonly where: string;
  close(): Promise<void>;
}

/** Milliseconds within which it must answer, once its image is there. */
const startPatience = 60_000;

/** @throws {ClusterServersError} `did-not-start`; what the engine says where it has no such image */
export async function startMongoContainer(engine: DockerEngine): Promise<MongoContainer> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const port = (await freePorts(1))[0]!;
  const container = await new GenericContainer('mongo:8')
    .withCommand(['mongod', '--replSet', 'postbus', '--bind_ip_all', '--port', String(port)])
    .withExposedPorts({ container: port, host: port })
    .withWaitStrategy(Wait.forLogMessage('Waiting for connections'))
    .start();
  const close = async (): Promise<void> => void (await container.stop());
  const members = `[{ _id: 0, host: 'localhost:${port}' }]`;
  const initiated = await container.exec([
    'mongosh',
    '--quiet',
    '--port',
    String(port),
    '--eval',
    `rs.initiate({ _id: 'postbus', members: ${members} })`,
  ]);
  // What its members call each other is not what we call it, so the driver is told not to look for members.
  const url = `mongodb://${engine.host}:${port}/?directConnection=true`;
  const primary = async (): Promise<boolean> => (await mongoThatAnswers(url))?.isWritablePrimary ?? false;
  if (initiated.exitCode === 0 && (await until(primary, startPatience))) {
    const version = (await mongoThatAnswers(url))?.version ?? '8';
    return { url, where: `MongoDB ${version}, replica set of one, container`, close };
  }
  await close();
  throw new ClusterServersError('did-not-start', `the container of MongoDB is no primary: ${initiated.output}`);
}
