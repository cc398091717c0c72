/** GetItemEstimate: how many changes Sync would tell. [MS-ASCMD] 2.2.1.9 */
import { type GetItemEstimateRequest, type GetItemEstimateResponse, GetItemEstimateStatus } from '@postbus/activesync';
import type { FolderId, MailboxScope } from '@postbus/domain';
import type { Clock, MailStore } from '@postbus/ports';
import { type Filter, collectionChanges } from '../collection/collection-changes.ts';
import { type Generation, generationOf } from '../collection/collection-state.ts';
import type { CollectionStates } from '../collection/collection-states.ts';
import { cutOffOf, isEmailFilterType } from '../collection/filter-type.ts';
import type { CommandContext } from '../command-context.ts';
import { parseCollectionId } from '../server-id.ts';

type Wanted = GetItemEstimateRequest['Collections'][number];
type Estimate = NonNullable<GetItemEstimateResponse['Response']>[number];

const emailClass = 'Email';
/** Changes that are looked at one by one; what is beyond is counted. */
const lookedAt = 200;
/** Where counting ends: stops an estimate from costing as much as the Sync. */
const mostCounted = 100_000;

export class GetItemEstimateCommand {
  constructor(
    private readonly store: MailStore,
    private readonly states: CollectionStates,
    private readonly clock: Clock,
  ) {}

  async execute(request: GetItemEstimateRequest, context: CommandContext): Promise<GetItemEstimateResponse> {
    const Response: Estimate[] = [];
    for (const collection of request.Collections) Response.push(await this.#collection(collection, context));
    return { Response };
  }

  async #collection(wanted: Wanted, { scope, device }: CommandContext): Promise<Estimate> {
    const id = parseCollectionId(wanted.CollectionId);
    const folder = id === undefined ? undefined : await this.store.folder(scope, id);
    if (folder === undefined || folder.role === 'root') return { Status: GetItemEstimateStatus.InvalidCollection };
    const { kept } = await this.states.load(scope, device, folder.id, emailClass);
    if (kept === undefined || wanted.SyncKey === '0') return { Status: GetItemEstimateStatus.NotPrimed };
    const from = generationOf(kept, wanted.SyncKey);
    if (from === undefined) return { Status: GetItemEstimateStatus.InvalidSyncKey };
    const told = wanted.Options?.find((options) => options.Class === undefined || options.Class === emailClass);
    const filterType = told?.FilterType ?? kept.options.FilterType ?? 0;
    if (!isEmailFilterType(filterType)) return { Status: GetItemEstimateStatus.InvalidCollection };
    const filter = { filterType, cutOff: cutOffOf(filterType, this.clock.now()) };
    const Estimate = await this.#estimate(scope, folder.id, from, filter);
    return { Status: GetItemEstimateStatus.Success, Collection: { CollectionId: wanted.CollectionId, Estimate } };
  }

  async #estimate(scope: MailboxScope, folder: FolderId, from: Generation, filter: Filter): Promise<number> {
    const changes = await collectionChanges(this.store, scope, folder, from, filter, lookedAt);
    const found = changes.adds.length + changes.changes.length + changes.deletes.length + changes.softDeletes.length;
    return changes.more ? found + (await this.#beyond(scope, folder, changes.next)) : found;
  }

  /** Items that a device at `from` still lacks; changes of what it has are few beside them. */
  async #beyond(scope: MailboxScope, folder: FolderId, from: Generation): Promise<number> {
    const count = (options: Parameters<MailStore['count']>[2]): Promise<number> =>
      this.store.count(scope, folder, options, mostCounted);
    const receivedSince = from.cutOff;
    let lacking = (await count({ receivedSince })) - (await count({ receivedSince, maxId: from.added }));
    for (const { after, until, through } of from.backfills) {
      const position = after === undefined ? {} : { after };
      lacking += await count({ ...position, receivedSince: until, maxId: through });
    }
    return lacking;
  }
}
