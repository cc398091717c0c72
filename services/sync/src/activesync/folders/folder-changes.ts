/** FolderCreate, FolderUpdate and FolderDelete. [MS-ASCMD] 2.2.1.3, 2.2.1.4, 2.2.1.6 */
import {
  type FolderCreateRequest,
  type FolderCreateResponse,
  type FolderDeleteRequest,
  type FolderDeleteResponse,
  FolderStatus,
  FolderType,
  type FolderUpdateRequest,
  type FolderUpdateResponse,
} from '@postbus/activesync';
import { DomainError, type Operation, type OperationResult } from '@postbus/domain';
import type { MailStore } from '@postbus/ports';
import type { CollectionStates } from '../collection/collection-states.ts';
import type { CommandContext } from '../command-context.ts';
import { collectionId, parseCollectionId } from '../server-id.ts';
import { parseParentId } from './folder-description.ts';
import { type FolderStates, generationAt } from './folder-states.ts';

/** Types of which a client may make folders here. */
const makeable: ReadonlySet<number> = new Set([FolderType.UserGeneric, FolderType.UserMail]);

type Faults = Partial<Record<DomainError['code'], number>>;

const faults: Faults = {
  'folder-exists': FolderStatus.FolderExists,
  'folder-name-invalid': FolderStatus.MalformedRequest,
  'folder-would-cycle': FolderStatus.ParentNotFound,
  'no-such-folder': FolderStatus.FolderNotFound,
};
/** [MS-ASCMD] 2.2.3.177.3 */
const faultsOfCreate: Faults = { ...faults, 'no-such-folder': FolderStatus.ParentNotFound };
/** [MS-ASCMD] 2.2.3.177.4 */
const faultsOfDelete: Faults = { ...faults, 'folder-is-special': FolderStatus.SpecialFolder };
/** A special folder has the Status of a name that is taken. [MS-ASCMD] 2.2.3.177.6 */
const faultsOfUpdate: Faults = { ...faults, 'folder-is-special': FolderStatus.FolderExists };

type Outcome = { readonly Status: number; readonly SyncKey?: string; readonly result?: OperationResult };

export class FolderChanges {
  constructor(
    private readonly store: MailStore,
    private readonly states: FolderStates,
    private readonly collections: CollectionStates,
  ) {}

  async create(request: FolderCreateRequest, context: CommandContext): Promise<FolderCreateResponse> {
    const parent = parseParentId(request.ParentId);
    if (parent === undefined) return { Status: FolderStatus.ParentNotFound };
    if (!makeable.has(request.Type)) return { Status: FolderStatus.MalformedRequest };
    const operation: Operation = { do: 'create-folder', parent, displayName: request.DisplayName };
    const { Status, SyncKey, result } = await this.#apply(request.SyncKey, operation, context, faultsOfCreate);
    if (SyncKey === undefined || result?.folder === undefined) return { Status };
    return { Status, SyncKey, ServerId: collectionId(result.folder) };
  }

  async update(request: FolderUpdateRequest, context: CommandContext): Promise<FolderUpdateResponse> {
    const id = parseCollectionId(request.ServerId);
    const parent = parseParentId(request.ParentId);
    if (id === undefined) return { Status: FolderStatus.FolderNotFound };
    if (parent === undefined || (parent !== 'root' && !(await this.#exists(parent, context)))) {
      return { Status: FolderStatus.ParentNotFound };
    }
    const operation: Operation = { do: 'update-folder', id, parent, displayName: request.DisplayName };
    const { Status, SyncKey } = await this.#apply(request.SyncKey, operation, context, faultsOfUpdate);
    return { Status, ...(SyncKey !== undefined && { SyncKey }) };
  }

  async delete(request: FolderDeleteRequest, context: CommandContext): Promise<FolderDeleteResponse> {
    const id = parseCollectionId(request.ServerId);
    if (id === undefined) return { Status: FolderStatus.FolderNotFound };
    const operation: Operation = { do: 'delete-folder', id };
    const { Status, SyncKey } = await this.#apply(request.SyncKey, operation, context, faultsOfDelete);
    if (SyncKey !== undefined) await this.collections.forget(context.scope, context.device, id);
    return { Status, ...(SyncKey !== undefined && { SyncKey }) };
  }

  async #exists(folder: number, { scope }: CommandContext): Promise<boolean> {
    return (await this.store.folder(scope, folder)) !== undefined;
  }

  /** A request that comes again with its SyncKey is answered as the first time, by its dedupe key. */
  async #apply(syncKey: string, operation: Operation, context: CommandContext, statuses: Faults): Promise<Outcome> {
    const { scope, device } = context;
    const loaded = await this.states.load(scope, device);
    const from = generationAt(loaded, syncKey);
    if (from === undefined) return { Status: FolderStatus.InvalidSyncKey };
    try {
      const dedupe = [`folders/${device}/${syncKey}/${JSON.stringify(operation)}`];
      const [result] = (await this.store.apply(scope, [operation], { dedupe })).results;
      const own = result !== undefined && 'changeNumber' in result ? [...from.own, result.changeNumber] : from.own;
      const removed = operation.do === 'delete-folder' ? [...from.removed, operation.id] : from.removed;
      const SyncKey = await this.states.advance(scope, device, loaded, from, { seen: from.seen, own, removed });
      return { Status: FolderStatus.Success, SyncKey, ...(result !== undefined && { result }) };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { Status: statuses[error.code] ?? FolderStatus.ServerError };
    }
  }
}
