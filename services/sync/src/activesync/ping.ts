/** Ping: waits until something changes in one of some folders. [MS-ASCMD] 2.2.1.13, 3.1.5.4 */
import { ItemClass, type PingRequest, type PingResponse, PingStatus } from '@postbus/activesync';
import type { FolderId, JsonValue } from '@postbus/domain';
import type { DeviceStore, MailStore } from '@postbus/ports';
import { type Told, firstState } from './collection/collection-state.ts';
import type { CollectionStates } from './collection/collection-states.ts';
import { CollectionStreams, isQueue, wantedBefore } from './collection/collection-streams.ts';
import type { CommandContext } from './command-context.ts';
import { hierarchyNews } from './folders/folder-sync.ts';
import type { FolderStates } from './folders/folder-states.ts';
import type { MailboxWaits, Wait } from './mailbox-waits.ts';
import type { PhoneQueue } from './phone-relay/phone-queue.ts';
import { collectionId, parseCollectionId } from './server-id.ts';

export interface PingLimits {
  readonly folders: number;
  /** Seconds. */
  readonly heartbeat: { readonly least: number; readonly most: number };
}

export const defaultPingLimits: PingLimits = { folders: 300, heartbeat: { least: 60, most: 3540 } };

const cachedRequest = 'ping-request';

interface Watched {
  readonly folder: FolderId;
  /** What the device has been told; what came after the Ping began, where it never synchronized the folder. */
  readonly from: Told;
}

type PingFolder = NonNullable<PingRequest['Folders']>[number];

export class PingCommand {
  readonly #streams: CollectionStreams;

  constructor(
    private readonly store: MailStore,
    private readonly states: CollectionStates,
    private readonly folders: FolderStates,
    private readonly devices: DeviceStore,
    private readonly waits: MailboxWaits,
    phones: PhoneQueue,
    private readonly limits: PingLimits = defaultPingLimits,
  ) {
    this.#streams = new CollectionStreams(store, phones);
  }

  /** @param request undefined for an empty body: the same as last time */
  async execute(request: PingRequest | undefined, context: CommandContext): Promise<PingResponse> {
    const kept = await this.devices.state(context.scope, context.device, cachedRequest);
    const whole: PingRequest = { ...(kept?.value as unknown as PingRequest | undefined), ...request };
    const refusal = this.#check(whole);
    if (refusal !== undefined) return refusal;
    if (JSON.stringify(kept?.value) !== JSON.stringify(whole)) {
      const value = whole as unknown as JsonValue;
      await this.devices.putState(context.scope, context.device, cachedRequest, value, kept?.version ?? 0);
    }
    return this.#watch(whole, context);
  }

  async #watch({ Folders = [], HeartbeatInterval = 0 }: PingRequest, context: CommandContext): Promise<PingResponse> {
    const folders = Folders.map(({ Id }) => parseCollectionId(Id));
    if (!folders.every((folder) => folder !== undefined)) return { Status: PingStatus.FolderSyncRequired };
    const { scope, device, onWaited } = context;
    const { mailbox } = scope;
    const wait = this.waits.begin({ mailbox, name: `${device}/Ping`, folders, hierarchy: true, onWaited });
    try {
      return await this.#whenChanged(Folders, HeartbeatInterval * 1000, wait, context);
    } finally {
      wait.end();
    }
  }

  async #whenChanged(
    folders: readonly PingFolder[],
    time: number,
    wait: Wait,
    context: CommandContext,
  ): Promise<PingResponse> {
    const deadline = performance.now() + time;
    const watched = await Promise.all(folders.map((folder) => this.#watched(folder, context)));
    for (;;) {
      const changed = await this.#changed(watched, context);
      if (changed === undefined) return { Status: PingStatus.FolderSyncRequired };
      if (changed.size > 0) return { Status: PingStatus.Changes, Folders: [...changed].map(collectionId) };
      const woken = await wait.next(deadline - performance.now(), context.signal);
      if (woken !== 'changed') return { Status: PingStatus.Expired };
    }
  }

  /** All classes that the device synchronizes wake it, whatever Class the Ping tells; that counts where it does none yet. */
  async #watched({ Id, Class }: PingFolder, { scope, device }: CommandContext): Promise<Watched> {
    const folder = Number(Id);
    const { kept } = await this.states.load(scope, device, folder);
    if (kept !== undefined) return { folder, from: kept.current };
    const isText = Class === ItemClass.Sms;
    const known = await this.store.folder(scope, folder);
    if (isText && known !== undefined && isQueue(known, 'text')) return { folder, from: { streams: {}, queued: [] } };
    const { changeNumber } = await this.store.mailbox(scope);
    const state = { ...firstState(changeNumber, { filterType: 0, cutOff: 0 }), backfills: [] };
    return { folder, from: { streams: isText ? { text: state } : { mail: state } } };
  }

  /** Folders that have changes; undefined where the hierarchy has. */
  async #changed(watched: readonly Watched[], context: CommandContext): Promise<ReadonlySet<FolderId> | undefined> {
    if (await this.#hierarchyChanged(context)) return undefined;
    const { scope } = context;
    const changed = new Set<FolderId>();
    for (const { folder: id, from } of watched) {
      const folder = await this.store.folder(scope, id);
      if (folder === undefined) return undefined;
      const collection = { folder, wanted: wantedBefore(from), context };
      if ((await this.#streams.silentlyAt(collection, from)) === undefined) changed.add(id);
    }
    return changed;
  }

  async #hierarchyChanged({ scope, device }: CommandContext): Promise<boolean> {
    const { kept } = await this.folders.load(scope, device);
    if (kept === undefined) return false;
    const { added, updated, deleted } = await hierarchyNews(this.store, scope, kept.current);
    return added.length + updated.length + deleted.length > 0;
  }

  #check({ Folders, HeartbeatInterval }: PingRequest): PingResponse | undefined {
    const { least, most } = this.limits.heartbeat;
    if (Folders === undefined || Folders.length === 0 || HeartbeatInterval === undefined)
      return { Status: PingStatus.MissingParameters };
    if (Folders.length > this.limits.folders)
      return { Status: PingStatus.TooManyFolders, MaxFolders: this.limits.folders };
    if (HeartbeatInterval < least) return { Status: PingStatus.HeartbeatOutOfRange, HeartbeatInterval: least };
    if (HeartbeatInterval > most) return { Status: PingStatus.HeartbeatOutOfRange, HeartbeatInterval: most };
    return undefined;
  }
}
