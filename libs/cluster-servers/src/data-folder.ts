/** The folder of a server's data: the caller's, which stays, or a temporary one, which goes with the server or with us. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guardFolder } from './guard.ts';

export interface DataFolder {
  /** Absolute. */
  readonly path: string;
  /** Removes it, if it is a temporary one. */
  remove(): Promise<void>;
}

/** @param own the caller's folder, made where it is not there */
export async function dataFolder(prefix: string, own?: string): Promise<DataFolder> {
  if (own !== undefined) {
    await mkdir(own, { recursive: true });
    return { path: own, remove: () => Promise.resolve() };
  }
  const path = await mkdtemp(join(tmpdir(), prefix));
  guardFolder(path);
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}
