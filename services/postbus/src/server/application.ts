/** One Nest application with the modules of the services that run here. */
import 'reflect-metadata';
import type { SecureContextOptions } from 'node:tls';
import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConversionModule } from '@postbus/conversion';
import {
  type CertificateFiles,
  IngestListeners,
  IngestModule,
  certificateFrom,
  listenAddressText,
  watchDisk,
} from '@postbus/ingest';
import { BusConsumersModule, type Log, NestLog } from '@postbus/platform';
import type { Clock } from '@postbus/ports';
import { RelayModule } from '@postbus/relay';
import { HttpListeners, SyncModule } from '@postbus/sync';
import type { Configuration, ServiceName } from './configuration.ts';
import { tlsOptions } from './tls-options.ts';

export interface Application {
  /** Addresses by the name of the listener, with the ports chosen where 0 was asked for. */
  readonly listening: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export interface ApplicationParts {
  /** Gives the adapters to the services. */
  readonly adapters: DynamicModule;
  readonly certificate: CertificateFiles;
  readonly clock: Clock;
  readonly log: Log;
}

/** What makes up the module of an application; every application has one of its own. */
@Module({})
class PostbusModule {}

/** @throws {Error} by the system where an address cannot be listened on; then nothing listens */
export async function startApplication(settings: Configuration, parts: ApplicationParts): Promise<Application> {
  const room = watchDisk(settings.data, settings.ingest.leastFree);
  const secureContext = certificateFrom(parts.certificate, () => parts.clock.now());
  const modules: Readonly<Record<ServiceName, () => DynamicModule>> = {
    ingest: () => IngestModule.register({ settings: settings.ingest, room, secureContext }),
    conversion: () => ConversionModule.register(settings.conversion),
    relay: () => RelayModule.register(settings.relay),
    sync: () => SyncModule.register(settings.sync),
  };
  const root: DynamicModule = {
    module: PostbusModule,
    imports: [parts.adapters, BusConsumersModule, ...settings.services.map((name) => modules[name]())],
  };
  const options = { logger: new NestLog(parts.log), abortOnError: false };
  try {
    const runs = settings.services.includes('sync')
      ? await startHttp(root, settings, tlsOptions(parts.certificate, secureContext), options)
      : await startContext(root, options);
    const ingest = settings.services.includes('ingest') ? ingestAddresses(runs.application) : {};
    return {
      listening: { ...ingest, ...runs.listening },
      close: async () => {
        await runs.close();
        room.close();
      },
    };
  } catch (error) {
    room.close();
    throw error;
  }
}

interface Started extends Application {
  readonly application: INestApplicationContext;
}

interface NestOptions {
  readonly logger: NestLog;
  readonly abortOnError: boolean;
}

async function startContext(root: DynamicModule, options: NestOptions): Promise<Started> {
  const application = await NestFactory.createApplicationContext(root, options);
  return { application, listening: {}, close: () => application.close() };
}

async function startHttp(
  root: DynamicModule,
  { sync }: Configuration,
  tls: SecureContextOptions,
  options: NestOptions,
): Promise<Started> {
  const listeners = new HttpListeners(sync, tls);
  const application = await NestFactory.create<NestFastifyApplication>(root, listeners.adapter, {
    ...options,
    bodyParser: false,
  });
  const close = async (): Promise<void> => {
    await application.close();
    await listeners.close();
  };
  try {
    const { http, https } = await listeners.listen(application);
    const text = ({ address, port }: { address: string; port: number }) => listenAddressText({ host: address, port });
    return {
      application,
      listening: { http: `http://${text(http)}`, ...(https !== undefined && { https: `https://${text(https)}` }) },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function ingestAddresses(application: INestApplicationContext): Record<string, string> {
  const names = { relay: 'smtp', submission: 'submission', submissions: 'submissions', lmtp: 'lmtp' } as const;
  const { addresses } = application.get(IngestListeners, { strict: false });
  return Object.fromEntries(
    Object.entries(names).flatMap(([listener, name]) => {
      const address = addresses[listener as keyof typeof names];
      return address === undefined ? [] : [[name, listenAddressText(address)]];
    }),
  );
}
