/** The Unix socket of the admin API in a data folder. Only the folder's owner can reach it. */
import { chmodSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { AdminError } from './admin-error.ts';

/** Bytes of the path that every system takes: sockaddr_un of macOS holds 104 with its end. */
const longestPath = 103;

/** @throws {AdminError} `path-too-long` where the path is too long for a socket */
export function adminSocketPath(data: string): string {
  const path = join(resolve(data), 'admin.sock');
  if (Buffer.byteLength(path) <= longestPath) return path;
  throw new AdminError(
    'path-too-long',
    `${path} is longer than the ${longestPath} bytes of a socket's path; choose a shorter data folder`,
  );
}

/** Listens there; one that a killed process left is taken away first, which only who has the folder's lock may do. */
export async function listenOnSocket(server: FastifyInstance, data: string): Promise<string> {
  const path = adminSocketPath(data);
  rmSync(path, { force: true });
  await server.listen({ path });
  chmodSync(path, 0o600);
  return path;
}
