/** sms-dispatch as a Nest module: dispatches from when the application starts until it stops. */
import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import {
  BLOB_STORE,
  CLOCK,
  DEVICE_STORE,
  DIRECTORY,
  JOB_STORE,
  MAIL_STORE,
  MESSAGE_BUS,
  TEXT_MESSAGE_STORE,
} from '@postbus/platform';
import type {
  BlobStore,
  Clock,
  DeviceStore,
  Directory,
  JobStore,
  MailStore,
  MessageBus,
  TextMessageStore,
} from '@postbus/ports';
import { type SmsDispatch, type SmsDispatchSurroundings, createSmsDispatch } from '../create-sms-dispatch.ts';
import type { SmsDispatchSettings } from '../sms-dispatch-settings.ts';
import { PlanSubmission } from '../use-cases/plan-submission.ts';
import { SettleMessage } from '../use-cases/settle-message.ts';
import { SmsStatusConsumer } from './sms-status.consumer.ts';
import { SmsSubmittedConsumer } from './sms-submitted.consumer.ts';

/** Injection token of the running {SmsDispatch}. */
export const SMS_DISPATCH = Symbol('sms-dispatch');

@Module({})
export class SmsDispatchModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(SMS_DISPATCH) private readonly dispatch: SmsDispatch) {}

  static register(settings: SmsDispatchSettings, surroundings: SmsDispatchSurroundings): DynamicModule {
    return {
      module: SmsDispatchModule,
      providers: [
        {
          provide: SMS_DISPATCH,
          inject: [TEXT_MESSAGE_STORE, MAIL_STORE, JOB_STORE, DIRECTORY, DEVICE_STORE, BLOB_STORE, MESSAGE_BUS, CLOCK],
          useFactory: (
            texts: TextMessageStore,
            mail: MailStore,
            jobs: JobStore,
            directory: Directory,
            devices: DeviceStore,
            blobs: BlobStore,
            bus: MessageBus,
            clock: Clock,
          ) => createSmsDispatch({ texts, mail, jobs, directory, devices, blobs, bus, clock }, settings, surroundings),
        },
        { provide: PlanSubmission, inject: [SMS_DISPATCH], useFactory: ({ plan }: SmsDispatch) => plan },
        { provide: SettleMessage, inject: [SMS_DISPATCH], useFactory: ({ settle }: SmsDispatch) => settle },
        SmsSubmittedConsumer,
        SmsStatusConsumer,
      ],
      exports: [SMS_DISPATCH],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.dispatch.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.dispatch.stop();
  }
}
