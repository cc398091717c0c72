/** The adapters that the settings choose. */
import type { Adapters } from './adapters.ts';
import { openEmbeddedAdapters } from './embedded-adapters.ts';
import type { ProcessSettings } from './process-settings.ts';

export type AdapterSettings = Pick<ProcessSettings, 'mode' | 'development' | 'data' | 'retention' | 'kafka' | 'mongo'>;

/** @throws what `openEmbeddedAdapters` and `openClusterAdapters` throw */
export async function openAdapters(settings: AdapterSettings): Promise<Adapters> {
  const { events, deadLetters, dedupe } = settings.retention;
  const retention = { retention: events, deadLetterRetention: deadLetters, dedupeRetention: dedupe };
  if (settings.mode === 'embedded') return openEmbeddedAdapters({ folder: settings.data, bus: retention });
  // A laptop's process does not load the clients of Kafka and MongoDB.
  const { openClusterAdapters } = await import('./cluster-adapters.ts');
  return openClusterAdapters(settings, retention);
}
