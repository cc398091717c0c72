/** The relay alone in a process: `node dist/main.js [--config FILE] [--data FOLDER]`. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { runService } from '@postbus/composition';
import { BusConsumersModule } from '@postbus/platform';
import { RelayModule } from './nest/relay.module.ts';
import { relaySettings } from './relay-settings.ts';

await runService({
  name: 'relay',
  settings: relaySettings,
  start: (adapters, settings) => {
    @Module({ imports: [adapters.module, BusConsumersModule, RelayModule.register(settings)] })
    class Application {}
    return NestFactory.createApplicationContext(Application, { logger: ['error', 'warn'] });
  },
});
