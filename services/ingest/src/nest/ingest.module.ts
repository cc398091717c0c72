import { type DynamicModule, Module } from '@nestjs/common';
import { AuthenticationModule } from '@postbus/platform';
import { IngestListeners } from './ingest-listeners.ts';
import { INGEST_OPTIONS, type IngestModuleOptions } from './ingest-options.ts';

/** SMTP and LMTP in. Needs BLOB_STORE, MESSAGE_BUS and DIRECTORY from the application, and `BusConsumersModule`. */
@Module({})
export class IngestModule {
  static register(options: IngestModuleOptions): DynamicModule {
    return {
      module: IngestModule,
      imports: [AuthenticationModule],
      providers: [{ provide: INGEST_OPTIONS, useValue: options }, IngestListeners],
      exports: [IngestListeners],
    };
  }
}
