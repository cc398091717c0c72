import 'reflect-metadata';
import { createSecureContext } from 'node:tls';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { openFileBlobStore } from '@postbus/blob-fs';
import { openEmbeddedBus } from '@postbus/bus-embedded';
import { BLOB_STORE, BusConsumersModule, DIRECTORY, MESSAGE_BUS, hashPassword, portsModule } from '@postbus/platform';
import { openSqliteStore } from '@postbus/store-sqlite';
import { SmtpClient, sinkCertificate, temporaryFolder } from '@postbus/testing';
import { describe, expect, it } from 'vitest';
import { testSettings } from '../ingest-settings.fixture.ts';
import { IngestListeners } from './ingest-listeners.ts';
import { IngestModule } from './ingest.module.ts';

describe('the Nest module', () => {
  it('listens from the start on, knows the logins of the directory, and drains at the end', async () => {
    const folder = temporaryFolder();
    const bus = openEmbeddedBus({ folder: folder.path });
    const blobs = await openFileBlobStore(`${folder.path}/blobs`);
    const store = openSqliteStore({ folder: folder.path });
    const passwordHash = await hashPassword('secret');
    await store.directory.add({ tenant: 'one', address: 'ann@here.example', passwordHash });
    const settings = testSettings({ submissions: '127.0.0.1:0' });
    const context = createSecureContext(sinkCertificate);
    @Module({
      imports: [
        portsModule([
          [BLOB_STORE, blobs],
          [MESSAGE_BUS, bus],
          [DIRECTORY, store.directory],
        ]),
        BusConsumersModule,
        IngestModule.register({ settings, secureContext: () => context }),
      ],
    })
    class Root {}
    const app = await NestFactory.createApplicationContext(Root, { logger: false });
    const listeners = app.get(IngestListeners);
    const client = await SmtpClient.connect({
      ...(listeners.addresses.submissions as { host: string; port: number }),
      tls: {},
    });
    await client.reply();
    await client.command('EHLO client.example');
    expect((await client.authPlain('ann@here.example', 'wrong')).code).toBe(535);
    expect((await client.authPlain('ann@here.example', 'secret')).code).toBe(235);
    expect(listeners.load.connections).toBe(1);
    const closing = app.close();
    expect((await client.reply()).code).toBe(421);
    client.end();
    await closing;
    expect(listeners.load.connections).toBe(0);
    await bus.close();
    await blobs.close();
    await store.close();
    folder.remove();
  });
});
