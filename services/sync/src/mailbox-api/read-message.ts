/** A message of a mailbox, or a message within it, as a file of any format. */
import { type MailboxScope, type MessageRecord, type StoredMessage, blobsOf } from '@postbus/domain';
import { type MessageObject, toStored } from '@postbus/mapi';
import { type MessageFormat, extensionOf, mediaTypeOf } from '@postbus/message-file';
import type { BlobStore, MailStore } from '@postbus/ports';
import { attachmentContent } from '../content/attachment-content.ts';
import { MessageContent } from '../content/message-content.ts';
import { ApiError } from './api-error.ts';
import type { ApiToken } from './api-token.ts';
import type { ThreadRequest } from './conversion-thread.ts';
import type { ConversionThreads } from './conversion-threads.ts';
import type { MailboxAccess } from './mailbox-access.ts';
import { type Representation, heldRepresentation } from './representation.ts';

export interface WantedMessage {
  readonly mailbox: string;
  readonly message: number;
}

export interface WantedAttachment extends WantedMessage {
  /** Position in the message's attachments, from 0. */
  readonly attachment: number;
}

export class ReadMessage {
  constructor(
    private readonly access: MailboxAccess,
    private readonly store: MailStore,
    private readonly blobs: BlobStore,
    private readonly threads: ConversionThreads,
  ) {}

  /**
   * The original MIME byte for byte, streamed from where it lies; other formats, and MIME that there is none of, are made.
   * @throws {ApiError} `no-such-mailbox`, `no-such-message`, `cannot-convert`, `busy`
   */
  async message(
    wanted: WantedMessage,
    format: MessageFormat,
    token: ApiToken,
    signal: AbortSignal,
  ): Promise<Representation> {
    const { scope, record } = await this.#open(wanted, token);
    const filename = `${record.id}.${extensionOf(format)}`;
    const { mime } = record;
    if (format === 'eml' && mime !== undefined) {
      return {
        mediaType: mediaTypeOf(format),
        filename,
        etag: `"${mime.sha256}"`,
        size: mime.size,
        read: (range) => this.blobs.stream(mime, range),
      };
    }
    const { bytes } = await this.threads.run(async () => {
      const stored = await this.#stored(scope, record);
      return this.#request(stored, stored.object, format);
    }, signal);
    return heldRepresentation(bytes, { mediaType: mediaTypeOf(format), filename });
  }

  /**
   * The content of an attachment, decoded; an embedded message as a file of `format`, as it came where that is MIME.
   * @throws {ApiError} `no-such-mailbox`, `no-such-message`, `no-such-attachment`, `cannot-convert`, `busy`
   */
  async attachment(
    wanted: WantedAttachment,
    format: MessageFormat,
    token: ApiToken,
    signal: AbortSignal,
  ): Promise<Representation> {
    const { scope, record } = await this.#open(wanted, token);
    const { attachment: number } = wanted;
    const stored = await this.#stored(scope, record);
    const embedded = stored.object.attachments[number]?.embedded;
    if (embedded !== undefined && format !== 'eml') {
      const { bytes } = await this.threads.run(() => this.#request(stored, embedded, format), signal);
      return heldRepresentation(bytes, {
        mediaType: mediaTypeOf(format),
        filename: `${record.id}-${number}.${extensionOf(format)}`,
      });
    }
    const content = new MessageContent(this.store, this.blobs, scope, record);
    const found = await attachmentContent(content, [number]);
    if (found === undefined)
      throw new ApiError('no-such-attachment', `message ${record.id} has no attachment ${number}`);
    const filename = record.summary.attachments[number]?.displayName ?? `${record.id}-${number}`;
    return heldRepresentation(found.bytes, { mediaType: found.contentType, filename });
  }

  async #open({ mailbox, message }: WantedMessage, token: ApiToken) {
    const open = await this.access.open(mailbox, token);
    return { scope: open.scope, record: await this.access.message(open, message) };
  }

  async #stored(scope: MailboxScope, { id }: MessageRecord): Promise<StoredMessage> {
    const stored = await this.store.message(scope, id);
    if (stored === undefined) throw new ApiError('no-such-message', `message ${id} is gone`);
    return stored;
  }

  /** Everything that `message`, which is `stored` or within it, needs to be written. */
  async #request(stored: StoredMessage, message: MessageObject, to: MessageFormat): Promise<ThreadRequest> {
    const read = async ({ sha256 }: { readonly sha256: string }) =>
      [sha256, await this.blobs.read({ sha256 })] as const;
    const blobs = new Map(await Promise.all(blobsOf(stored).map(read)));
    const mime = stored.mime && blobs.get(stored.mime.sha256);
    return { message: toStored(message), mime, blobs, to };
  }
}
