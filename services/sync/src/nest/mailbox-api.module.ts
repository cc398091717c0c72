/** Wires the mailbox API. */
import { type DynamicModule, type FactoryProvider, Inject, Module, type OnModuleDestroy } from '@nestjs/common';
import { BLOB_STORE, DIRECTORY, MAIL_STORE } from '@postbus/platform';
import type { BlobStore, Directory, MailStore } from '@postbus/ports';
import { ConversionThreads } from '../mailbox-api/conversion-threads.ts';
import { ConvertFile } from '../mailbox-api/convert-file.ts';
import { MailboxAccess } from '../mailbox-api/mailbox-access.ts';
import { ReadMailbox } from '../mailbox-api/read-mailbox.ts';
import { ReadMessage } from '../mailbox-api/read-message.ts';
import type { SyncSettings } from '../sync-settings.ts';
import { MailboxApiController } from './mailbox-api.controller.ts';
import { SYNC_SETTINGS, TokenFirst } from './token-first.ts';

const useCases: readonly FactoryProvider[] = [
  {
    provide: MailboxAccess,
    inject: [DIRECTORY, MAIL_STORE],
    useFactory: (directory: Directory, store: MailStore) => new MailboxAccess(directory, store),
  },
  {
    provide: ReadMailbox,
    inject: [MailboxAccess, MAIL_STORE],
    useFactory: (access: MailboxAccess, store: MailStore) => new ReadMailbox(access, store),
  },
  {
    provide: ReadMessage,
    inject: [MailboxAccess, MAIL_STORE, BLOB_STORE, ConversionThreads],
    useFactory: (access: MailboxAccess, store: MailStore, blobs: BlobStore, threads: ConversionThreads) =>
      new ReadMessage(access, store, blobs, threads),
  },
  {
    provide: ConvertFile,
    inject: [ConversionThreads],
    useFactory: (threads: ConversionThreads) => new ConvertFile(threads),
  },
];

@Module({})
export class MailboxApiModule implements OnModuleDestroy {
  constructor(@Inject(ConversionThreads) private readonly threads: ConversionThreads) {}

  static register(settings: SyncSettings): DynamicModule {
    return {
      module: MailboxApiModule,
      controllers: [MailboxApiController],
      providers: [
        { provide: SYNC_SETTINGS, useValue: settings },
        { provide: ConversionThreads, useFactory: () => new ConversionThreads(settings.api) },
        ...useCases,
        TokenFirst,
      ],
      exports: [MailboxAccess, TokenFirst],
    };
  }

  async onModuleDestroy(): Promise<void> {
    await this.threads.close();
  }
}
