/** The settings from file, variables and flags; loads what knows them, which most commands do without. */
import type { AdministrationOptions } from '../admin/open-administration.ts';
import type { Configuration } from '../server/configuration.ts';
import { type AdminOptions, flagsOf } from './server-options.ts';
import { version } from './version.ts';

/** @throws {ConfigurationError} with every mistake */
export async function readSettings(options: object): Promise<Configuration> {
  const { readConfiguration } = await import('../server/configuration.ts');
  const { config } = options as { readonly config?: string };
  return readConfiguration({
    environment: process.env,
    flags: flagsOf(options as Record<string, unknown>),
    ...(config !== undefined && { file: config }),
  });
}

/**
 * Which server a command speaks to. Without a file, flags and variables alone say it, and no settings are read.
 * @throws {ConfigurationError} with every mistake in the file
 */
export async function administrationOptions(options: AdminOptions): Promise<AdministrationOptions> {
  const settings = () => readSettings(options);
  const { data, token } = options.config === undefined ? placeOf(options) : fromSettings(await settings());
  return {
    data,
    version,
    settings,
    ...(token !== undefined && token !== '' && { token }),
    ...(options.admin !== undefined && { url: options.admin }),
  };
}

interface Place {
  readonly data: string;
  readonly token: string | undefined;
}

function placeOf({ data = 'data' }: AdminOptions): Place {
  return { data, token: process.env['POSTBUS_ADMIN_TOKEN'] };
}

function fromSettings({ data, admin }: Configuration): Place {
  return { data, token: admin.token };
}
