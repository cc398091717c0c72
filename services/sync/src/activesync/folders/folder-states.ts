/** What a device knows of the folder hierarchy, in two generations, as with collections. [MS-ASCMD] 2.2.3.181.2 */
import type { ChangeNumber, DeviceId, FolderId, JsonValue, MailboxScope } from '@postbus/domain';
import type { DeviceStore } from '@postbus/ports';

export interface HierarchyGeneration {
  readonly syncKey: string;
  /** Changes of the hierarchy up to this were told. */
  readonly seen: ChangeNumber;
  /** The device's own changes above `seen`, and folders that it removed: they are not told to it. */
  readonly own: readonly ChangeNumber[];
  readonly removed: readonly FolderId[];
}

export interface KeptHierarchy {
  readonly current: HierarchyGeneration;
  readonly previous?: HierarchyGeneration;
  /** The last SyncKey given. */
  readonly lastKey: number;
}

export interface LoadedHierarchy {
  readonly kept: KeptHierarchy | undefined;
  readonly version: number;
}

const stateName = 'folders';

export class FolderStates {
  constructor(private readonly devices: DeviceStore) {}

  async load(scope: MailboxScope, device: DeviceId): Promise<LoadedHierarchy> {
    const state = await this.devices.state(scope, device, stateName);
    if (state === undefined) return { kept: undefined, version: 0 };
    return { kept: state.value as unknown as KeptHierarchy, version: state.version };
  }

  /**
   * Keeps `next` as the current generation, under a new SyncKey, and `from` as the previous one.
   * @throws {PortError} `conflict`
   */
  async advance(
    scope: MailboxScope,
    device: DeviceId,
    loaded: LoadedHierarchy,
    from: HierarchyGeneration | undefined,
    next: Omit<HierarchyGeneration, 'syncKey'>,
  ): Promise<string> {
    const lastKey = (loaded.kept?.lastKey ?? 0) + 1;
    const current = { ...next, syncKey: String(lastKey) };
    const kept: KeptHierarchy = { current, ...(from !== undefined && { previous: from }), lastKey };
    await this.devices.putState(scope, device, stateName, kept as unknown as JsonValue, loaded.version);
    return current.syncKey;
  }
}

/** The generation that `syncKey` names: the current or the previous one. */
export function generationAt({ kept }: LoadedHierarchy, syncKey: string): HierarchyGeneration | undefined {
  if (kept?.current.syncKey === syncKey) return kept.current;
  return kept?.previous?.syncKey === syncKey ? kept.previous : undefined;
}
