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
    const applied: AppliedChanges = { responses: [], own: [] };
    const dedupe = dedupeKeys(changes, context);
    for (const [index, command] of changes.commands.entries()) {
      await this.#command(command, dedupe[index] ?? '', changes, context, applied);
    }
    return applied;
  }

  /** The item as it is now, after the commands before; undefined where it is not in the folder. */
  async #message(
    command: SyncRequestCommand,
    folder: Folder,
    { scope }: CommandContext,
  ): Promise<MessageRecord | undefined> {
    const id = messageId(command, folder);
    const [message] = id === undefined ? [] : await this.store.messages(scope, [id]);
    return message?.folder === folder.id ? message : undefined;
  }

  async #command(
    command: SyncRequestCommand,
    dedupe: string,
    changes: ClientChanges,
    context: CommandContext,
    applied: AppliedChanges,
  ): Promise<void> {
    if (command.kind === 'Add') {
      applied.responses.push({ kind: 'Add', ClientId: command.ClientId, Status: SyncStatus.ConversionError });
      return;
    }
    const message = await this.#message(command, changes.folder, context);
    if (command.kind === 'Fetch') {
      applied.responses.push(await this.#fetch(command.ServerId, message, changes, context));
      return;
    }
    const Status = await this.#change(command, message, dedupe, changes, context, applied.own);
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
  own: readonly ChangeNumber[],
): number | undefined {
  if (message === undefined) return SyncStatus.ObjectNotFound;
  return command.kind === 'Change' && conflicts(message, changes, own) ? SyncStatus.Conflict : undefined;
}

/** Whether someone else changed the item after the client saw it last, and the client lets the server win. */
function conflicts(message: MessageRecord, { conflict, from }: ClientChanges, own: readonly ChangeNumber[]): boolean {
  if (conflict === Conflict.ClientWins) return false;
  return [message.changeNumber, message.readChangeNumber].some(
    (changeNumber) =>
      changeNumber > from.settled &&
      changeNumber !== message.id &&
      !from.own.includes(changeNumber) &&
      !own.includes(changeNumber),
  );
}

/** A key for each command: the same for the same command of the same request of a device, another where it comes again in it. */
function dedupeKeys({ commands, folder, syncKey }: ClientChanges, { device }: CommandContext): string[] {
  const times = new Map<string, number>();
  return commands.map((command) => {
    const text = JSON.stringify(command, (_, value: unknown) => (value instanceof Uint8Array ? [...value] : value));
    const before = times.get(text) ?? 0;
    times.set(text, before + 1);
    const digest = createHash('sha256').update(text).digest('base64url');
    return `sync/${device}/${folder.id}/${syncKey}/${digest}${before === 0 ? '' : `/${before}`}`;
  });
}
