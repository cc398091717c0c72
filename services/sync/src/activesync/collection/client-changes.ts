/**
 * What a client did to the items of a collection, brought into the mailbox. [MS-ASCMD] 2.2.1.21, 3.1.5.6
 * A request that comes again finds its changes by their dedupe key and is answered as the first time.
 */
import {
  ItemClass,
  type OptionsByClass,
  SmsError,
  type SyncCommandResponse,
  type SyncOptions,
  type SyncRequestCommand,
  SyncStatus,
  addedClass,
  readSmsChange,
  smsAdded,
  smsNotAdded,
} from '@postbus/activesync';
import {
  type ChangeNumber,
  DomainError,
  type Folder,
  type MessageId,
  type MessageKind,
  type MessageRecord,
  type Operation,
  messageKindOf,
} from '@postbus/domain';
import { OxosmmsError } from '@postbus/oxosmms';
import type { MailStore } from '@postbus/ports';
import type { CommandContext } from '../command-context.ts';
import type { PhoneQueue } from '../phone-relay/phone-queue.ts';
import type { ItemRenderer } from '../rendering.ts';
import { parseServerId, serverId } from '../server-id.ts';
import type { AddTextMessage } from '../text-messages/add-text-message.ts';
import type { SendTextDraft } from '../text-messages/send-text-draft.ts';
import type { Generation } from './collection-state.ts';
import { isQueue } from './collection-streams.ts';
import { dedupeKeys } from './dedupe-keys.ts';
import type { ItemChanges } from './item-changes.ts';
import { itemOptions } from './item-options.ts';
import { refusalOf } from './refused-changes.ts';

export interface ClientChanges {
  readonly folder: Folder;
  readonly syncKey: string;
  readonly commands: readonly SyncRequestCommand[];
  /** Whether a Delete moves the item to Deleted Items. [MS-ASCMD] 2.2.3.42.2 */
  readonly deletesAsMoves: boolean;
  readonly from: Generation;
  readonly options: OptionsByClass<SyncOptions>;
}

export interface AppliedChanges {
  readonly responses: SyncCommandResponse[];
  /** Change numbers that the client made: it is not told of them. */
  readonly own: ChangeNumber[];
  /** Text messages of the Outbox that the device put there itself. */
  readonly queued: MessageId[];
  /** And those that it took away from there. */
  readonly unqueued: MessageId[];
}

export type AppliedCommand = Extract<SyncRequestCommand, { kind: 'Change' | 'Delete' }>;
type AddCommand = Extract<SyncRequestCommand, { kind: 'Add' }>;
type ChangeCommand = Extract<SyncRequestCommand, { kind: 'Change' }>;

export class ApplyClientChanges {
  constructor(
    private readonly store: MailStore,
    private readonly items: ItemRenderer,
    private readonly itemChanges: ItemChanges,
    private readonly textMessages: AddTextMessage,
    private readonly drafts: SendTextDraft,
    private readonly phones: PhoneQueue,
  ) {}

  /** Does what can be done; each command that fails has its own Status in the responses. */
  async execute(changes: ClientChanges, context: CommandContext): Promise<AppliedChanges> {
    const applied: AppliedChanges = { responses: [], own: [], queued: [], unqueued: [] };
    const dedupe = dedupeKeys(changes, context);
    for (const [index, command] of changes.commands.entries()) {
      await this.#command(command, dedupe[index] ?? '', changes, context, applied);
    }
    return applied;
  }

