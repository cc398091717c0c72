/** The relay alone in a process: `node dist/main.js [--config FILE] [--data FOLDER]`. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { runService } from '@postbus/composition';
import { BusConsumersModule, section } from '@postbus/platform';
import { RelayModule } from './nest/relay.module.ts';
import { relaySettings } from './relay-settings.ts';

await runService({
  settings: section({ relay: relaySettings }),
  start: (adapters, { relay }) => {
    @Module({ imports: [adapters.module, BusConsumersModule, RelayModule.register(relay)] })
    class Application {}
    return NestFactory.createApplicationContext(Application, { logger: ['error', 'warn'] });
  },
});
