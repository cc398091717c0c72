/**
 * Makes renames durable: fsync of the folders that changed, shared by all who wait.
 * While one round of fsyncs runs, the next one gathers; on a journaling file system the first fsync of a round commits
 * the renames of all.
 */
import { type FileHandle, open } from 'node:fs/promises';

interface Round {
  readonly folders: Set<string>;
  readonly done: PromiseWithResolvers<void>;
}

export class FolderSync {
  readonly #handles = new Map<string, Promise<FileHandle>>();
  #gathering: Round | undefined;
  #running: Promise<void> | undefined;

  /** Fulfilled when everything renamed into or removed from `folder` before the call is durable. */
  sync(folder: string): Promise<void> {
    this.#gathering ??= { folders: new Set(), done: Promise.withResolvers() };
    const round = this.#gathering;
    round.folders.add(folder);
    this.#running ??= this.#run();
    return round.done.promise;
  }

  async close(): Promise<void> {
    await this.#running;
    for (const handle of this.#handles.values()) await (await handle).close();
    this.#handles.clear();
  }

  async #run(): Promise<void> {
    for (let round = this.#gathering; round !== undefined; round = this.#gathering) {
      this.#gathering = undefined;
      try {
        for (const folder of round.folders) await (await this.#handle(folder)).sync();
        round.done.resolve();
      } catch (error) {
        round.done.reject(error);
      }
    }
    this.#running = undefined;
  }

  #handle(folder: string): Promise<FileHandle> {
    let handle = this.#handles.get(folder);
    if (handle === undefined) {
      handle = open(folder, 'r');
      handle.catch(() => this.#handles.delete(folder));
      this.#handles.set(folder, handle);
    }
    return handle;
  }
}
