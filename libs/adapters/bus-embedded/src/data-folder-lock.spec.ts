import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@postbus/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { DataFolderError, lockDataFolder } from './data-folder-lock.ts';

const folder = temporaryFolder();
afterEach(() => folder.remove());

describe('lock of a data folder', () => {
  it('is refused a second time and says who holds it', () => {
    const lock = lockDataFolder(folder.path);
    expect(() => lockDataFolder(folder.path)).toThrow(
      expect.objectContaining({
        code: 'folder-in-use',
        folder: folder.path,
        message: expect.stringContaining(`process ${process.pid}`),
      }),
    );
    lock.release();
  });

  it('can be had again once it is released', () => {
    lockDataFolder(folder.path).release();
    lockDataFolder(folder.path).release();
    expect(existsSync(join(folder.path, 'postbus.pid'))).toBe(false);
  });

  it('is released once only, however often it is asked to', () => {
    const first = lockDataFolder(folder.path);
    first.release();
    const second = lockDataFolder(folder.path);
    first.release();
    expect(() => lockDataFolder(folder.path)).toThrow(DataFolderError);
    second.release();
  });

  it('is not one with a lock of another name', () => {
    const bus = lockDataFolder(folder.path, 'bus');
    lockDataFolder(folder.path, 'store').release();
    bus.release();
  });

  it('makes the folder, for its owner alone', () => {
    const nested = join(folder.path, 'a', 'b');
    lockDataFolder(nested).release();
    expect(existsSync(nested)).toBe(true);
  });

  it('tells a folder that cannot be used', () => {
    const holder = temporaryFolder();
    const file = join(holder.path, 'file');
    writeFileSync(file, 'not a folder');
    expect(() => lockDataFolder(join(file, 'data'))).toThrow(expect.objectContaining({ code: 'folder-unusable' }));
    writeFileSync(
      join(holder.path, 'postbus.lock'),
      'not a database, but long enough to be looked at as one'.repeat(20),
    );
    expect(() => lockDataFolder(holder.path)).toThrow(expect.objectContaining({ code: 'folder-unusable' }));
    holder.remove();
  });
});
