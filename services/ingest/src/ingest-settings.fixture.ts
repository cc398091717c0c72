/** Settings for tests: the defaults, every listener off but those named. */
import { loadConfiguration } from '@postbus/platform';
import { type IngestSettings, ingestSection } from './ingest-settings.ts';

/** @param written by key: `{ relay: '127.0.0.1:0', 'limits.messageBytes': '4MB' }` */
export function testSettings(written: Readonly<Record<string, string>>): IngestSettings {
  const all = { submission: 'off', submissions: 'off', relay: 'off', ...written };
  return loadConfiguration(ingestSection, {
    flags: Object.entries(all).map(([key, value]) => ({ key, name: `--${key}`, value })),
  });
}