  async #command(
    command: SyncRequestCommand,
    dedupe: string,
    changes: ClientChanges,
    context: CommandContext,
    applied: AppliedChanges,
  ): Promise<void> {
    if (command.kind === 'Add') {
      applied.responses.push(await this.#add(command, dedupe, changes, context, applied));
      return;
    }
    const message = await this.#message(command, changes, context);
    if (command.kind === 'Fetch') {
      applied.responses.push(await this.#fetch(command.ServerId, message, changes, context));
      return;
    }
    const Status = await this.#applied(command, message, dedupe, changes, context, applied);
    const { kind, ServerId } = command;
    if (Status !== SyncStatus.Success) applied.responses.push({ kind, ServerId, Status });
  }

  /** The item as it is now, after the commands before; undefined where the device has none such in the folder. */
  async #message(
    command: SyncRequestCommand,
    { folder, from }: ClientChanges,
    { scope }: CommandContext,
  ): Promise<MessageRecord | undefined> {
    const id = messageId(command, folder);
    const [message] = id === undefined ? [] : await this.store.messages(scope, [id]);
    if (message?.folder !== folder.id) return undefined;
    if (!isQueue(folder, kindOf(message))) return message;
    return from.queued?.includes(message.id) === true ? message : undefined;
  }

  /** Text messages alone are added here: mail is sent by commands of its own. */
  async #add(
    { Class, ClientId, ApplicationData, Send }: AddCommand,
    dedupe: string,
    { folder }: ClientChanges,
    context: CommandContext,
    applied: AppliedChanges,
  ): Promise<SyncCommandResponse> {
    try {
      if (addedClass(Class) !== ItemClass.Sms) {
        return { kind: 'Add', ClientId, Status: SyncStatus.ConversionError };
      }
      const isSent = Send !== undefined && folder.role === 'drafts';
      const place = isSent ? { ...folder, role: 'outbox' as const } : folder;
      const { item, own } = await this.textMessages.execute({ folder: place, data: ApplicationData, dedupe }, context);
      applied.own.push(...own);
      // The draft that it was is gone.
      if (isSent) return { kind: 'Add', Class: ItemClass.Sms, ClientId, Status: SyncStatus.Success };
      if (isQueue(folder, 'text')) applied.queued.push(item);
      return smsAdded(ClientId, serverId({ folder: folder.id, message: item }));
    } catch (error) {
      if (error instanceof SmsError) return smsNotAdded(ClientId, error.status);
      if (error instanceof OxosmmsError) return smsNotAdded(ClientId, SyncStatus.ConversionError);
      throw error;
    }
  }

  async #fetch(
    ServerId: string,
    message: MessageRecord | undefined,
    { options }: ClientChanges,
    context: CommandContext,
  ): Promise<SyncCommandResponse> {
    if (message === undefined) return { kind: 'Fetch', ServerId, Status: SyncStatus.ObjectNotFound };
    const wanted = itemOptions(options, kindOf(message), context);
    // Of a text message, the whole. [MS-ASCMD] 2.2.3.67.2
    const whole = kindOf(message) === 'text' ? { ...wanted, bodyPreferences: [] } : wanted;
    const ApplicationData = await this.items.item(context.scope, message, whole);
    return { kind: 'Fetch', ServerId, Status: SyncStatus.Success, ApplicationData };
  }

  async #applied(
    command: AppliedCommand,
    message: MessageRecord | undefined,
    dedupe: string,
    changes: ClientChanges,
    context: CommandContext,
    applied: AppliedChanges,
  ): Promise<number> {
    const id = messageId(command, changes.folder);
    if (id !== undefined && isSentDraft(command, message, changes.folder)) {
      return this.#sendDraft(command, id, dedupe, context);
    }
    const mayBeQueued = command.kind === 'Delete' && id !== undefined && isQueue(changes.folder, 'text');
    if (mayBeQueued && (await this.#unqueued(id, message, changes, context, applied))) return SyncStatus.Success;
    return this.#change(command, message, dedupe, changes, context, applied.own);
  }

  /** The draft is gone then, and the client is told so. */
  async #sendDraft(
    { ApplicationData }: ChangeCommand,
    id: MessageId,
    dedupe: string,
    context: CommandContext,
  ): Promise<number> {
    try {
      readSmsChange(ApplicationData);
      await this.drafts.execute({ id, dedupe }, context);
      return SyncStatus.Success;
    } catch (error) {
      if (error instanceof SmsError) return error.status;
      if (error instanceof OxosmmsError) return SyncStatus.ConversionError;
      throw error;
    }
  }

  /**
   * A device that deletes what it is to send has taken it; the item stays until it is known what became of it. What it put
   * there itself it takes back.
   */
  async #unqueued(
    id: MessageId,
    message: MessageRecord | undefined,
    { from }: ClientChanges,
    context: CommandContext,
    applied: AppliedChanges,
  ): Promise<boolean> {
    const held = from.queued?.includes(id) === true;
    const wasOffered = await this.phones.deleted(context, id);
    if (wasOffered || held) applied.unqueued.push(id);
    return wasOffered || (held && message === undefined);
  }

  async #change(
    command: AppliedCommand,
    message: MessageRecord | undefined,
    dedupe: string,
    changes: ClientChanges,
    context: CommandContext,
    own: ChangeNumber[],
  ): Promise<number> {
    try {
      const refusal = refusalOf(command, message, changes, own);
      const operations =
        message === undefined || refusal !== undefined ? [] : await this.#plan(command, message, changes, context);
      const done = await this.#apply(operations, dedupe, context, own);
      return done ? SyncStatus.Success : (refusal ?? SyncStatus.Success);
    } catch (error) {
      if (error instanceof SmsError) return error.status;
      if (!(error instanceof DomainError)) throw error;
      return error.code === 'changed-meanwhile' ? SyncStatus.Conflict : SyncStatus.ObjectNotFound;
    }
  }

  async #plan(
    command: AppliedCommand,
    message: MessageRecord,
    changes: ClientChanges,
    { scope }: CommandContext,
  ): Promise<readonly Operation[]> {
    if (command.kind === 'Delete') {
      const moves = changes.deletesAsMoves && changes.folder.role !== 'deleted';
      return [moves ? { do: 'move-message', id: message.id, to: 'deleted' } : { do: 'delete-message', id: message.id }];
    }
    const data = command.ApplicationData;
    return data === undefined ? [] : this.itemChanges.operations(scope, message, data);
  }

  /** @returns whether there were operations to apply, now or when the same request came before */
  async #apply(
    operations: readonly Operation[],
    dedupe: string,
    { scope, traceparent }: CommandContext,
    own: ChangeNumber[],
  ): Promise<boolean> {
    const { results } = await this.store.apply(scope, operations, {
      dedupe: [dedupe],
      ...(traceparent !== undefined && { traceparent }),
    });
    for (const result of results) {
      if ('tombstone' in result && result.tombstone !== undefined) own.push(result.tombstone);
      else if ('changeNumber' in result) own.push(result.changeNumber);
    }
    return results.length > 0;
  }
}

function kindOf({ summary }: MessageRecord): MessageKind {
  return messageKindOf(summary.messageClass);
}

/** Where the message is gone, that may be what the same command did before. */
function isSentDraft(
  command: AppliedCommand,
  message: MessageRecord | undefined,
  { role }: Folder,
): command is ChangeCommand {
  if (command.kind !== 'Change' || command.Send === undefined || role !== 'drafts') return false;
  return message === undefined || kindOf(message) === 'text';
}

function messageId(command: SyncRequestCommand, folder: Folder): MessageId | undefined {
  if (command.kind === 'Add') return undefined;
  const id = parseServerId(command.ServerId);
  return id?.folder === folder.id ? id.message : undefined;
}
