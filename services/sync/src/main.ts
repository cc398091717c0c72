/** Sync alone in a process: `node dist/main.js [--config FILE] [--data FOLDER]`. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { runService } from '@postbus/composition';
import { BusConsumersModule, section } from '@postbus/platform';
import { HttpListeners } from './nest/http-listeners.ts';
import { SyncModule } from './nest/sync.module.ts';
import { syncSettings } from './sync-settings.ts';

await runService({
  settings: section({ sync: syncSettings }),
  start: async (adapters, { sync }) => {
    @Module({ imports: [adapters.module, BusConsumersModule, SyncModule.register(sync)] })
    class Application {}
    const listeners = new HttpListeners(sync);
    const application = await NestFactory.create<NestFastifyApplication>(Application, listeners.adapter, {
      bodyParser: false,
      logger: ['error', 'warn'],
    });
    const { http } = await listeners.listen(application);
    return { listening: { http: `${http.address}:${http.port}` }, close: () => application.close() };
  },
});
