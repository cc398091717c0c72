/** One collection of a Sync: the client's changes in, the server's out, the state kept. [MS-ASCMD] 2.2.1.21, 2.2.3.29.2 */
import {
  BodyType,
  CommonStatus,
  Conflict,
  type SyncOptions,
  type SyncRequestCollection,
  type SyncResponseCollection,
  type SyncResponseCommand,
  SyncStatus,
} from '@postbus/activesync';
import type { Folder, MessageRecord } from '@postbus/domain';
import type { Clock, MailStore } from '@postbus/ports';
import { deliveredToDevice } from '../../channels.ts';
import type { CommandContext } from '../command-context.ts';
import type { ItemOptions, ItemRenderer } from '../rendering.ts';
import { collectionId, parseCollectionId, serverId } from '../server-id.ts';
import type { AppliedChanges, ApplyClientChanges } from './client-changes.ts';
import { type CollectionChanges, type Filter, collectionChanges, hasChanges } from './collection-changes.ts';
import { type Generation, firstGeneration, generationOf } from './collection-state.ts';
import type { CollectionStates, KeptCollection, LoadedCollection } from './collection-states.ts';
import { cutOffOf, isEmailFilterType } from './filter-type.ts';
import { RenderedItems } from './rendered-items.ts';

const emailClass = 'Email';
/** Most items of one answer. [MS-ASCMD] 2.2.3.199 */
export const mostInWindow = 512;
const defaultWindow = 100;

interface Answering {
  readonly collection: SyncRequestCollection;
  readonly folder: Folder;
  readonly loaded: LoadedCollection;
  readonly options: SyncOptions;
  readonly filter: Filter;
  readonly context: CommandContext;
}

export class SyncCollection {
  constructor(
    private readonly store: MailStore,
    private readonly states: CollectionStates,
    private readonly items: ItemRenderer,
    private readonly clientChanges: ApplyClientChanges,
    private readonly clock: Clock,
  ) {}

  /**
   * @param room items that the whole answer may still hold
   * @returns undefined where there is nothing to tell
   * @throws {PortError} `conflict` where the device synchronizes the collection twice at once
   */
  async answer(
    collection: SyncRequestCollection,
    room: number,
    context: CommandContext,
  ): Promise<SyncResponseCollection | undefined> {
    const id = parseCollectionId(collection.CollectionId);
    const folder = id === undefined ? undefined : await this.store.folder(context.scope, id);
    if (folder === undefined || folder.role === 'root') return failed(collection, SyncStatus.FolderHierarchyChanged);
    const loaded = await this.states.load(context.scope, context.device, folder.id, emailClass);
    const options = wantedOptions(collection, loaded.kept);
    const { BodyPartPreference: part, FilterType: filterType = 0 } = options;
    if (part !== undefined && part.Type !== BodyType.Html) {
      return failed(collection, CommonStatus.BodyPartPreferenceTypeNotSupported);
    }
    if (!isEmailFilterType(filterType)) return failed(collection, SyncStatus.ProtocolError);
    const filter = { filterType, cutOff: cutOffOf(filterType, this.clock.now()) };
    const answering: Answering = { collection, folder, loaded, options, filter, context };
    if (collection.SyncKey === '0') return this.#begin(answering);
    return this.#continue(answering, Math.min(room, windowOf(collection.WindowSize ?? defaultWindow)));
  }

