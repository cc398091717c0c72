/** One service alone in a process: its settings, the adapters, the outbox publisher, and an orderly end. */
import { parseArgs } from 'node:util';
import { OutboxPublisher, type Section, loadConfiguration, section, setting, text } from '@postbus/platform';
import { type Adapters, openEmbeddedAdapters } from './embedded-adapters.ts';

export interface RunningService {
  /** Where it listens, by name: `{ https: '127.0.0.1:8443' }`. */
  readonly listening?: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export interface ServiceDescription<Settings extends Section> {
  /** Parts of the configuration beside `data`: `section({ sync: syncSettings })`. */
  readonly settings: Settings;
  readonly start: (adapters: Adapters, settings: ReturnType<Settings['parse']>) => Promise<RunningService>;
}

/**
 * Runs until SIGTERM or SIGINT: `node dist/main.js [--config FILE] [--data FOLDER]`; the file may be named by
 * `POSTBUS_CONFIG` too.
 * @throws {ConfigurationError} and what opening the adapters throws
 */
export async function runService<Settings extends Section>(service: ServiceDescription<Settings>): Promise<void> {
  const { data, settings } = configurationOf(service.settings);
  const adapters = await openEmbeddedAdapters({ folder: data });
  const publisher = new OutboxPublisher(adapters.mailStore.outbox, adapters.bus, { owner: 'embedded' });
  const running = await service.start(adapters, settings);
  publisher.start();
  for (const [name, address] of Object.entries(running.listening ?? {})) process.stdout.write(`${name} ${address}\n`);
  const stop = async (): Promise<void> => {
    await running.close();
    await publisher.stop();
    await adapters.close();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
}

function configurationOf<Settings extends Section>(
  own: Settings,
): {
  readonly data: string;
  readonly settings: ReturnType<Settings['parse']>;
} {
  const { values } = parseArgs({ options: { config: { type: 'string' }, data: { type: 'string' } } });
  const schema = section({ data: setting(text(), 'data', 'Folder of the data'), ...own.shape });
  const file = values.config ?? process.env['POSTBUS_CONFIG'];
  const { data, ...settings } = loadConfiguration(schema, {
    ...(file !== undefined && { file }),
    environment: process.env,
    flags: values.data === undefined ? [] : [{ key: 'data', name: '--data', value: values.data }],
  });
  return { data, settings: settings as ReturnType<Settings['parse']> };
}
