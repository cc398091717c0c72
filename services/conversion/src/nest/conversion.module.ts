/** Wires the service: use cases over the ports, the pool of threads, the consumers. */
import { type DynamicModule, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import {
  ATTEMPT_LOG,
  BLOB_STORE,
  CLOCK,
  DIRECTORY,
  MAIL_STORE,
  MESSAGE_BUS,
  SMIME_STORE,
  TEXT_MESSAGE_STORE,
} from '@postbus/platform';
import type {
  AttemptLog,
  BlobStore,
  Clock,
  Directory,
  MailStore,
  MessageBus,
  SmimeStore,
  TextMessageStore,
} from '@postbus/ports';
import { SubmitTextMessage } from '@postbus/text-messages';
import type { ConversionSettings } from '../conversion-settings.ts';
import { BoundedAttempts } from '../use-cases/bounded-attempts.ts';
import { ByteBudget } from '../use-cases/byte-budget.ts';
import { ConvertReliably } from '../use-cases/convert-reliably.ts';
import { DeliverFromGateway } from '../use-cases/deliver-from-gateway.ts';
import { DeliverMessage } from '../use-cases/deliver-message.ts';
import { OpenReceived } from '../use-cases/open-received.ts';
import { ProtectSubmission } from '../use-cases/protect-submission.ts';
import { RouteSubmission } from '../use-cases/route-submission.ts';
import { SubmitAsText } from '../use-cases/submit-as-text.ts';
import { ConversionPool } from '../worker/conversion-pool.ts';
import { type GatewayParts, gatewayParts } from './gateway-parts.ts';
import { MailReceivedConsumer } from './mail-received.consumer.ts';
import { MailSubmittedConsumer } from './mail-submitted.consumer.ts';

const mebibyte = 2 ** 20;
const GATEWAY_PARTS = Symbol('GatewayParts');

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
  /** @param textMessages at which domain numbers have addresses; mail never becomes text messages where there is none */
  static register(
    settings: ConversionSettings,
    textMessages: { readonly mailDomain?: string | undefined } = {},
  ): DynamicModule {
    const { mailDomain } = textMessages;
    const { longest, largest, gateways } = settings.texts;
    return {
      module: ConversionModule,
      providers: [
        { provide: ConversionPool, useFactory: () => poolOf(settings) },
        {
          provide: BoundedAttempts,
          inject: [ATTEMPT_LOG],
          useFactory: (log: AttemptLog) => new BoundedAttempts(log, new ByteBudget(settings.inFlight)),
        },
        {
          provide: GATEWAY_PARTS,
          inject: [SMIME_STORE, DIRECTORY, BLOB_STORE, CLOCK, ConversionPool, BoundedAttempts],
          useFactory: (
            store: SmimeStore,
            directory: Directory,
            blobs: BlobStore,
            clock: Clock,
            pool: ConversionPool,
            attempts: BoundedAttempts,
          ) => gatewayParts(settings.smime, { store, directory, blobs, clock }, pool, attempts),
        },
        {
          provide: ConvertReliably,
          inject: [ConversionPool, BoundedAttempts],
          useFactory: (pool: ConversionPool, attempts: BoundedAttempts) => new ConvertReliably(pool, attempts),
        },
        {
          provide: DeliverMessage,
          inject: [BLOB_STORE, ConvertReliably, GATEWAY_PARTS, MAIL_STORE, TEXT_MESSAGE_STORE, ConversionPool],
          useFactory: (
            blobs: BlobStore,
            converter: ConvertReliably,
            parts: GatewayParts,
            mailboxes: MailStore,
            texts: TextMessageStore,
            work: ConversionPool,
          ) => {
            const mail = { ...parts, texts, work, mailboxes };
            const fromGateways = new DeliverFromGateway(mail, { gateways: new Map(gateways), mailDomain });
            return new DeliverMessage(blobs, converter, new OpenReceived(parts), fromGateways, mailboxes, settings);
          },
        },
        {
          provide: RouteSubmission,
          inject: [MESSAGE_BUS, BLOB_STORE, ConvertReliably, MAIL_STORE, CLOCK, GATEWAY_PARTS, ConversionPool],
          useFactory: (
            bus: MessageBus,
            blobs: BlobStore,
            converter: ConvertReliably,
            mailboxes: MailStore,
            clock: Clock,
            parts: GatewayParts,
            work: ConversionPool,
          ) => {
            const submit = new SubmitTextMessage(mailboxes, clock);
            const texts = new SubmitAsText({ ...parts, work, submit }, { mailDomain, longest, largest });
            return new RouteSubmission(bus, blobs, converter, mailboxes, clock, new ProtectSubmission(parts), texts);
          },
        },
        PoolLifetime,
        MailReceivedConsumer,
        MailSubmittedConsumer,
      ],
    };
  }
}
