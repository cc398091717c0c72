/** Fetch: an item or an attachment of the mailbox. [MS-ASCMD] 2.2.1.10, 2.2.3.67.1 */
import {
  BodyType,
  CommonStatus,
  ItemClass,
  type ItemOperation,
  type ItemOperationsResponse,
  ItemOperationsStatus,
  type ItemProperties,
  ItemStore,
  MimeSupport,
  fetchedClass,
} from '@postbus/activesync';
import { type MessageRecord, messageKindOf } from '@postbus/domain';
import type { BlobStore, MailStore } from '@postbus/ports';
import type { CommandContext } from '../command-context.ts';
import { MessageContent } from '../../content/message-content.ts';
import { isUnreadable } from '../rendering/unreadable.ts';
import type { ItemOptions, ItemRenderer } from '../rendering.ts';
import { type ItemId, parseFileReference, parseServerId } from '../server-id.ts';
import type { AnswerData } from './answer-data.ts';
import { attachmentContent } from '../../content/attachment-content.ts';
import { bytesOfRange, rangeText } from './byte-range.ts';

export type FetchRequest = Extract<ItemOperation, { kind: 'Fetch' }>;
export type Fetched = Extract<NonNullable<ItemOperationsResponse['Response']>[number], { kind: 'Fetch' }>;
type FetchOptions = NonNullable<FetchRequest['Options']>;

export class Fetch {
  constructor(
    private readonly store: MailStore,
    private readonly blobs: BlobStore,
    private readonly items: ItemRenderer,
  ) {}

  async execute(request: FetchRequest, data: AnswerData, context: CommandContext): Promise<Fetched> {
    if (request.Store !== ItemStore.Mailbox) return failed(request, ItemOperationsStatus.UnknownStore);
    try {
      if (request.FileReference !== undefined) return await this.#attachment(request, data, context);
      return await this.#item(request, data, context);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      return failed(request, ItemOperationsStatus.InvalidAttachment);
    }
  }

  async #item(request: FetchRequest, data: AnswerData, context: CommandContext): Promise<Fetched> {
    const { LongId, ServerId, CollectionId } = request;
    if ((LongId === undefined) === (ServerId === undefined)) {
      return failed(request, ItemOperationsStatus.ProtocolError);
    }
    const id = parseServerId(LongId ?? ServerId ?? '');
    const elsewhere = CollectionId !== undefined && CollectionId !== String(id?.folder);
    const message = id === undefined || elsewhere ? undefined : await this.#message(id, context);
    if (message === undefined) return failed(request, ItemOperationsStatus.NotFound);
    const part = request.Options?.BodyPartPreference;
    if (part !== undefined && part.Type !== BodyType.Html) {
      return failed(request, CommonStatus.BodyPartPreferenceTypeNotSupported);
    }
    const options = itemOptions(request.Options ?? {}, context);
    const { Body, ...others } = await this.items.item(context.scope, message, options);
    const size = (Body?.Data?.length ?? 0) + (others.BodyPart?.Data?.length ?? 0);
    if (!data.reserve(size)) return failed(request, ItemOperationsStatus.TooLarge);
    const properties = { ...others, ...(Body !== undefined && { Body: data.body(Body) }) };
    const Properties = onlyWanted(properties, request.Options?.Schema);
    const isText = messageKindOf(message.summary.messageClass) === 'text';
    const Class = fetchedClass(isText ? ItemClass.Sms : ItemClass.Email, context.version);
    return { ...named(request), Status: ItemOperationsStatus.Success, Class, Properties };
  }

  async #attachment(request: FetchRequest, data: AnswerData, context: CommandContext): Promise<Fetched> {
    const id = parseFileReference(request.FileReference ?? '');
    const message = id === undefined ? undefined : await this.#message(id, context);
    if (id === undefined || message === undefined) return failed(request, ItemOperationsStatus.InvalidAttachment);
    const content = new MessageContent(this.store, this.blobs, context.scope, message);
    const attachment = await attachmentContent(content, id.attachment);
    if (attachment === undefined) return failed(request, ItemOperationsStatus.InvalidAttachment);
    const { bytes, contentType } = attachment;
    const range = request.Options?.Range;
    const wanted = range === undefined ? { start: 0, end: bytes.length } : bytesOfRange(range, bytes.length);
    if (wanted === undefined) return failed(request, ItemOperationsStatus.InvalidRange);
    if (!data.reserve(wanted.end - wanted.start)) return failed(request, ItemOperationsStatus.TooLarge);
    const Properties: ItemProperties = {
      ...(range !== undefined && { Range: rangeText(wanted), Total: bytes.length }),
      ContentType: contentType,
      ...data.attachment(bytes.subarray(wanted.start, wanted.end)),
    };
    return { ...named(request), Status: ItemOperationsStatus.Success, Properties };
  }

  async #message({ folder, message }: ItemId, { scope }: CommandContext): Promise<MessageRecord | undefined> {
    const [record] = await this.store.messages(scope, [message]);
    return record?.folder === folder ? record : undefined;
  }
}

/** A fetch names its item as the request did. */
function named({ CollectionId, ServerId, LongId, FileReference, LinkId }: FetchRequest): Omit<Fetched, 'Status'> {
  return { kind: 'Fetch', CollectionId, ServerId, LongId, FileReference, LinkId };
}

function failed(request: FetchRequest, Status: number): Fetched {
  return { ...named(request), Status };
}

/** A Fetch that says nothing of MIMESupport but asks for MIME gets it. */
function itemOptions(options: FetchOptions, { version, account }: CommandContext): ItemOptions {
  const { BodyPreference: bodyPreferences = [{ Type: BodyType.PlainText }], BodyPartPreference, MIMESupport } = options;
  const asksForMime = bodyPreferences.some(({ Type }) => Type === BodyType.Mime);
  return {
    version,
    bodyPreferences,
    ...(BodyPartPreference !== undefined && { bodyPartPreference: BodyPartPreference }),
    mimeSupport: MIMESupport ?? (asksForMime ? MimeSupport.Always : MimeSupport.Never),
    ...(account.region !== undefined && { region: account.region }),
  };
}

/** The properties that a Schema names; all where there is none. [MS-ASCMD] 2.2.3.158 */
function onlyWanted(properties: ItemProperties, schema: FetchOptions['Schema']): ItemProperties {
  if (schema === undefined) return properties;
  const names = new Set(schema.rest?.map(({ name }) => name));
  return Object.fromEntries(Object.entries(properties).filter(([name]) => names.has(name)));
}
