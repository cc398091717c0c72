/** The main program of one service alone in a process. */
import { createWriteStream, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  ConfigurationError,
  type Log,
  type Section,
  createLog,
  loadConfiguration,
  section,
  shutdownOnSignal,
} from '@postbus/platform';
import { type ProcessSettings, mistakesTogether, processSettings } from './process-settings.ts';
import { type Listening, type ProcessParts, startProcess } from './start-process.ts';

export interface ServiceDescription<Settings extends Section> {
  /** `ingest`. */
  readonly name: string;
  /** Parts of the configuration beside what every process has: `section({ sync: syncSettings })`. */
  readonly settings: Settings;
  readonly start: (
    parts: ProcessParts,
    settings: ReturnType<Settings['parse']> & ProcessSettings,
  ) => Promise<Listening>;
}

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

/**
 * Runs until SIGTERM or SIGINT: `node dist/main.js [--config FILE] [--data FOLDER]`; the file may be named by
 * `POSTBUS_CONFIG` too. Where it listens is written to standard output as one line of JSON.
 * @throws {ConfigurationError} and what `startProcess` throws
 */
export async function runService<Settings extends Section>(description: ServiceDescription<Settings>): Promise<void> {
  const settings = settingsOf(description.settings);
  const service = `postbus-${description.name}`;
  const log = logOf(service, settings.log);
  const { listening, shutdown } = await startProcess({
    service,
    version,
    settings,
    log,
    environment: process.env,
    sharedMetrics: settings.mode === 'embedded',
    start: (parts) => description.start(parts, settings),
  });
  shutdownOnSignal(shutdown, (code) => process.exit(code));
  log.info({ listening }, 'running');
  process.stdout.write(`${JSON.stringify({ service, version, pid: process.pid, listening })}\n`);
}

/** @throws {ConfigurationError} with every mistake there is */
function settingsOf<Settings extends Section>(own: Settings): ReturnType<Settings['parse']> & ProcessSettings {
  const { values } = parseArgs({ options: { config: { type: 'string' }, data: { type: 'string' } } });
  const file = values.config ?? process.env['POSTBUS_CONFIG'];
  const settings = loadConfiguration(section({ ...processSettings.shape, ...own.shape }), {
    ...(file !== undefined && { file }),
    environment: process.env,
    flags: values.data === undefined ? [] : [{ key: 'data', name: '--data', value: values.data }],
  }) as ReturnType<Settings['parse']> & ProcessSettings;
  const mistakes = [...mistakesTogether(settings)];
  if (mistakes.length > 0) throw new ConfigurationError('wrong-settings', 'The settings do not go together:', mistakes);
  return settings;
}

function logOf(service: string, { level = 'info', file }: ProcessSettings['log']): Log {
  const destination = file === undefined ? process.stderr : createWriteStream(file, { flags: 'a', mode: 0o600 });
  return createLog({ service, level, destination });
}
