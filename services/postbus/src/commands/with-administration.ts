/** Runs an operation of the admin API for a command: on the server that runs, else over the store. */
import type { Administration } from '../admin/operations.ts';
import { type Palette, paletteFor } from '../terminal/palette.ts';
import { readSettings } from './read-settings.ts';
import type { AdminOptions } from './server-options.ts';
import { version } from './version.ts';

/**
 * Prints what `run` gives: as JSON with `--json`, else as `shown` writes it.
 * @throws {AdminError}, {RefusedError} by code, and what opening the store throws
 */
export async function withAdministration<Answer>(
  options: AdminOptions,
  run: (administration: Administration) => Promise<Answer>,
  shown: (answer: Answer, palette: Palette) => string,
): Promise<void> {
  const settings = await readSettings(options);
  const { openAdministration } = await import('../admin/open-administration.ts');
  const url = options.admin === undefined ? undefined : new URL(options.admin);
  const opened = await openAdministration({ settings, version, ...(url !== undefined && { url }) });
  try {
    const answer = await run(opened.administration);
    const text =
      options.json === true ? `${JSON.stringify(answer)}\n` : shown(answer, paletteFor(process.stdout, process.env));
    process.stdout.write(text);
  } finally {
    await opened.close();
  }
}
