/** Wires the API of text messages. */
import { type DynamicModule, type FactoryProvider, Module } from '@nestjs/common';
import { BLOB_STORE, CLOCK, DEVICE_STORE, MAIL_STORE, TEXT_MESSAGE_STORE } from '@postbus/platform';
import type { BlobStore, Clock, DeviceStore, MailStore, TextMessageStore } from '@postbus/ports';
import {
  CancelSubmission,
  FindSubmission,
  ReleaseMessage,
  ReviseSubmission,
  SendTextMessage,
  SubmitTextMessage,
} from '@postbus/text-messages';
import { MailboxAccess } from '../mailbox-api/mailbox-access.ts';
import type { SyncSettings } from '../sync-settings.ts';
import { TextMessages } from '../text-api/text-messages.ts';
import { refuseTextTokenMistakes } from '../text-api/text-token-mistakes.ts';
import { TextSenders } from '../text-api/text-senders.ts';
import { TextApiController } from './text-api.controller.ts';
import { SYNC_SETTINGS } from './token-first.ts';

export interface TextApiOptions {
  /** Where numbers are dialled from by whoever has no region. */
  readonly region?: string | undefined;
  /** Names of the channels, as far as this process knows them. */
  readonly channels?: readonly string[] | undefined;
  /** Whether what a carrier may have is sent again at its owner's word. */
  readonly alsoOfCarriers?: boolean | undefined;
}

const eventSource = '/sync';

/** As this process has them from sms-dispatch beside it, else as its own settings say; undefined where they do not. */
function channelsOf({ api }: Pick<SyncSettings, 'api'>, { channels }: TextApiOptions): readonly string[] | undefined {
  return channels ?? (api.textChannels.length > 0 ? api.textChannels : undefined);
}

function textMessages({ api }: SyncSettings, options: TextApiOptions): FactoryProvider<TextMessages> {
  const { region } = options;
  const channels = channelsOf({ api }, options);
  const alsoOfCarriers = api.textResend || options.alsoOfCarriers === true;
  return {
    provide: TextMessages,
    inject: [MailboxAccess, TEXT_MESSAGE_STORE, MAIL_STORE, DEVICE_STORE, BLOB_STORE, CLOCK],
    useFactory: (
      access: MailboxAccess,
      messages: TextMessageStore,
      store: MailStore,
      deviceStore: DeviceStore,
      blobs: BlobStore,
      clock: Clock,
    ) => {
      const ports = { textMessages: messages, store, clock, eventSource };
      const find = new FindSubmission(messages, store);
      const submit = new SubmitTextMessage(store, clock);
      const uses = {
        find,
        send: new SendTextMessage(submit, { store, deviceStore, clock, region, channels, eventSource }),
        cancel: new CancelSubmission(find, ports),
        revise: new ReviseSubmission(find, ports),
        release: new ReleaseMessage(find, { ...ports, alsoOfCarriers }),
      };
      return new TextMessages(access, { textMessages: messages, store, blobs }, uses, new Set(api.textTokens));
    },
  };
}

@Module({})
export class TextApiModule {
  /**
   * @param mailboxApi the module of the mailbox API, whose tokens these are
   * @throws {ConfigurationError} `wrong-settings`
   */
  static register(settings: SyncSettings, mailboxApi: DynamicModule, options: TextApiOptions = {}): DynamicModule {
    refuseTextTokenMistakes(settings);
    return {
      module: TextApiModule,
      imports: [mailboxApi],
      controllers: [TextApiController],
      providers: [
        { provide: SYNC_SETTINGS, useValue: settings },
        textMessages(settings, options),
        {
          provide: TextSenders,
          inject: [MailboxAccess, DEVICE_STORE],
          useFactory: (access: MailboxAccess, devices: DeviceStore) =>
            new TextSenders(access, devices, channelsOf(settings, options) ?? []),
        },
      ],
    };
  }
}
