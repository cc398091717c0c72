/** The relay as a Nest module: delivers from when the application starts until it stops. */
import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { BLOB_STORE, CLOCK, DIRECTORY, JOB_STORE, MESSAGE_BUS } from '@postbus/platform';
import type { BlobStore, Clock, Directory, JobStore, MessageBus } from '@postbus/ports';
import type { RelaySettings } from '../relay-settings.ts';
import type { DnsResolver } from '../routing/dns-resolver.ts';
import { type Relay, createRelay } from '../create-relay.ts';
import { PlanDelivery } from '../use-cases/plan-delivery.ts';
import { ReportRefusal } from '../use-cases/report-refusal.ts';
import { MailOutboundConsumer } from './mail-outbound.consumer.ts';
import { MailRefusedConsumer } from './mail-refused.consumer.ts';

/** Injection token of the running {Relay}. */
export const RELAY = Symbol('relay');

@Module({})
export class RelayModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(RELAY) private readonly relay: Relay) {}

  /** @param resolver instead of Node's */
  static register(settings: RelaySettings, resolver?: DnsResolver): DynamicModule {
    return {
      module: RelayModule,
      providers: [
        {
          provide: RELAY,
          inject: [JOB_STORE, BLOB_STORE, DIRECTORY, MESSAGE_BUS, CLOCK],
          useFactory: (jobs: JobStore, blobs: BlobStore, directory: Directory, bus: MessageBus, clock: Clock) =>
            createRelay({ jobs, blobs, directory, bus, clock, ...(resolver !== undefined && { resolver }) }, settings),
        },
        { provide: PlanDelivery, inject: [RELAY], useFactory: ({ plan }: Relay) => plan },
        { provide: ReportRefusal, inject: [RELAY], useFactory: ({ reportRefusal }: Relay) => reportRefusal },
        MailOutboundConsumer,
        MailRefusedConsumer,
      ],
      exports: [RELAY],
    };
  }

  onApplicationBootstrap(): void {
    this.relay.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.relay.stop();
  }
}
