import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installOnce } from './install-once.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'install-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('installation into a folder that is complete or not there', () => {
  it('installs once for however many ask at once', async () => {
    let installed = 0;
    const install = async (folder: string): Promise<void> => {
      installed++;
      await writeFile(join(folder, 'server'), 'complete');
    };
    await Promise.all(Array.from({ length: 5 }, () => installOnce(join(root, 'deep', 'server-1'), install)));
    expect(installed).toBe(1);
    expect(readdirSync(join(root, 'deep'))).toEqual(['server-1']);
    expect(readFileSync(join(root, 'deep', 'server-1', 'server'), 'utf8')).toBe('complete');
  });

  it('leaves nothing behind when it fails, and can be tried again', async () => {
    const folder = join(root, 'server-1');
    const failing = installOnce(folder, () => Promise.reject(new Error('no network')));
    await expect(failing).rejects.toThrow('no network');
    expect(readdirSync(root)).toEqual([]);
    await installOnce(folder, (temporary) => writeFile(join(temporary, 'server'), ''));
    expect(readdirSync(folder)).toEqual(['server']);
  });

  it('clears away what an installation left that was killed, its lock too', async () => {
    const dead = spawn(process.execPath, ['--eval', '0']);
    await once(dead, 'exit');
    await mkdir(join(root, `.server-1.${dead.pid}`));
    await writeFile(join(root, '.server-1.lock'), String(dead.pid));
    await installOnce(join(root, 'server-1'), () => Promise.resolve());
    expect(readdirSync(root)).toEqual(['server-1']);
  });

  it('waits for the living process that installs', async () => {
    const lock = join(root, '.server-1.lock');
    await writeFile(lock, String(process.ppid));
    let installed = false;
    const waiting = installOnce(join(root, 'server-1'), () => {
      installed = true;
      return Promise.resolve();
    });
    await mkdir(join(root, 'server-1'));
    await waiting;
    expect(installed).toBe(false);
  });
});
