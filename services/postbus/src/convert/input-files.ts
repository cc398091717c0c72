/** The files that a command line names, and those in the folders that it names. */
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ConvertError } from './convert-error.ts';
import { type FileKind, headOf, kindOf, kindOfFound } from './file-kind.ts';

export interface InputFile {
  readonly path: string;
  readonly kind: FileKind;
  /** The folder that was named, of which the file's own folders are kept in OUTDIR; undefined for a file that was named. */
  readonly root: string | undefined;
}

/** What an input gave no file for. */
export interface InputFault {
  readonly path: string;
  readonly error: unknown;
  /** Whether it was passed over, which is no failure. */
  readonly isWarning: boolean;
}

export type FoundInput = InputFile | InputFault;

export interface FindOptions {
  /** OUTDIR, which is not looked into where it lies in a folder that is. */
  readonly except: string | undefined;
  /** Told for every file, so that none is looked at. */
  readonly kind: FileKind | undefined;
}

/** In the order of the names; in a folder in that of the names in it, links passed over: they may lead out, or back. */
export async function* inputFiles(paths: readonly string[], options: FindOptions): AsyncGenerator<FoundInput> {
  for (const path of paths) {
    try {
      const status = await stat(path);
      if (status.isDirectory()) yield* filesIn(path, options);
      else
        yield {
          path,
          kind: options.kind ?? (status.isFile() ? kindOf(path, await headOf(path)) : 'message'),
          root: undefined,
        };
    } catch (error) {
      yield { path, error, isWarning: false };
    }
  }
}

async function* filesIn(root: string, options: FindOptions): AsyncGenerator<FoundInput> {
  let found = 0;
  for await (const file of walk(root, root, options)) {
    if ('kind' in file) found++;
    yield file;
  }
  if (found > 0) return;
  yield { path: root, error: new ConvertError('no-messages', 'no message file is in it'), isWarning: false };
}

async function* walk(folder: string, root: string, options: FindOptions): AsyncGenerator<FoundInput> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) yield passedOver(path);
    else if (entry.isFile()) yield* fileAt(path, entry.name, root, options);
    else if (entry.isDirectory() && (options.except === undefined || resolve(path) !== resolve(options.except)))
      yield* walk(path, root, options);
  }
}

async function* fileAt(path: string, name: string, root: string, options: FindOptions): AsyncGenerator<FoundInput> {
  try {
    const kind = options.kind ?? kindOfFound(name, await headOf(path));
    if (kind !== undefined) yield { path, kind, root };
  } catch (error) {
    yield { path, error, isWarning: false };
  }
}

function passedOver(path: string): InputFault {
  return { path, error: new ConvertError('not-a-file', 'a symbolic link, passed over'), isWarning: true };
}
