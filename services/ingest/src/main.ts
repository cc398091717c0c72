/** Ingest alone in a process: `node dist/main.js [--config FILE] [--data FOLDER]`. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { runService } from '@postbus/composition';
import { BusConsumersModule, NestLog, certificateFrom, section } from '@postbus/platform';
import { watchDisk } from './disk-room.ts';
import { ingestSection } from './ingest-settings.ts';
import { IngestListeners } from './nest/ingest-listeners.ts';
import { IngestModule } from './nest/ingest.module.ts';

/** What ends beside the sessions. */
const otherwise = 15_000;

await runService({
  name: 'ingest',
  settings: section({ ingest: ingestSection }),
  start: async ({ adapters, log, onShutdown }, { tls: { certificate, key }, ingest, textMessages: { mailDomain } }) => {
    const room = adapters.folder === undefined ? undefined : watchDisk(adapters.folder, ingest.leastFree);
    const secure = certificate !== undefined && key !== undefined;
    @Module({
      imports: [
        adapters.module,
        BusConsumersModule,
        IngestModule.register({
          settings: ingest,
          ...(room !== undefined && { room }),
          ...(mailDomain !== undefined && { mailDomain }),
          ...(secure && { secureContext: certificateFrom({ certificate, key }) }),
        }),
      ],
    })
    class Application {}
    const application = await NestFactory.createApplicationContext(Application, {
      logger: new NestLog(log),
      abortOnError: false,
    });
    onShutdown(
      'ingest',
      async () => {
        await application.close();
        room?.close();
      },
      ingest.shutdownTime + otherwise,
    );
    return application.get(IngestListeners).listening;
  },
});
