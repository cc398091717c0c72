/** Conversion alone in a process: `node dist/main.js [--config FILE] [--data FOLDER]`. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { runService } from '@postbus/composition';
import { BusConsumersModule, NestLog, section } from '@postbus/platform';
import { conversionSettings } from './conversion-settings.ts';
import { ConversionModule } from './nest/conversion.module.ts';

await runService({
  name: 'conversion',
  settings: section({ conversion: conversionSettings }),
  start: async ({ adapters, log, onShutdown }, { conversion, textMessages }) => {
    const service = ConversionModule.register(conversion, textMessages);
    @Module({ imports: [adapters.module, BusConsumersModule, service] })
    class Application {}
    const application = await NestFactory.createApplicationContext(Application, {
      logger: new NestLog(log),
      abortOnError: false,
    });
    onShutdown('conversion', () => application.close());
    return {};
  },
});
