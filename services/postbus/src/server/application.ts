/** One Nest application with the modules of the services that run here. */
import 'reflect-metadata';
import type { SecureContextOptions } from 'node:tls';
import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Adapters, type Listening, textChannels } from '@postbus/composition';
import { ConversionModule } from '@postbus/conversion';
import { IngestListeners, IngestModule, watchDisk } from '@postbus/ingest';
import {
  BusConsumersModule,
  type CertificateFiles,
  type Log,
  NestLog,
  certificateFrom,
  tlsOptions,
} from '@postbus/platform';
import { RelayModule } from '@postbus/relay';
import { SmsDispatchModule } from '@postbus/sms-dispatch';
import { HttpListeners, MailboxWaits, SyncModule } from '@postbus/sync';
import { textingOf } from '../admin/text/texting-settings.ts';
import type { Configuration, ServiceName } from './configuration.ts';

export interface Application {
  /** Addresses by the name of the listener, with the ports chosen where 0 was asked for. */
  readonly listening: Listening;
  /** Lets requests that wait go, over the time that the settings say. */
  readonly drain: () => Promise<void>;
  close(): Promise<void>;
}

export interface ApplicationParts {
  readonly adapters: Pick<Adapters, 'module' | 'folder' | 'clock' | 'owner'>;
  /** Without one there is no TLS. */
  readonly certificate: CertificateFiles | undefined;
  readonly log: Log;
}

/** What makes up the module of an application; every application has one of its own. */
@Module({})
class PostbusModule {}

/** @throws {Error} by the system where an address cannot be listened on; then nothing listens */
export async function startApplication(
  settings: Configuration,
  { adapters, certificate, log }: ApplicationParts,
): Promise<Application> {
  const room = adapters.folder === undefined ? undefined : watchDisk(adapters.folder, settings.ingest.leastFree);
  const secureContext = certificate && certificateFrom(certificate, () => adapters.clock.now());
  const tls = certificate && secureContext && tlsOptions(certificate, secureContext);
  const ingest = {
    settings: settings.ingest,
    ...(settings.textMessages.mailDomain !== undefined && { mailDomain: settings.textMessages.mailDomain }),
    ...(room !== undefined && { room }),
    ...(secureContext !== undefined && { secureContext }),
  };
  const modules: Readonly<Record<ServiceName, () => readonly DynamicModule[]>> = {
    ingest: () => [IngestModule.register(ingest)],
    conversion: () => [ConversionModule.register(settings.conversion, settings.textMessages)],
    relay: () => [RelayModule.register(settings.relay)],
    'sms-dispatch': () => [
      SmsDispatchModule.register(settings.smsDispatch, {
        textMessages: settings.textMessages,
        channels: textChannels,
        owner: adapters.owner,
        ...(tls !== undefined && { tls }),
      }),
    ],
    sync: () => [SyncModule.register(settings.sync, textingOf(settings))],
    admin: () => [],
  };
  const root: DynamicModule = {
    module: PostbusModule,
    imports: [adapters.module, BusConsumersModule, ...settings.services.flatMap((name) => modules[name]())],
  };
  const options = { logger: new NestLog(log), abortOnError: false };
  try {
    const runs = settings.services.includes('sync')
      ? await startHttp(root, settings, tls, options)
      : await startContext(root, options);
    const close = async (): Promise<void> => {
      await runs.close();
      room?.close();
    };
    return { listening: { ...ingestListening(settings, runs.nest), ...runs.listening }, drain: runs.drain, close };
  } catch (error) {
    room?.close();
    throw error;
  }
}

interface Started extends Application {
  readonly nest: INestApplicationContext;
}

function ingestListening({ services }: Configuration, nest: INestApplicationContext): Listening {
  return services.includes('ingest') ? nest.get(IngestListeners, { strict: false }).listening : {};
}

interface NestOptions {
  readonly logger: NestLog;
  readonly abortOnError: boolean;
}

async function startContext(root: DynamicModule, options: NestOptions): Promise<Started> {
  const nest = await NestFactory.createApplicationContext(root, options);
  return { nest, listening: {}, drain: async () => {}, close: () => nest.close() };
}

async function startHttp(
  root: DynamicModule,
  { sync }: Configuration,
  tls: SecureContextOptions | undefined,
  options: NestOptions,
): Promise<Started> {
  const listeners = new HttpListeners(sync, tls);
  const nest = await NestFactory.create<NestFastifyApplication>(root, listeners.adapter, {
    ...options,
    bodyParser: false,
  });
  const close = async (): Promise<void> => {
    await nest.close();
    await listeners.close();
  };
  const drain = (): Promise<void> => nest.get(MailboxWaits, { strict: false }).drain(sync.drain);
  try {
    return { nest, listening: await listeners.listen(nest), drain, close };
  } catch (error) {
    await close();
    throw error;
  }
}
