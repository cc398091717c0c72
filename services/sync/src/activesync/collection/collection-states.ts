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

/** As it is kept where there is nothing but mail, and was before text messages: a process of either version reads it. */
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
    const value = (mailAlone(kept) ?? kept) as unknown as JsonValue;
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

/** Undefined where the device has to do with text messages. */
function mailAlone({ current, previous, options, lastKey }: KeptCollection): KeptMailCollection | undefined {
  const now = ofMail(current);
  const before = previous === undefined ? undefined : ofMail(previous);
  if (now === undefined || (before === undefined) !== (previous === undefined)) return undefined;
  if (options.own === undefined || options.sms !== undefined) return undefined;
  return { current: now, ...(before !== undefined && { previous: before }), options: options.own, lastKey };
}

function ofMail({ syncKey, streams: { mail, text }, queued }: Generation): GenerationOfMail | undefined {
  const isMailAlone = text === undefined && queued === undefined && mail?.ending === undefined;
  return isMailAlone && mail !== undefined ? { syncKey, ...mail } : undefined;
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
