/**
 * What a client did to the items of a collection, brought into the mailbox. [MS-ASCMD] 2.2.1.21, 3.1.5.6
 * A request that comes again finds its changes by their dedupe key and is answered as the first time.
 */
import { createHash } from 'node:crypto';
import { Conflict, type SyncCommandResponse, type SyncRequestCommand, SyncStatus } from '@postbus/activesync';
import {
  type ChangeNumber,
  DomainError,
  type Folder,
  type MessageId,
  type MessageRecord,
  type Operation,
} from '@postbus/domain';
import type { MailStore } from '@postbus/ports';
import type { CommandContext } from '../command-context.ts';
import type { ItemOptions, ItemRenderer } from '../rendering.ts';
import { parseServerId } from '../server-id.ts';
import type { ItemChanges } from './item-changes.ts';
import type { Generation } from './collection-state.ts';

export interface ClientChanges {
  readonly folder: Folder;
  readonly syncKey: string;
  readonly commands: readonly SyncRequestCommand[];
  /** Whether a Delete moves the item to Deleted Items. [MS-ASCMD] 2.2.3.42.2 */
  readonly deletesAsMoves: boolean;
  readonly conflict: number;
  readonly from: Generation;
  readonly options: ItemOptions;
}

export interface AppliedChanges {
  readonly responses: SyncCommandResponse[];
  /** Change numbers that the client made: it is not told of them. */
  readonly own: ChangeNumber[];
}

type AppliedCommand = Extract<SyncRequestCommand, { kind: 'Change' | 'Delete' }>;

export class ApplyClientChanges {
  constructor(
    private readonly store: MailStore,
    private readonly items: ItemRenderer,
    private readonly itemChanges: ItemChanges,
  ) {}

  /** Does what can be done; each command that fails has its own Status in the responses. */
  async execute(changes: ClientChanges, context: CommandContext): Promise<AppliedChanges> {
    const messages = await this.#messages(changes, context);
    const applied: AppliedChanges = { responses: [], own: [] };
    for (const command of changes.commands) await this.#command(command, messages, changes, context, applied);
    return applied;
  }

  async #messages(changes: ClientChanges, { scope }: CommandContext): Promise<Map<MessageId, MessageRecord>> {
    const ids = changes.commands.flatMap((command) => messageId(command, changes.folder) ?? []);
    if (ids.length === 0) return new Map();
    const messages = await this.store.messages(scope, ids);
    return new Map(
      messages.filter(({ folder }) => folder === changes.folder.id).map((message) => [message.id, message]),
    );
  }

  async #command(
    command: SyncRequestCommand,
    messages: Map<MessageId, MessageRecord>,
    changes: ClientChanges,
    context: CommandContext,
    applied: AppliedChanges,
  ): Promise<void> {
    if (command.kind === 'Add') {
      applied.responses.push({ kind: 'Add', ClientId: command.ClientId, Status: SyncStatus.ConversionError });
      return;
    }
    const message = messages.get(messageId(command, changes.folder) ?? 0);
    if (command.kind === 'Fetch') {
      applied.responses.push(await this.#fetch(command.ServerId, message, changes, context));
      return;
    }
    const Status = await this.#change(command, message, changes, context, applied.own);
    const { kind, ServerId } = command;
    if (Status !== SyncStatus.Success) applied.responses.push({ kind, ServerId, Status });
  }

  async #fetch(
    ServerId: string,
    message: MessageRecord | undefined,
    { options }: ClientChanges,
    { scope }: CommandContext,
  ): Promise<SyncCommandResponse> {
    if (message === undefined) return { kind: 'Fetch', ServerId, Status: SyncStatus.ObjectNotFound };
    const ApplicationData = await this.items.item(scope, message, options);
    return { kind: 'Fetch', ServerId, Status: SyncStatus.Success, ApplicationData };
  }

  async #change(
    command: AppliedCommand,
    message: MessageRecord | undefined,
    changes: ClientChanges,
    context: CommandContext,
    own: ChangeNumber[],
  ): Promise<number> {
    const dedupe = dedupeKey(command, changes, context);
    try {
      const refusal = refusalOf(command, message, changes);
      const operations =
        message === undefined || refusal !== undefined ? [] : await this.#plan(command, message, changes, context);
      const done = await this.#apply(operations, dedupe, context, own);
      return done ? SyncStatus.Success : (refusal ?? SyncStatus.Success);
    } catch (error) {
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

function messageId(command: SyncRequestCommand, folder: Folder): MessageId | undefined {
  if (command.kind === 'Add') return undefined;
  const id = parseServerId(command.ServerId);
  return id?.folder === folder.id ? id.message : undefined;
}

/**
 * Why a command is not to be done now: its item is gone, or changed by someone else. Where the same command was done
 * before and its answer was lost, that may be its own doing, and the dedupe key tells.
 */
function refusalOf(
  command: AppliedCommand,
  message: MessageRecord | undefined,
  changes: ClientChanges,
): number | undefined {
  if (message === undefined) return SyncStatus.ObjectNotFound;
  return command.kind === 'Change' && conflicts(message, changes) ? SyncStatus.Conflict : undefined;
}

/** Whether someone else changed the item after the client saw it last, and the client lets the server win. */
function conflicts(message: MessageRecord, { conflict, from }: ClientChanges): boolean {
  if (conflict === Conflict.ClientWins) return false;
  return [message.changeNumber, message.readChangeNumber].some(
    (changeNumber) => changeNumber > from.settled && changeNumber !== message.id && !from.own.includes(changeNumber),
  );
}

/** The same for the same command of the same request of a device. */
function dedupeKey(command: AppliedCommand, { folder, syncKey }: ClientChanges, { device }: CommandContext): string {
  const text = JSON.stringify(command, (_, value: unknown) => (value instanceof Uint8Array ? [...value] : value));
  return `sync/${device}/${folder.id}/${syncKey}/${createHash('sha256').update(text).digest('base64url')}`;
}
