/** Wires the service: use cases over the ports, the pool of threads, the consumers. */
import { type DynamicModule, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ATTEMPT_LOG, BLOB_STORE, CLOCK, MAIL_STORE, MESSAGE_BUS } from '@postbus/platform';
import type { AttemptLog, BlobStore, Clock, MailStore, MessageBus } from '@postbus/ports';
import type { ConversionSettings } from '../conversion-settings.ts';
import { ByteBudget } from '../use-cases/byte-budget.ts';
import { ConvertReliably } from '../use-cases/convert-reliably.ts';
import { DeliverMessage } from '../use-cases/deliver-message.ts';
import { RouteSubmission } from '../use-cases/route-submission.ts';
import { ConversionPool } from '../worker/conversion-pool.ts';
import { MailReceivedConsumer } from './mail-received.consumer.ts';
import { MailSubmittedConsumer } from './mail-submitted.consumer.ts';

const mebibyte = 2 ** 20;

function poolOf({ threads, threadMemory, time }: ConversionSettings): ConversionPool {
  return new ConversionPool({ threads, memory: threadMemory / mebibyte, time });
}

@Injectable()
class PoolLifetime implements OnApplicationShutdown {
  constructor(@Inject(ConversionPool) private readonly pool: ConversionPool) {}

  onApplicationShutdown(): Promise<void> {
    return this.pool.close();
  }
}

@Module({})
export class ConversionModule {
  static register(settings: ConversionSettings): DynamicModule {
    return {
      module: ConversionModule,
      providers: [
        { provide: ConversionPool, useFactory: () => poolOf(settings) },
        {
          provide: ConvertReliably,
          inject: [ConversionPool, ATTEMPT_LOG],
          useFactory: (pool: ConversionPool, attempts: AttemptLog) =>
            new ConvertReliably(pool, attempts, new ByteBudget(settings.inFlight)),
        },
        {
          provide: DeliverMessage,
          inject: [BLOB_STORE, ConvertReliably, MAIL_STORE],
          useFactory: (blobs: BlobStore, converter: ConvertReliably, mailboxes: MailStore) =>
            new DeliverMessage(blobs, converter, mailboxes, settings),
        },
        {
          provide: RouteSubmission,
          inject: [MESSAGE_BUS, BLOB_STORE, ConvertReliably, MAIL_STORE, CLOCK],
          useFactory: (
            bus: MessageBus,
            blobs: BlobStore,
            converter: ConvertReliably,
            mailboxes: MailStore,
            clock: Clock,
          ) => new RouteSubmission(bus, blobs, converter, mailboxes, clock),
        },
        PoolLifetime,
        MailReceivedConsumer,
        MailSubmittedConsumer,
      ],
    };
  }
}
