/**
 * Finds the administration: by URL, by the socket of the server that runs, or over the store itself where nothing runs.
 * What opens the store is loaded only then.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Configuration } from '../server/configuration.ts';
import { AdminError } from './admin-error.ts';
import { adminSocketPath } from './admin-socket.ts';
import type { Administration } from './operations.ts';
import { type AdminPlace, remoteAdministration } from './remote-administration.ts';

export interface OpenedAdministration {
  readonly administration: Administration;
  /** Whether a server runs; else nothing but this process has the folder. */
  readonly running: boolean;
  close(): Promise<void>;
}

export type AdministrationSettings = Pick<
  Configuration,
  'mode' | 'data' | 'retention' | 'conversion' | 'textMessages' | 'smsDispatch'
>;

export interface AdministrationOptions {
  /** Folder of the data. */
  readonly data: string;
  /** A server elsewhere, and what it wants to be shown. */
  readonly url?: URL;
  readonly token?: string;
  /** All settings, read where the store is opened. */
  readonly settings: () => Promise<AdministrationSettings>;
  readonly version: string;
}

/**
 * @throws {AdminError} `no-data-folder` where there is none; {DataFolderError} `folder-in-use` where a process has it
 *   that answers to nothing
 */
export async function openAdministration(options: AdministrationOptions): Promise<OpenedAdministration> {
  const { data, url, token, settings, version } = options;
  if (url !== undefined) return remote({ url, token });
  if (!existsSync(join(data, 'store.db')))
    throw new AdminError(
      'no-data-folder',
      `${resolve(data)} is no data folder; postbus start makes one, --data names one`,
    );
  const place = { socketPath: adminSocketPath(data) };
  if (existsSync(place.socketPath) && (await answers(place))) return remote(place);
  const { openStoreAdministration } = await import('./store-administration.ts');
  return openStoreAdministration(await settings(), version);
}

async function answers(place: AdminPlace): Promise<boolean> {
  try {
    await remoteAdministration(place).health({});
    return true;
  } catch (error) {
    if (error instanceof AdminError && error.code === 'server-not-reached') return false;
    throw error;
  }
}

function remote(place: AdminPlace): OpenedAdministration {
  return { administration: remoteAdministration(place), running: true, close: async () => {} };
}
