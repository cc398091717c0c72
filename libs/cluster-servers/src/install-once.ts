/**
 * Installation into a folder that is either complete or not there, by however many processes at once.
 * The lock only spares the second one the work: what makes it safe is the rename at the end.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * @param folder absolute; the installed thing
 * @param install fills the folder that it is given, on the same file system, from which `folder` is made by a rename
 * @returns once `folder` is there; what `install` throws goes through, and leaves nothing behind
 */
export async function installOnce(folder: string, install: (temporary: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  await mkdir(dirname(folder), { recursive: true });
  const lock = join(dirname(folder), `.${basename(folder)}.lock`);
  while (!(await locked(lock))) {
    await delay(200);
    if (existsSync(folder)) return;
  }
  try {
    if (existsSync(folder)) return;
    await removeAbandoned(folder);
    await installBeside(folder, install);
  } finally {
    await rm(lock, { force: true });
  }
}

async function installBeside(folder: string, install: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = join(dirname(folder), `.${basename(folder)}.${process.pid}`);
  try {
    await mkdir(temporary);
    await install(temporary);
    await rename(temporary, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Takes the lock file, with our process id in it, unless a living process has it. */
async function locked(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
  if (holder > 0 && !isAlive(holder)) await rm(lock, { force: true });
  return false;
}

/** Removes what installations left behind that were killed. */
async function removeAbandoned(folder: string): Promise<void> {
  const start = `.${basename(folder)}.`;
  for (const name of await readdir(dirname(folder))) {
    const pid = name.startsWith(start) ? Number(name.slice(start.length)) : Number.NaN;
    if (Number.isInteger(pid) && !isAlive(pid)) await rm(join(dirname(folder), name), { recursive: true, force: true });
  }
}

/** Whether a process of that id runs, whosever it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
