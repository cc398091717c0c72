/** sms-dispatch alone in a process: `node dist/main.js [--config FILE] [--data FOLDER]`. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { runService, textChannels } from '@postbus/composition';
import { BusConsumersModule, NestLog, certificateFrom, section, tlsOptions } from '@postbus/platform';
import { SmsDispatchModule } from './nest/sms-dispatch.module.ts';
import { smsDispatchSettings } from './sms-dispatch-settings.ts';

/** What ends beside the submissions. */
const otherwise = 15_000;

await runService({
  name: 'sms-dispatch',
  settings: section({ smsDispatch: smsDispatchSettings }),
  start: async ({ adapters, log, onShutdown }, { smsDispatch, textMessages, tls: { certificate, key } }) => {
    const files = certificate !== undefined && key !== undefined ? { certificate, key } : undefined;
    const service = SmsDispatchModule.register(smsDispatch, {
      textMessages,
      channels: textChannels,
      owner: adapters.owner,
      ...(files !== undefined && { tls: tlsOptions(files, certificateFrom(files)) }),
    });
    @Module({ imports: [adapters.module, BusConsumersModule, service] })
    class Application {}
    const application = await NestFactory.createApplicationContext(Application, {
      logger: new NestLog(log),
      abortOnError: false,
    });
    onShutdown('sms-dispatch', () => application.close(), smsDispatch.shutdown + otherwise);
    return {};
  },
});
