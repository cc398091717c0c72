import { temporaryFolder } from '@postbus/testing';
import { describe, expect, it, vi } from 'vitest';
import { watchDisk } from './disk-room.ts';

describe('the room on a disk', () => {
  it('is full when less is free than must be', () => {
    const folder = temporaryFolder();
    const [small, huge] = [watchDisk(folder.path, 1), watchDisk(folder.path, 2 ** 52)];
    expect([small.isFull, huge.isFull]).toEqual([false, true]);
    small.close();
    huge.close();
    folder.remove();
  });
  it('counts as full where nobody can tell any more', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const folder = temporaryFolder();
    const room = watchDisk(folder.path, 1);
    folder.remove();
    vi.advanceTimersByTime(1000);
    vi.useRealTimers();
    await expect.poll(() => room.isFull).toBe(true);
    room.close();
  });
});
