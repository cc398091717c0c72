/** Finds the administration: by URL, by the socket of the server that runs, or over the store itself where nothing runs. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openEmbeddedAdapters } from '@postbus/composition';
import type { Configuration } from '../server/configuration.ts';
import { AdminError } from './admin-error.ts';
import { administrationOver } from './administration.ts';
import { adminSocketPath } from './admin-socket.ts';
import type { Administration } from './operations.ts';
import { type AdminPlace, remoteAdministration } from './remote-administration.ts';

export interface OpenedAdministration {
  readonly administration: Administration;
  /** Whether a server runs; else nothing but this process has the folder. */
  readonly running: boolean;
  close(): Promise<void>;
}

export interface AdministrationOptions {
  readonly settings: Pick<Configuration, 'data' | 'retention' | 'admin'>;
  /** A server elsewhere. */
  readonly url?: URL;
  readonly version: string;
}

/**
 * @throws {AdminError} `no-data-folder` where there is none; {DataFolderError} `folder-in-use` where a process has it
 *   that answers to nothing
 */
export async function openAdministration(options: AdministrationOptions): Promise<OpenedAdministration> {
  const { settings, url } = options;
  if (url !== undefined) return remote({ url, token: settings.admin.token });
  const { data } = settings;
  if (!existsSync(join(data, 'store.db')))
    throw new AdminError(
      'no-data-folder',
      `${resolve(data)} is no data folder; postbus start makes one, --data names one`,
    );
  const place = { socketPath: adminSocketPath(data) };
  if (existsSync(place.socketPath) && (await answers(place))) return remote(place);
  return overStore(options);
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

async function overStore({ settings, version }: AdministrationOptions): Promise<OpenedAdministration> {
  const { events, deadLetters, dedupe } = settings.retention;
  const adapters = await openEmbeddedAdapters({
    folder: settings.data,
    bus: { retention: events, deadLetterRetention: deadLetters, dedupeRetention: dedupe },
  });
  const health = () => ({
    version,
    pid: process.pid,
    startedAt: new Date().toISOString(),
    services: [],
    listening: {},
  });
  return { administration: administrationOver(adapters, health), running: false, close: () => adapters.close() };
}