  /** A first Sync gives a SyncKey and nothing else. */
  async #begin(answering: Answering): Promise<SyncResponseCollection> {
    const { collection, folder, loaded, options, filter, context } = answering;
    if (collection.Commands !== undefined || collection.GetChanges === true)
      return failed(collection, SyncStatus.ProtocolError);
    const { changeNumber } = await this.store.mailbox(context.scope);
    const lastKey = (loaded.kept?.lastKey ?? 0) + 1;
    const current = firstGeneration(String(lastKey), changeNumber, filter);
    await this.states.save(context.scope, context.device, folder.id, emailClass, { current, options, lastKey }, loaded);
    return { SyncKey: current.syncKey, CollectionId: collection.CollectionId, Status: SyncStatus.Success };
  }

  async #continue(answering: Answering, window: number): Promise<SyncResponseCollection | undefined> {
    const { collection, folder, loaded, context } = answering;
    const from = generationOf(loaded.kept, collection.SyncKey);
    if (from === undefined || loaded.kept === undefined) return failed(collection, SyncStatus.InvalidSyncKey);
    const commands = collection.Commands ?? [];
    const mayBeSilent = commands.length === 0 && from === loaded.kept.current;
    if (mayBeSilent && !(await this.#isNews(answering, from))) return this.#stayAt(answering, loaded.kept);
    const applied = await this.clientChanges.execute(
      {
        folder,
        syncKey: from.syncKey,
        commands,
        deletesAsMoves: collection.DeletesAsMoves ?? true,
        conflict: answering.options.Conflict ?? Conflict.ServerWins,
        from,
        options: itemOptions(answering.options, context),
      },
      context,
    );
    const own = [...from.own, ...applied.own].sort((a, b) => a - b);
    const items = new RenderedItems(this.items, context.scope, itemOptions(answering.options, context));
    const changes = await this.#fitting(answering, { ...from, own }, window, items);
    if (mayBeSilent && isEmpty(changes)) return this.#stayAt(answering, loaded.kept);
    return this.#tell(answering, loaded.kept, from, applied, changes, items);
  }

  /** Changes within the window; fewer where the items that come are large. */
  async #fitting(
    answering: Answering,
    from: Generation,
    window: number,
    items: RenderedItems,
  ): Promise<CollectionChanges> {
    const changes = await this.#changes(answering, from, window);
    const fitting = await items.fill(changes.adds);
    if (fitting === changes.adds.length) return changes;
    const others = changes.changes.length + changes.deletes.length + changes.softDeletes.length;
    return this.#changes(answering, from, others + fitting);
  }

  /** Nothing is told, and the SyncKey stays; options that are new are kept all the same. */
  async #stayAt({ folder, loaded, options, context }: Answering, kept: KeptCollection): Promise<undefined> {
    if (JSON.stringify(options) === JSON.stringify(kept.options)) return;
    await this.states.save(context.scope, context.device, folder.id, emailClass, { ...kept, options }, loaded);
  }

  async #isNews({ collection, folder, filter, context }: Answering, from: Generation): Promise<boolean> {
    if (collection.GetChanges === false) return false;
    if (filter.cutOff !== from.cutOff || filter.filterType !== from.filterType) return true;
    return hasChanges(this.store, context.scope, folder.id, from);
  }

  async #changes(
    { collection, folder, filter, context }: Answering,
    from: Generation,
    window: number,
  ): Promise<CollectionChanges> {
    if (collection.GetChanges === false) {
      return { adds: [], changes: [], deletes: [], softDeletes: [], more: false, next: from };
    }
    return collectionChanges(this.store, context.scope, folder.id, from, filter, window);
  }

  /** Renders first, then keeps the state: an answer that could not be made leaves the device where it was. */
  async #tell(
    answering: Answering,
    kept: KeptCollection,
    from: Generation,
    applied: AppliedChanges,
    changes: CollectionChanges,
    items: RenderedItems,
  ): Promise<SyncResponseCollection> {
    const { folder, loaded, options, context } = answering;
    const commands = await this.#render(changes, items, answering);
    const lastKey = kept.lastKey + 1;
    const current = { ...changes.next, syncKey: String(lastKey) };
    const next: KeptCollection = { current, previous: from, options, lastKey };
    await this.states.save(context.scope, context.device, folder.id, emailClass, next, loaded);
    for (const message of changes.adds) tellDelivered(message, context);
    return {
      SyncKey: current.syncKey,
      CollectionId: collectionId(folder.id),
      Status: SyncStatus.Success,
      ...(applied.responses.length > 0 && { Responses: applied.responses }),
      ...(changes.more && { MoreAvailable: true as const }),
      ...(commands.length > 0 && { Commands: commands }),
    };
  }

  async #render(
    { adds, changes, deletes, softDeletes }: CollectionChanges,
    items: RenderedItems,
    { folder, options, context }: Answering,
  ): Promise<SyncResponseCommand[]> {
    const named = (message: number): string => serverId({ folder: folder.id, message });
    const commands: SyncResponseCommand[] = [];
    for (const message of adds) {
      const ApplicationData = await items.item(message);
      commands.push({ kind: 'Add', ServerId: named(message.id), ApplicationData });
    }
    for (const { message, readStateOnly } of changes) {
      const ApplicationData = readStateOnly
        ? { Read: message.read }
        : await this.items.changed(context.scope, message, itemOptions(options, context));
      commands.push({ kind: 'Change', ServerId: named(message.id), ApplicationData });
    }
    for (const id of deletes) commands.push({ kind: 'Delete', ServerId: named(id) });
    for (const id of softDeletes) commands.push({ kind: 'SoftDelete', ServerId: named(id) });
    return commands;
  }
}

/** How many items a WindowSize asks for: 0 and more than are ever told mean as many as are told. [MS-ASCMD] 2.2.3.199 */
export function windowOf(windowSize: number): number {
  return windowSize === 0 ? mostInWindow : Math.min(windowSize, mostInWindow);
}

/** How items of the collection are to be rendered. */
export function itemOptions(options: SyncOptions, { version }: CommandContext): ItemOptions {
  return {
    version,
    bodyPreferences: options.BodyPreference ?? [{ Type: BodyType.PlainText, TruncationSize: 0 }],
    ...(options.BodyPartPreference !== undefined && { bodyPartPreference: options.BodyPartPreference }),
    mimeSupport: options.MIMESupport ?? 0,
    ...(options.MIMETruncation !== undefined && { mimeTruncation: options.MIMETruncation }),
  };
}

/** Options are told once and stay until they are told again; those of e-mail have no Class, or that of e-mail. */
function wantedOptions(collection: SyncRequestCollection, kept: KeptCollection | undefined): SyncOptions {
  const told = collection.Options?.find((options) => options.Class === undefined || options.Class === emailClass);
  return told ?? kept?.options ?? {};
}

function isEmpty({ adds, changes, deletes, softDeletes }: CollectionChanges): boolean {
  return adds.length + changes.length + deletes.length + softDeletes.length === 0;
}

function failed({ SyncKey, CollectionId }: SyncRequestCollection, Status: number): SyncResponseCollection {
  return { SyncKey, CollectionId, Status };
}

function tellDelivered({ traceparent, received }: MessageRecord, context: CommandContext): void {
  if (traceparent === undefined || !deliveredToDevice.hasSubscribers) return;
  const request = context.traceparent === undefined ? {} : { request: context.traceparent };
  deliveredToDevice.publish({ traceparent, ...request, receivedAt: received });
}
