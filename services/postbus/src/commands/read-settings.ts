/** The settings from file, variables and flags; loads what knows them, which `convert` and `--help` do without. */
import type { Configuration } from '../server/configuration.ts';
import { flagsOf } from './server-options.ts';

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
