/** Renders items of each kind by their class. [MS-ASEMAIL] 2.2.2, [MS-ASMS] 2.2 */
import type { ApplicationData } from '@postbus/activesync';
import { type MailboxScope, type MessageKind, type MessageRecord, messageKindOf } from '@postbus/domain';
import type { BlobStore, MailStore } from '@postbus/ports';
import type { ItemOptions, ItemRenderer } from '../rendering.ts';
import { EmailRenderer } from './email-renderer.ts';
import { SmsRenderer } from './sms-renderer.ts';

export class RendererByKind implements ItemRenderer {
  readonly #renderers: Readonly<Record<MessageKind, ItemRenderer>>;

  /** @param region where numbers are dialled by whoever has no region */
  constructor(store: MailStore, blobs: BlobStore, region?: string) {
    this.#renderers = { mail: new EmailRenderer(store, blobs), text: new SmsRenderer(store, blobs, region) };
  }

  item(scope: MailboxScope, message: MessageRecord, options: ItemOptions): Promise<ApplicationData> {
    return this.#of(message).item(scope, message, options);
  }

  changed(scope: MailboxScope, message: MessageRecord, options: ItemOptions): Promise<ApplicationData> {
    return this.#of(message).changed(scope, message, options);
  }

  #of({ summary }: MessageRecord): ItemRenderer {
    return this.#renderers[messageKindOf(summary.messageClass)];
  }
}
