/** Keeps the state of a collection between requests. Of two requests that race, one is told to try again. */
import type { OptionsByClass, SyncOptions } from '@postbus/activesync';
import type { DeviceId, FolderId, JsonValue, MailboxScope } from '@postbus/domain';
import type { DeviceStore } from '@postbus/ports';
import type { CollectionState, Generation, StreamState } from './collection-state.ts';

/** What is kept of a collection: where the device is, and the options that it need not repeat. [MS-ASCMD] 2.2.3.125.6 */
export interface KeptCollection extends CollectionState {
  readonly options: OptionsByClass<SyncOptions>;
  /** The last SyncKey given: keys are never given twice, whatever generation they continue. */
  readonly lastKey: number;
}

export interface LoadedCollection {
  readonly kept: KeptCollection | undefined;
  readonly version: number;
}

/** As it was kept while there was nothing but mail. */
type GenerationOfMail = StreamState & Pick<Generation, 'syncKey'>;
interface KeptMailCollection {
  readonly current: GenerationOfMail;
  readonly previous?: GenerationOfMail;
  readonly options: SyncOptions;
  readonly lastKey: number;
}

const prefix = 'collection/';

export class CollectionStates {
  constructor(private readonly devices: DeviceStore) {}

  async load(scope: MailboxScope, device: DeviceId, folder: FolderId): Promise<LoadedCollection> {
    const state = await this.devices.state(scope, device, stateName(folder));
    if (state === undefined) return { kept: undefined, version: 0 };
    const value = state.value as unknown as KeptCollection | KeptMailCollection;
    return { kept: isOfMail(value) ? withStreams(value) : value, version: state.version };
  }

  /** @throws {PortError} `conflict` where another request was faster */
  async save(
    scope: MailboxScope,
    device: DeviceId,
    folder: FolderId,
    kept: KeptCollection,
    loaded: LoadedCollection,
  ): Promise<void> {
    const value = kept as unknown as JsonValue;
    await this.devices.putState(scope, device, stateName(folder), value, loaded.version);
  }

  /** Forgets a collection whose folder is gone. */
  async forget(scope: MailboxScope, device: DeviceId, folder: FolderId): Promise<void> {
    await this.devices.removeStates(scope, device, `${prefix}${folder}/`);
  }
}

/** Of the folder's own class, which text messages have no state apart from. */
function stateName(folder: FolderId): string {
  return `${prefix}${folder}/Email`;
}

function isOfMail(value: KeptCollection | KeptMailCollection): value is KeptMailCollection {
  return !('streams' in value.current);
}

function withStreams({ current, previous, options, lastKey }: KeptMailCollection): KeptCollection {
  return {
    current: generation(current),
    ...(previous !== undefined && { previous: generation(previous) }),
    options: { own: options },
    lastKey,
  };
}

function generation({ syncKey, ...mail }: GenerationOfMail): Generation {
  return { syncKey, streams: { mail } };
}
