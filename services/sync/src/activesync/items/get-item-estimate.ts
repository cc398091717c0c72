/** GetItemEstimate: how many changes Sync would tell. [MS-ASCMD] 2.2.1.9 */
import {
  type GetItemEstimateRequest,
  type GetItemEstimateResponse,
  GetItemEstimateStatus,
  type OptionsByClass,
  SmsError,
  type SyncOptions,
  optionsByClass,
} from '@postbus/activesync';
import type { Folder, MessageKind } from '@postbus/domain';
import type { Clock, MailStore } from '@postbus/ports';
import { type Source, collectionChanges } from '../collection/collection-changes.ts';
import { type Generation, type StreamState, firstState, generationOf } from '../collection/collection-state.ts';
import type { CollectionStates } from '../collection/collection-states.ts';
import { isQueue } from '../collection/collection-streams.ts';
import { type Filter, isEmailFilterType } from '../collection/filter-type.ts';
import { wantedKinds } from '../collection/item-options.ts';
import type { CommandContext } from '../command-context.ts';
import type { PhoneQueue } from '../phone-relay/phone-queue.ts';
import { parseCollectionId } from '../server-id.ts';

type Wanted = GetItemEstimateRequest['Collections'][number];
type Estimate = NonNullable<GetItemEstimateResponse['Response']>[number];

/** Changes that are looked at one by one; what is beyond is counted. */
const lookedAt = 200;
/** Where counting ends: stops an estimate from costing as much as the Sync. */
const mostCounted = 100_000;

export class GetItemEstimateCommand {
  constructor(
    private readonly store: MailStore,
    private readonly states: CollectionStates,
    private readonly phones: PhoneQueue,
    private readonly clock: Clock,
  ) {}

  async execute(request: GetItemEstimateRequest, context: CommandContext): Promise<GetItemEstimateResponse> {
    const Response: Estimate[] = [];
    for (const collection of request.Collections) Response.push(await this.#collection(collection, context));
    return { Response };
  }

  async #collection(wanted: Wanted, context: CommandContext): Promise<Estimate> {
    const { scope, device } = context;
    const id = parseCollectionId(wanted.CollectionId);
    const folder = id === undefined ? undefined : await this.store.folder(scope, id);
    if (folder === undefined || folder.role === 'root') return { Status: GetItemEstimateStatus.InvalidCollection };
    const { kept } = await this.states.load(scope, device, folder.id);
    if (kept === undefined || wanted.SyncKey === '0') return { Status: GetItemEstimateStatus.NotPrimed };
    const from = generationOf(kept, wanted.SyncKey);
    if (from === undefined) return { Status: GetItemEstimateStatus.InvalidSyncKey };
    const options = estimatedOptions(wanted.Options ?? [], kept.options);
    if (options instanceof SmsError) return { Status: options.status };
    if (!isEmailFilterType(options.own?.FilterType ?? 0)) return { Status: GetItemEstimateStatus.InvalidCollection };
    const Estimate = await this.#estimate(folder, from, options, context);
    return { Status: GetItemEstimateStatus.Success, Collection: { CollectionId: wanted.CollectionId, Estimate } };
  }

  async #estimate(
    folder: Folder,
    from: Generation,
    options: OptionsByClass<SyncOptions>,
    context: CommandContext,
  ): Promise<number> {
    let estimate = 0;
    for (const [kind, filter] of Object.entries(wantedKinds(options, this.clock.now())) as [MessageKind, Filter][]) {
      if (isQueue(folder, kind)) {
        estimate += await this.phones.estimate(context, from.queued ?? []);
      } else {
        const source = { store: this.store, scope: context.scope, folder: folder.id, kind };
        estimate += await this.#ofKind(source, from.streams[kind], filter);
      }
    }
    return estimate;
  }

  async #ofKind(source: Source, state: StreamState | undefined, filter: Filter): Promise<number> {
    const from = state ?? firstState((await this.store.mailbox(source.scope)).changeNumber, filter);
    const changes = await collectionChanges(source, from, filter, lookedAt);
    const found = changes.adds.length + changes.changes.length + changes.deletes.length + changes.softDeletes.length;
    return changes.more ? found + (await this.#beyond(source, changes.next)) : found;
  }

  /** Items that a device at `from` still lacks; changes of what it has are few beside them. */
  async #beyond({ scope, folder, kind }: Source, from: StreamState): Promise<number> {
    const count = (options: Parameters<MailStore['count']>[2]): Promise<number> =>
      this.store.count(scope, folder, { ...options, of: kind }, mostCounted);
    const receivedSince = from.cutOff;
    let lacking = (await count({ receivedSince })) - (await count({ receivedSince, maxId: from.added }));
    for (const { after, until, through } of from.backfills) {
      const position = after === undefined ? {} : { after };
      lacking += await count({ ...position, receivedSince: until, maxId: through });
    }
    return lacking;
  }
}

/** Text messages are estimated where a block asks for them, and only there. [MS-ASMS] 3.1.4.2 */
function estimatedOptions(
  told: NonNullable<Wanted['Options']>,
  kept: OptionsByClass<SyncOptions>,
): OptionsByClass<SyncOptions> | SmsError {
  try {
    const { own, sms } = optionsByClass(told);
    return {
      ...(own !== undefined && { own: { FilterType: own.FilterType ?? kept.own?.FilterType } }),
      ...(sms !== undefined && { sms: { FilterType: sms.FilterType ?? kept.sms?.FilterType } }),
    };
  } catch (error) {
    if (error instanceof SmsError) return error;
    throw error;
  }
}
