/** The folder of the user in which servers are installed, one folder a server and version. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** `POSTBUS_SERVERS`, else `postbus/servers` in the user's folder for caches. An absolute path; need not exist. */
export function serversFolder(): string {
  const { POSTBUS_SERVERS: own, XDG_CACHE_HOME: caches } = process.env;
  if (own !== undefined && own !== '') return resolve(own);
  return join(caches === undefined || caches === '' ? join(homedir(), '.cache') : caches, 'postbus', 'servers');
}
