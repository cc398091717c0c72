/** Whether a Docker engine answers here, asked without loading what speaks to it where there cannot be one. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface DockerEngine {
  /** Under which its published ports are reached. */
  readonly host: string;
}

/** The engine, or undefined where none answers. */
export async function dockerEngine(): Promise<DockerEngine | undefined> {
  if (!mayBeThere()) return undefined;
  const { getContainerRuntimeClient } = await import('testcontainers');
  try {
    const { info } = await getContainerRuntimeClient();
    return { host: info.containerRuntime.host };
  } catch {
    return undefined;
  }
}

/** Where testcontainers looks for one. */
function mayBeThere(): boolean {
  const { DOCKER_HOST: host, XDG_RUNTIME_DIR: runtime } = process.env;
  const sockets = [
    '/var/run/docker.sock',
    join(homedir(), '.docker/run/docker.sock'),
    join(homedir(), '.docker/desktop/docker.sock'),
    join(runtime ?? `/run/user/${process.getuid?.() ?? 0}`, 'docker.sock'),
  ];
  return (
    (host !== undefined && host !== '') ||
    existsSync(join(homedir(), '.testcontainers.properties')) ||
    sockets.some((path) => existsSync(path))
  );
}
