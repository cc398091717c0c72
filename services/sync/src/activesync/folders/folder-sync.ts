/** FolderSync: what changed in the hierarchy. [MS-ASCMD] 2.2.1.5 */
import {
  type FolderDescription,
  FolderStatus,
  type FolderSyncRequest,
  type FolderSyncResponse,
} from '@postbus/activesync';
import type { ChangeNumber } from '@postbus/domain';
import type { MailStore } from '@postbus/ports';
import type { CommandContext } from '../command-context.ts';
import { collectionId } from '../server-id.ts';
import { describeFolder } from './folder-description.ts';
import { type FolderStates, type HierarchyGeneration, generationAt } from './folder-states.ts';

export interface HierarchyNews {
  readonly added: readonly FolderDescription[];
  readonly updated: readonly FolderDescription[];
  readonly deleted: readonly string[];
  readonly upTo: ChangeNumber;
}

const nothingKnown: HierarchyGeneration = { syncKey: '0', seen: 0, own: [], removed: [] };

export class FolderSyncCommand {
  constructor(
    private readonly store: MailStore,
    private readonly states: FolderStates,
  ) {}

  async execute({ SyncKey }: FolderSyncRequest, { scope, device }: CommandContext): Promise<FolderSyncResponse> {
    const loaded = await this.states.load(scope, device);
    const from = SyncKey === '0' ? nothingKnown : generationAt(loaded, SyncKey);
    if (from === undefined) return { Status: FolderStatus.InvalidSyncKey };
    const news = await hierarchyNews(this.store, scope, from);
    const count = news.added.length + news.updated.length + news.deleted.length;
    const unchanged = count === 0 && from === loaded.kept?.current;
    const key = unchanged
      ? SyncKey
      : await this.states.advance(scope, device, loaded, SyncKey === '0' ? undefined : from, {
          seen: news.upTo,
          own: [],
          removed: [],
        });
    return {
      Status: FolderStatus.Success,
      SyncKey: key,
      Changes: {
        Count: count,
        ...(news.updated.length > 0 && { Update: news.updated }),
        ...(news.deleted.length > 0 && { Delete: news.deleted.map((ServerId) => ({ ServerId })) }),
        ...(news.added.length > 0 && { Add: news.added }),
      },
    };
  }
}

/** What a device at `from` has not been told. A folder with an id above what it saw is new to it. */
export async function hierarchyNews(
  store: MailStore,
  scope: CommandContext['scope'],
  from: HierarchyGeneration,
): Promise<HierarchyNews> {
  const [changes, folders] = await Promise.all([store.hierarchyChanges(scope, from.seen), store.folders(scope)]);
  const root = folders.find(({ role }) => role === 'root')?.id ?? 0;
  const own = new Set(from.own);
  const told = changes.changed.filter(({ id, changeNumber }) => id !== root && !own.has(changeNumber));
  const isNew = ({ id }: { readonly id: number }): boolean => id > from.seen && !own.has(id);
  const removed = new Set(from.removed);
  return {
    added: told.filter(isNew).map((folder) => describeFolder(folder, root)),
    updated: told.filter((folder) => !isNew(folder)).map((folder) => describeFolder(folder, root)),
    deleted: changes.deleted.filter((id) => !removed.has(id) && (id <= from.seen || own.has(id))).map(collectionId),
    upTo: changes.upTo,
  };
}
