/** Wires the service: commands over the ports, the request handler, the controller, the consumer that wakes requests. */
import { type DynamicModule, type FactoryProvider, Module } from '@nestjs/common';
import {
  AUTHENTICATOR,
  AuthenticationModule,
  BLOB_STORE,
  CLOCK,
  DEVICE_STORE,
  MAIL_STORE,
  TEXT_MESSAGE_STORE,
} from '@postbus/platform';
import type { BlobStore, Clock, DeviceStore, MailStore, TextMessageStore } from '@postbus/ports';
import { activeSyncCommands } from '../activesync/active-sync.ts';
import { KnownDevices } from '../activesync/device/known-device.ts';
import { AnswerRequest } from '../activesync/http/answer-request.ts';
import { LogIn, type Passwords } from '../activesync/http/log-in.ts';
import { MailboxWaits } from '../activesync/mailbox-waits.ts';
import type { SyncSettings } from '../sync-settings.ts';
import { ActiveSyncController } from './active-sync.controller.ts';
import { LogInFirst } from './log-in-first.ts';
import { MailboxApiModule } from './mailbox-api.module.ts';
import { MailboxChangedConsumer } from './mailbox-changed.consumer.ts';
import { NothingHereController } from './nothing-here.controller.ts';
import { TextApiModule, type TextApiOptions } from './text-api.module.ts';

function answerRequest(settings: SyncSettings, region: string | undefined): FactoryProvider<AnswerRequest> {
  return {
    provide: AnswerRequest,
    inject: [MAIL_STORE, DEVICE_STORE, BLOB_STORE, TEXT_MESSAGE_STORE, CLOCK, MailboxWaits],
    useFactory: (
      store: MailStore,
      deviceStore: DeviceStore,
      blobs: BlobStore,
      texts: TextMessageStore,
      clock: Clock,
      waits: MailboxWaits,
    ) => {
      const devices = new KnownDevices(deviceStore, clock, { devices: settings.mostDevices });
      const ports = { store, deviceStore, blobs, texts, clock };
      const commands = activeSyncCommands(ports, devices, waits, { ...settings, region });
      return new AnswerRequest(commands, devices, settings);
    },
  };
}

@Module({})
export class SyncModule {
  /** Needs the ports' module and `BusConsumersModule` beside it. */
  static register(settings: SyncSettings, textApi: TextApiOptions = {}): DynamicModule {
    const mailboxApi = MailboxApiModule.register(settings);
    return {
      module: SyncModule,
      imports: [AuthenticationModule, mailboxApi, TextApiModule.register(settings, mailboxApi, textApi)],
      controllers: [ActiveSyncController, NothingHereController],
      providers: [
        MailboxWaits,
        { provide: LogIn, inject: [AUTHENTICATOR], useFactory: (passwords: Passwords) => new LogIn(passwords) },
        LogInFirst,
        answerRequest(settings, textApi.region),
        MailboxChangedConsumer,
      ],
    };
  }
}
