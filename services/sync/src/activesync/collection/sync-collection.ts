/** One collection of a Sync: the client's changes in, the server's out, the state kept. [MS-ASCMD] 2.2.1.21, 2.2.3.29.2 */
import {
  BodyType,
  CommonStatus,
  type OptionsByClass,
  SmsError,
  type SyncOptions,
  type SyncRequestCollection,
  type SyncResponseCollection,
  SyncStatus,
  stickyOptions,
} from '@postbus/activesync';
import { type MessageRecord, messageKindOf } from '@postbus/domain';
import type { Clock, MailStore } from '@postbus/ports';
import { deliveredToDevice } from '../../channels.ts';
import type { CommandContext } from '../command-context.ts';
import type { PhoneQueue } from '../phone-relay/phone-queue.ts';
import type { ItemRenderer } from '../rendering.ts';
import { collectionId, parseCollectionId } from '../server-id.ts';
import type { AppliedChanges, ApplyClientChanges } from './client-changes.ts';
import { type Generation, type Told, generationOf } from './collection-state.ts';
import type { CollectionStates, KeptCollection, LoadedCollection } from './collection-states.ts';
import { CollectionStreams, type StreamChanges, type WantedCollection, toldBy } from './collection-streams.ts';
import { isEmailFilterType } from './filter-type.ts';
import { itemOptions, wantedKinds } from './item-options.ts';
import { RenderedItems } from './rendered-items.ts';
import { syncCommands } from './sync-commands.ts';

/** Most items of one answer. [MS-ASCMD] 2.2.3.199 */
export const mostInWindow = 512;
const defaultWindow = 100;
/** Changes of a folder that did not concern the device after which it is noted that they were looked at. */
const mostPassedOver = 500;

interface Answering extends WantedCollection {
  readonly collection: SyncRequestCollection;
  readonly loaded: LoadedCollection;
  readonly options: OptionsByClass<SyncOptions>;
}

export class SyncCollection {
  readonly #streams: CollectionStreams;

  constructor(
    private readonly store: MailStore,
    private readonly states: CollectionStates,
    private readonly items: ItemRenderer,
    private readonly clientChanges: ApplyClientChanges,
    private readonly phones: PhoneQueue,
    private readonly clock: Clock,
  ) {
    this.#streams = new CollectionStreams(store, phones);
  }

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
    const loaded = await this.states.load(context.scope, context.device, folder.id);
    const options = applyingOptions(collection, loaded.kept);
    if (options instanceof SmsError) return failed(collection, options.status);
    const { BodyPartPreference: part, FilterType: filterType = 0 } = options.own ?? {};
    if (part !== undefined && part.Type !== BodyType.Html) {
      return failed(collection, CommonStatus.BodyPartPreferenceTypeNotSupported);
    }
    if (!isEmailFilterType(filterType)) return failed(collection, SyncStatus.ProtocolError);
    const wanted = wantedKinds(options, this.clock.now());
    const answering: Answering = { collection, folder, loaded, options, wanted, context };
    if (collection.SyncKey === '0') return this.#begin(answering);
    return this.#continue(answering, Math.min(room, windowOf(collection.WindowSize ?? defaultWindow)));
  }

  /** A first Sync gives a SyncKey and nothing else. */
  async #begin(answering: Answering): Promise<SyncResponseCollection> {
    const { collection, folder, loaded, options, context } = answering;
    if (collection.Commands !== undefined || collection.GetChanges === true)
      return failed(collection, SyncStatus.ProtocolError);
    const lastKey = (loaded.kept?.lastKey ?? 0) + 1;
    const current = { syncKey: String(lastKey), ...(await this.#streams.begun(answering)) };
    await this.states.save(context.scope, context.device, folder.id, { current, options, lastKey }, loaded);
    return { SyncKey: current.syncKey, CollectionId: collection.CollectionId, Status: SyncStatus.Success };
  }

  async #continue(answering: Answering, window: number): Promise<SyncResponseCollection | undefined> {
    const { collection, folder, loaded, options, context } = answering;
    const from = generationOf(loaded.kept, collection.SyncKey);
    if (from === undefined || loaded.kept === undefined) return failed(collection, SyncStatus.InvalidSyncKey);
    if (from.queued !== undefined && from.queued.length > 0) await this.phones.acknowledged(context, from.queued);
    const commands = collection.Commands ?? [];
    const mayBeSilent = commands.length === 0 && from === loaded.kept.current;
    if (mayBeSilent) {
      const silent = collection.GetChanges === false ? from : await this.#streams.silentlyAt(answering, from);
      if (silent !== undefined) return this.#stayAt(answering, loaded.kept, silent);
    }
    const applied = await this.clientChanges.execute(
      {
        folder,
        syncKey: from.syncKey,
        commands,
        deletesAsMoves: collection.DeletesAsMoves ?? true,
        from,
        options,
      },
      context,
    );
    const items = new RenderedItems(this.items, context.scope, ({ summary }) =>
      itemOptions(options, messageKindOf(summary.messageClass), context),
    );
    const changes = await this.#fitting(answering, withApplied(from, applied), window, items);
    if (mayBeSilent && toldBy(changes) === 0) return this.#stayAt(answering, loaded.kept, changes.next);
    return this.#tell(answering, loaded.kept, from, applied, changes, items);
  }

  /** Changes within the window; fewer where the items that come are large. */
  async #fitting(answering: Answering, from: Told, window: number, items: RenderedItems): Promise<StreamChanges> {
    if (answering.collection.GetChanges === false) {
      return { adds: [], changes: [], deletes: [], softDeletes: [], more: false, next: from };
    }
    const queued = await this.#streams.queued(answering, from, window);
    for (let room = window; ;) {
      const changes = await this.#streams.changes(answering, from, room, queued);
      const fitting = await items.fill(changes.adds);
      if (fitting === changes.adds.length) return changes;
      room = Math.min(room - 1, toldBy(changes) - changes.adds.length + fitting);
    }
  }

  /** Nothing is told, and the SyncKey stays; options that are new, and what was looked at in vain, are kept all the same. */
  async #stayAt({ folder, loaded, options, context }: Answering, kept: KeptCollection, told: Told): Promise<undefined> {
    const { syncKey } = kept.current;
    const { streams, queued } = told;
    const current: Generation = isElsewhere(kept.current, told)
      ? { syncKey, streams, ...(queued !== undefined && { queued }) }
      : kept.current;
    if (current === kept.current && JSON.stringify(options) === JSON.stringify(kept.options)) return;
    await this.states.save(context.scope, context.device, folder.id, { ...kept, current, options }, loaded);
  }

  /** Renders first, then keeps the state: an answer that could not be made leaves the device where it was. */
  async #tell(
    answering: Answering,
    kept: KeptCollection,
    from: Generation,
    applied: AppliedChanges,
    changes: StreamChanges,
    items: RenderedItems,
  ): Promise<SyncResponseCollection> {
    const { folder, loaded, options, context } = answering;
    const changed = (message: MessageRecord) =>
      this.items.changed(
        context.scope,
        message,
        itemOptions(options, messageKindOf(message.summary.messageClass), context),
      );
    const commands = await syncCommands(folder, changes, items, changed, context.version);
    const lastKey = kept.lastKey + 1;
    const current: Generation = { ...changes.next, syncKey: String(lastKey) };
    await this.states.save(
      context.scope,
      context.device,
      folder.id,
      { current, previous: from, options, lastKey },
      loaded,
    );
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
}

