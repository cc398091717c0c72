/** What the gateway trusts, from files of the operator, read again when they change. */
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@postbus/ports';
import { smimeTrustUnreadable } from './channels.ts';
import type { TrustFile, TrustMaterial } from './smime/smime-tasks.ts';
import { TrustError } from './smime/trust-error.ts';
import type { TrustSource } from './use-cases/smime-work.ts';

/** Milliseconds between looks whether something changed. */
const lookEvery = 3_000;

export interface TrustPlaces {
  /** PEM file of the anchors. */
  readonly trust?: string | undefined;
  /** Folder of CRLs; what begins with a dot in it is passed over. */
  readonly crls?: string | undefined;
}

/** Tells whether what is in the files can be read, by reading it where that holds up nothing. */
export type CheckTrust = (material: TrustMaterial) => Promise<void>;

export class TrustFiles implements TrustSource {
  readonly #places: TrustPlaces;
  readonly #check: CheckTrust;
  readonly #clock: Clock;
  #material: TrustMaterial = { version: 0, anchors: undefined, crls: [] };
  /** Of the files that were looked at last, well or not. */
  #stamp = '';
  /** Numbers what was read, readable or not. */
  #readings = 0;
  #lookedAt = 0;
  /** What was told last of files that cannot be read; each fault is told once. */
  #told = '';
  #looking: Promise<void> | undefined;

  private constructor(places: TrustPlaces, check: CheckTrust, clock: Clock) {
    this.#places = places;
    this.#check = check;
    this.#clock = clock;
  }

  /** @throws {TrustError} `unreadable`, `damaged`, with the file */
  static async open(places: TrustPlaces, check: CheckTrust, clock: Clock): Promise<TrustFiles> {
    const files = new TrustFiles(places, check, clock);
    await files.#read(await files.#stampNow());
    files.#lookedAt = clock.now();
    return files;
  }

  /** What is trusted now, as of a few seconds ago. Where files became unreadable, what they held before counts. */
  async current(): Promise<TrustMaterial> {
    const now = this.#clock.now();
    const isDue = now < this.#lookedAt || now - this.#lookedAt >= lookEvery;
    if (isDue && this.#looking === undefined) {
      this.#lookedAt = now;
      this.#looking = this.#look().finally(() => (this.#looking = undefined));
    }
    await this.#looking;
    return this.#material;
  }

  async #look(): Promise<void> {
    try {
      const stamp = await this.#stampNow();
      if (stamp !== this.#stamp) await this.#read(stamp);
      this.#told = '';
    } catch (error) {
      if (String(error) === this.#told) return;
      this.#told = String(error);
      const file = error instanceof TrustError ? error.file : undefined;
      smimeTrustUnreadable.publish({ file, error });
    }
  }

  async #read(stamp: string): Promise<void> {
    this.#readings++;
    const { trust, crls } = this.#places;
    const lists = crls === undefined ? [] : await filesOf(crls);
    const material = {
      version: this.#readings,
      anchors: trust === undefined ? undefined : await fileAt(trust),
      crls: await Promise.all(lists.map(fileAt)),
    };
    this.#stamp = stamp;
    try {
      await this.#check(material);
    } catch (error) {
      const place = material.crls.find(({ file }) => String(error).includes(file))?.file ?? trust ?? '';
      const { message } = error as Error;
      throw new TrustError('damaged', place, `what is trusted cannot be read: ${message}`, { cause: error });
    }
    this.#material = material;
  }

  /** Times and sizes of all files there are. @throws {TrustError} `unreadable` */
  async #stampNow(): Promise<string> {
    const { trust, crls } = this.#places;
    const paths = [...(trust === undefined ? [] : [trust]), ...(crls === undefined ? [] : await filesOf(crls))];
    const stamps = await Promise.all(paths.map((path) => accessing(path, () => stat(path, { bigint: true }))));
    return stamps.map(({ mtimeNs, size, ino }, index) => `${paths[index]} ${mtimeNs} ${size} ${ino}`).join('\n');
  }
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await accessing(folder, () => readdir(folder, { withFileTypes: true }));
  const names = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  return names.toSorted().map((name) => join(folder, name));
}

async function fileAt(file: string): Promise<TrustFile> {
  return { file, bytes: await accessing(file, () => readFile(file)) };
}

async function accessing<Result>(path: string, access: () => Promise<Result>): Promise<Result> {
  try {
    return await access();
  } catch (error) {
    const { code = 'fault' } = error as NodeJS.ErrnoException;
    throw new TrustError('unreadable', path, `${path} cannot be read: ${code}`, { cause: error });
  }
}
