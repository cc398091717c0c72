/**
 * The relay alone, over the embedded adapters of one data folder. Settings come from the file that `POSTBUS_CONFIG`
 * names and from `POSTBUS_*` variables. Ends with SIGTERM or SIGINT: open sessions may end first.
 */
import 'reflect-metadata';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { openFileBlobStore } from '@postbus/blob-fs';
import { openEmbeddedBus } from '@postbus/bus-embedded';
import {
  BLOB_STORE,
  BusConsumersModule,
  CLOCK,
  DIRECTORY,
  JOB_STORE,
  MESSAGE_BUS,
  loadConfiguration,
  portsModule,
  section,
  setting,
  text,
} from '@postbus/platform';
import { systemClock } from '@postbus/ports';
import { openSqliteStore } from '@postbus/store-sqlite';
import { RelayModule } from './nest/relay.module.ts';
import { relaySettings } from './relay-settings.ts';

const schema = section({ data: setting(text(), 'data', 'Folder of the embedded adapters'), relay: relaySettings });
const file = process.env['POSTBUS_CONFIG'];
const { data, relay } = loadConfiguration(schema, { environment: process.env, ...(file !== undefined && { file }) });

const bus = openEmbeddedBus({ folder: data });
const store = openSqliteStore({ folder: data });
const blobs = await openFileBlobStore(join(data, 'blobs'));

const adapters = portsModule([
  [MESSAGE_BUS, bus],
  [JOB_STORE, store.jobStore],
  [DIRECTORY, store.directory],
  [BLOB_STORE, blobs],
  [CLOCK, systemClock],
]);

@Module({ imports: [adapters, BusConsumersModule, RelayModule.register(relay)] })
class Application {}

const application = await NestFactory.createApplicationContext(Application, { logger: ['warn', 'error'] });

async function stop(): Promise<void> {
  await application.close();
  await bus.close();
  await blobs.close();
  await store.close();
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
