/** Ingest as a Nest module: listens when the application starts, drains when it stops. */
import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { IngestSettings } from '../ingest-settings.ts';
import { type Ingest, type IngestPorts, startIngest } from '../start-ingest.ts';

/** Injection token of the running {Ingest}. */
export const INGEST = Symbol('ingest');

export interface IngestModuleOptions {
  readonly ports: IngestPorts;
  readonly settings: IngestSettings;
}

@Module({})
export class IngestModule implements OnApplicationShutdown {
  readonly #ingest: Ingest;

  constructor(@Inject(INGEST) ingest: Ingest) {
    this.#ingest = ingest;
  }

  static register({ ports, settings }: IngestModuleOptions): DynamicModule {
    const running = { provide: INGEST, useFactory: () => startIngest(ports, settings) };
    return { module: IngestModule, providers: [running], exports: [INGEST] };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#ingest.close();
  }
}
