/** Ingest alone in a process: `node dist/main.js [--config FILE] [--data FOLDER]`. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { runService } from '@postbus/composition';
import { BusConsumersModule, optional, section, text } from '@postbus/platform';
import { certificateFrom } from './certificate.ts';
import { watchDisk } from './disk-room.ts';
import { ingestSection } from './ingest-settings.ts';
import { listenAddressText } from './listen-address.ts';
import { IngestListeners } from './nest/ingest-listeners.ts';
import { IngestModule } from './nest/ingest.module.ts';

const tls = section({
  certificate: optional(text(), 'PEM file of the certificate; without one there is no TLS, and no login'),
  key: optional(text(), 'PEM file of its private key'),
});

await runService({
  settings: section({ tls, ingest: ingestSection }),
  start: async (adapters, { tls: { certificate, key }, ingest }) => {
    const room = watchDisk(adapters.folder, ingest.leastFree);
    const secure = certificate !== undefined && key !== undefined;
    const secureContext = secure ? { secureContext: certificateFrom({ certificate, key }) } : {};
    @Module({
      imports: [
        adapters.module,
        BusConsumersModule,
        IngestModule.register({ settings: ingest, room, ...secureContext }),
      ],
    })
    class Application {}
    const application = await NestFactory.createApplicationContext(Application, { logger: ['error', 'warn'] });
    const addresses = Object.entries(application.get(IngestListeners).addresses);
    return {
      listening: Object.fromEntries(addresses.map(([name, address]) => [name, listenAddressText(address)])),
      close: async () => {
        await application.close();
        room.close();
      },
    };
  },
});
