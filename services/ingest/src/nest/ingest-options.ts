import type { IngestSettings } from '../ingest-settings.ts';
import type { IngestPorts } from '../start-ingest.ts';

export const INGEST_OPTIONS = Symbol('IngestModuleOptions');

/** What ingest needs beside the ports that the application gives. */
export interface IngestModuleOptions extends Pick<IngestPorts, 'room' | 'secureContext' | 'mailDomain'> {
  readonly settings: IngestSettings;
}
