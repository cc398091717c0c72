/**
 * Where things lie under the store's folder:
 * `blobs.sqlite` holds the index and the small blobs; `00/` to `ff/` hold the large ones, each a file named by its
 * SHA-256 under the folder of its first two digits; `incoming/` holds what is being written.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FolderSync } from './folder-sync.ts';

const ownerOnly = 0o700;
const sha256Form = /^[0-9a-f]{64}$/;

export class Layout {
  readonly incoming: string;
  readonly index: string;
  readonly #made = new Map<string, Promise<void>>();

  constructor(
    readonly root: string,
    private readonly folders: FolderSync,
  ) {
    this.incoming = join(root, 'incoming');
    this.index = join(root, 'blobs.sqlite');
  }

  folderOf(sha256: string): string {
    return join(this.root, sha256.slice(0, 2));
  }

  blob(sha256: string): string {
    return join(this.folderOf(sha256), sha256);
  }

  /** Makes a folder below the root durably, where this process has not yet. */
  make(folder: string): Promise<void> {
    let made = this.#made.get(folder);
    if (made === undefined) {
      made = mkdir(folder, { recursive: true, mode: ownerOnly }).then(() => this.folders.sync(this.root));
      made.catch(() => this.#made.delete(folder));
      this.#made.set(folder, made);
    }
    return made;
  }
}

/** Whether `text` can name a blob: anything else must not become part of a path. */
export function isSha256(text: string): boolean {
  return sha256Form.test(text);
}
