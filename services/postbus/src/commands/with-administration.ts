/** Runs an operation of the admin API for a command: on the server that runs, else over the store. */
import { openAdministration } from '../admin/open-administration.ts';
import type { Administration } from '../admin/operations.ts';
import { type Palette, paletteFor } from '../terminal/palette.ts';
import { administrationOptions } from './read-settings.ts';
import type { AdminOptions } from './server-options.ts';

/**
 * Prints what `run` gives: as JSON with `--json`, else as `shown` writes it.
 * @throws {AdminError}, {RefusedError} by code, and what opening the store throws
 */
export async function withAdministration<Answer>(
  options: AdminOptions,
  run: (administration: Administration) => Promise<Answer>,
  shown: (answer: Answer, palette: Palette) => string,
): Promise<void> {
  const opened = await openAdministration(await administrationOptions(options));
  try {
    const answer = await run(opened.administration);
    const palette = paletteFor(process.stdout, process.env);
    process.stdout.write(options.json === true ? `${JSON.stringify(answer)}\n` : shown(answer, palette));
  } finally {
    await opened.close();
  }
}
