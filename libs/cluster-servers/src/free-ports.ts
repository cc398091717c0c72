/** Ports for servers that must be told theirs before they start. */
import { randomInt } from 'node:crypto';
import { type Server, createServer } from 'node:net';
import { ClusterServersError } from './cluster-servers-error.ts';

/** Below the ports that systems give to outgoing connections (32768 on Linux), so that none of those takes one. */
const [lowest, highest] = [20_000, 32_000];

/** Ports of this process that a server which is down for now comes back to. */
const given = new Set<number>();

/**
 * Ports of 127.0.0.1 that nobody listens on, searched from a random one: another process that searches at the same time
 * seldom meets us, and who starts a server tries again with others where it cannot bind.
 * @throws {ClusterServersError} `no-free-port`
 */
export async function freePorts(count: number): Promise<number[]> {
  const held: Server[] = [];
  const ports: number[] = [];
  const start = randomInt(lowest, highest);
  for (let step = 0; step < highest - lowest && ports.length < count; step++) {
    const port = lowest + ((start - lowest + step) % (highest - lowest));
    if (given.has(port)) continue;
    const server = await listening(port);
    if (server === undefined) continue;
    held.push(server);
    ports.push(port);
  }
  await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  if (ports.length < count) {
    throw new ClusterServersError('no-free-port', `no ${count} free ports from ${lowest} to ${highest}`);
  }
  for (const port of ports) given.add(port);
  return ports;
}

/** Those servers come back no more. */
export function returnPorts(ports: readonly number[]): void {
  for (const port of ports) given.delete(port);
}

function listening(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
