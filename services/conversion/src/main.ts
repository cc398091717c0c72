/** Conversion alone in a process: `node dist/main.js [--config FILE] [--data FOLDER]`. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { runService } from '@postbus/composition';
import { BusConsumersModule, section } from '@postbus/platform';
import { conversionSettings } from './conversion-settings.ts';
import { ConversionModule } from './nest/conversion.module.ts';

await runService({
  settings: section({ conversion: conversionSettings }),
  start: (adapters, { conversion }) => {
    @Module({ imports: [adapters.module, BusConsumersModule, ConversionModule.register(conversion)] })
    class Application {}
    return NestFactory.createApplicationContext(Application, { logger: ['error', 'warn'] });
  },
});
