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
  /** Its part of the configuration: `sync`. */
  readonly name: string;
  readonly settings: Settings;
  readonly start: (adapters: Adapters, settings: ReturnType<Settings['parse']>) => Promise<RunningService>;
}

/**
 * Runs until SIGTERM or SIGINT: `node dist/main.js [--config FILE] [--data FOLDER]`; the file may be named by
 * `POSTBUS_CONFIG` too.
 * @throws {ConfigurationError} and what opening the adapters throws
 */
export async function runService<Settings extends Section>(service: ServiceDescription<Settings>): Promise<void> {
  const { data, settings } = configurationOf(service);
  const adapters = await openEmbeddedAdapters({ folder: data });
  const publisher = new OutboxPublisher(adapters.mailStore.outbox, adapters.bus);
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

function configurationOf<Settings extends Section>({
  name,
  settings,
}: ServiceDescription<Settings>): {
  data: string;
  settings: ReturnType<Settings['parse']>;
} {
  const { values } = parseArgs({ options: { config: { type: 'string' }, data: { type: 'string' } } });
  const schema = section({ data: setting(text(), 'data', 'Folder of the data'), [name]: settings });
  const file = values.config ?? process.env['POSTBUS_CONFIG'];
  const loaded = loadConfiguration(schema, {
    ...(file !== undefined && { file }),
    environment: process.env,
    flags: values.data === undefined ? [] : [{ key: 'data', name: '--data', value: values.data }],
  }) as { data: string } & Record<string, unknown>;
  return { data: loaded.data, settings: loaded[name] as ReturnType<Settings['parse']> };
}
