/** Sync alone in a process: `node dist/main.js [--config FILE] [--data FOLDER]`. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { runService } from '@postbus/composition';
import { BusConsumersModule, NestLog, certificateFrom, section, tlsOptions } from '@postbus/platform';
import { MailboxWaits } from './activesync/mailbox-waits.ts';
import { HttpListeners } from './nest/http-listeners.ts';
import { SyncModule } from './nest/sync.module.ts';
import { syncSettings } from './sync-settings.ts';

/** What ends beside the requests that are let go one by one. */
const otherwise = 15_000;

await runService({
  name: 'sync',
  settings: section({ sync: syncSettings }),
  start: async ({ adapters, log, onShutdown }, { tls: { certificate, key }, sync, textMessages: { region } }) => {
    @Module({ imports: [adapters.module, BusConsumersModule, SyncModule.register(sync, { region })] })
    class Application {}
    const files = certificate !== undefined && key !== undefined ? { certificate, key } : undefined;
    const listeners = new HttpListeners(sync, files && tlsOptions(files, certificateFrom(files)));
    const application = await NestFactory.create<NestFastifyApplication>(Application, listeners.adapter, {
      bodyParser: false,
      logger: new NestLog(log),
      abortOnError: false,
    });
    onShutdown('sync', async () => {
      await application.close();
      await listeners.close();
    });
    onShutdown('waiting requests', () => application.get(MailboxWaits).drain(sync.drain), sync.drain + otherwise);
    return listeners.listen(application);
  },
});
