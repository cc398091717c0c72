/** Ingest alone in a process, on the embedded adapters: `node dist/main.js [--config FILE] [--data FOLDER]`. */
import 'reflect-metadata';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { openFileBlobStore } from '@postbus/blob-fs';
import { openEmbeddedBus } from '@postbus/bus-embedded';
import {
  BLOB_STORE,
  BusConsumersModule,
  DIRECTORY,
  MESSAGE_BUS,
  loadConfiguration,
  optional,
  portsModule,
  section,
  setting,
  text,
} from '@postbus/platform';
import { openSqliteStore } from '@postbus/store-sqlite';
import { certificateFrom } from './certificate.ts';
import { watchDisk } from './disk-room.ts';
import { ingestSection } from './ingest-settings.ts';
import { listenAddressText } from './listen-address.ts';
import { IngestListeners } from './nest/ingest-listeners.ts';
import { IngestModule } from './nest/ingest.module.ts';

const configuration = section({
  data: setting(text(), 'data', 'Folder of the data'),
  tls: section({
    certificate: optional(text(), 'PEM file of the certificate; without one there is no TLS, and no login'),
    key: optional(text(), 'PEM file of its private key'),
  }),
  ingest: ingestSection,
});

type Configuration = ReturnType<typeof loadConfiguration<typeof configuration>>;

const { values } = parseArgs({ options: { config: { type: 'string' }, data: { type: 'string' } } });
const { data, tls, ingest } = loadConfiguration(configuration, {
  ...(values.config !== undefined && { file: values.config }),
  environment: process.env,
  flags: values.data === undefined ? [] : [{ key: 'data', name: '--data', value: values.data }],
});

mkdirSync(data, { recursive: true });
const bus = openEmbeddedBus({ folder: data });
const blobs = await openFileBlobStore(join(data, 'blobs'));
const store = openSqliteStore({ folder: data });
const room = watchDisk(data, ingest.leastFree);

@Module({
  imports: [
    portsModule([
      [MESSAGE_BUS, bus],
      [BLOB_STORE, blobs],
      [DIRECTORY, store.directory],
    ]),
    BusConsumersModule,
    IngestModule.register({ settings: ingest, room, ...secureContextOf(tls) }),
  ],
})
class IngestAlone {}

const application = await NestFactory.createApplicationContext(IngestAlone, { logger: ['error', 'warn'] });
for (const [name, address] of Object.entries(application.get(IngestListeners).addresses)) {
  process.stdout.write(`${name} ${listenAddressText(address)}\n`);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());

async function stop(): Promise<void> {
  await application.close();
  room.close();
  await bus.close();
  await blobs.close();
  await store.close();
}

function secureContextOf({
  certificate,
  key,
}: Configuration['tls']): Pick<Parameters<typeof IngestModule.register>[0], 'secureContext'> {
  return certificate === undefined || key === undefined ? {} : { secureContext: certificateFrom({ certificate, key }) };
}
