/** Watches the free space of a disk, so that no mail is let in that could not be kept. */
import { statfsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { Room } from './listeners/room.ts';

/** Milliseconds between looks. */
const interval = 1000;

export interface DiskRoom extends Room {
  close(): void;
}

/**
 * @param folder any folder on the disk
 * @param leastFree bytes that must be free
 */
export function watchDisk(folder: string, leastFree: number): DiskRoom {
  const isFull = (stats: { readonly bavail: number; readonly bsize: number }): boolean =>
    stats.bavail * stats.bsize < leastFree;
  const room = { isFull: isFull(statfsSync(folder)), close: () => clearInterval(timer) };
  const look = async (): Promise<void> => {
    try {
      room.isFull = isFull(await statfs(folder));
    } catch {
      room.isFull = true;
    }
  };
  const timer = setInterval(() => void look(), interval).unref();
  return room;
}
