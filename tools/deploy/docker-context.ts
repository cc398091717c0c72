/** The files that a builder is sent: those of the working tree that .dockerignore lets through. */
import { copyFileSync, lstatSync, mkdirSync, readFileSync, symlinkSync, readlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './programs.ts';

/**
 * Whether `.dockerignore` lets `path` through. Of its rules: the last that matches wins, `!` lets through again, and what
 * is said of a folder is said of all in it. https://docs.docker.com/build/concepts/context/#dockerignore-files
 */
export function dockerIgnore(text: string): (path: string) => boolean {
  const rules = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ lets: line.startsWith('!'), pattern: patternOf(line.replace(/^!/, '')) }));
  return (path) => rules.findLast(({ pattern }) => pattern.test(path))?.lets ?? true;
}

function patternOf(written: string): RegExp {
  const source = written
    .replaceAll(/[.+^$()|[\]{}\\]/g, '\\$&')
    .replaceAll(/\*\*\/|\*\*|\*|\?/g, (wild) => wilds[wild]!);
  return new RegExp(`^${source}(/|$)`);
}

const wilds: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };

/** Copies them to a folder. @returns how many there are */
export async function copyContext(to: string): Promise<number> {
  const lets = dockerIgnore(readFileSync('.dockerignore', 'utf8'));
  const listed = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  const paths = [...new Set(listed.stdout.split('\0'))].filter((path) => path !== '' && lets(path)).filter(isThere);
  for (const path of paths) copy(path, join(to, path));
  return paths.length;
}

/** Of a file that was removed and not yet committed, git still tells. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  if (lstatSync(from).isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else copyFileSync(from, to);
}