/** How many items a WindowSize asks for: 0 and more than are ever told mean as many as are told. [MS-ASCMD] 2.2.3.199 */
export function windowOf(windowSize: number): number {
  return windowSize === 0 ? mostInWindow : Math.min(windowSize, mostInWindow);
}

/**
 * Options are told once and stay until they are told again; a client that begins anew asks for text messages anew.
 * [MS-ASMS] 3.1.4.1.1.1, 3.2.5.1
 */
function applyingOptions(
  { SyncKey, Options }: SyncRequestCollection,
  kept: KeptCollection | undefined,
): OptionsByClass<SyncOptions> | SmsError {
  try {
    const before = SyncKey === '0' && kept !== undefined ? { own: kept.options.own ?? {} } : kept?.options;
    return stickyOptions(before, Options).options;
  } catch (error) {
    if (error instanceof SmsError) return error;
    throw error;
  }
}

/** Where the device is once it did what it did. */
function withApplied(from: Generation, { own, queued, unqueued }: AppliedChanges): Told {
  const rising = (before: readonly number[]): number[] => [...before, ...own].sort((a, b) => a - b);
  const { turn } = from;
  const { text, mail } = from.streams;
  const held = from.queued?.filter((id) => !unqueued.includes(id));
  return {
    streams: {
      ...(text !== undefined && { text: { ...text, own: rising(text.own) } }),
      ...(mail !== undefined && { mail: { ...mail, own: rising(mail.own) } }),
    },
    ...(held !== undefined && { queued: [...new Set([...held, ...queued])] }),
    ...(turn !== undefined && { turn }),
  };
}

/** Whether the device is in another place though it was told nothing. */
function isElsewhere(before: Told, after: Told): boolean {
  if ((before.queued === undefined) !== (after.queued === undefined)) return true;
  return (['mail', 'text'] as const).some((kind) => {
    const [one, other] = [before.streams[kind], after.streams[kind]];
    if (one === undefined || other === undefined) return one !== other;
    const passedOver = Math.min(other.seen, other.added) - Math.min(one.seen, one.added);
    return one.cutOff !== other.cutOff || one.ending !== other.ending || passedOver > mostPassedOver;
  });
}

function failed({ SyncKey, CollectionId }: SyncRequestCollection, Status: number): SyncResponseCollection {
  return { SyncKey, CollectionId, Status };
}

function tellDelivered({ traceparent, received }: MessageRecord, context: CommandContext): void {
  if (traceparent === undefined || !deliveredToDevice.hasSubscribers) return;
  const request = context.traceparent === undefined ? {} : { request: context.traceparent };
  deliveredToDevice.publish({ traceparent, ...request, receivedAt: received });
}
