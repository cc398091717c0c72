/** The relay alone in a process: `node dist/main.js [--config FILE] [--data FOLDER]`. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { runService } from '@postbus/composition';
import { BusConsumersModule, NestLog, section } from '@postbus/platform';
import { RelayModule } from './nest/relay.module.ts';
import { relaySettings } from './relay-settings.ts';

/** What ends beside the sessions with next hops. */
const otherwise = 15_000;

await runService({
  name: 'relay',
  settings: section({ relay: relaySettings }),
  start: async ({ adapters, log, onShutdown }, { relay }) => {
    @Module({ imports: [adapters.module, BusConsumersModule, RelayModule.register(relay)] })
    class Application {}
    const application = await NestFactory.createApplicationContext(Application, {
      logger: new NestLog(log),
      abortOnError: false,
    });
    onShutdown('relay', () => application.close(), relay.shutdown + otherwise);
    return {};
  },
});
