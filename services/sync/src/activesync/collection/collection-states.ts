/** Keeps the state of a collection between requests. Of two requests that race, one is told to try again. */
import type { SyncOptions } from '@postbus/activesync';
import type { DeviceId, FolderId, JsonValue, MailboxScope } from '@postbus/domain';
import type { DeviceStore } from '@postbus/ports';
import type { CollectionState } from './collection-state.ts';

/** What is kept of a collection: where the device is, and the options that it need not repeat. [MS-ASCMD] 2.2.3.125.6 */
export interface KeptCollection extends CollectionState {
  readonly options: SyncOptions;
  /** The last SyncKey given: keys are never given twice, whatever generation they continue. */
  readonly lastKey: number;
}

export interface LoadedCollection {
  readonly kept: KeptCollection | undefined;
  readonly version: number;
}

const prefix = 'collection/';

export class CollectionStates {
  constructor(private readonly devices: DeviceStore) {}

  async load(scope: MailboxScope, device: DeviceId, folder: FolderId, itemClass: string): Promise<LoadedCollection> {
    const state = await this.devices.state(scope, device, stateName(folder, itemClass));
    if (state === undefined) return { kept: undefined, version: 0 };
    return { kept: state.value as unknown as KeptCollection, version: state.version };
  }

  /** @throws {PortError} `conflict` where another request was faster */
  async save(
    scope: MailboxScope,
    device: DeviceId,
    folder: FolderId,
    itemClass: string,
    kept: KeptCollection,
    loaded: LoadedCollection,
  ): Promise<void> {
    const value = kept as unknown as JsonValue;
    await this.devices.putState(scope, device, stateName(folder, itemClass), value, loaded.version);
  }

  /** Forgets a collection whose folder is gone. */
  async forget(scope: MailboxScope, device: DeviceId, folder: FolderId): Promise<void> {
    await this.devices.removeStates(scope, device, `${prefix}${folder}/`);
  }
}

function stateName(folder: FolderId, itemClass: string): string {
  return `${prefix}${folder}/${itemClass}`;
}
