/** The last Sync request of a device, for a later one that leaves things out. [MS-ASCMD] 2.2.1.21.1, 2.2.3.131 */
import type { SyncRequest, SyncRequestCollection } from '@postbus/activesync';
import type { JsonValue } from '@postbus/domain';
import type { DeviceStore } from '@postbus/ports';
import type { CommandContext } from './command-context.ts';

const stateName = 'sync-request';

export class KeptSyncRequests {
  constructor(private readonly devices: DeviceStore) {}

  /**
   * `request` with what it leaves out: all of it where it is empty, collections and waiting where it is partial. A
   * collection that it does not name has the SyncKey of the last request: an answer that was lost is told again.
   * @returns undefined where something is left out and nothing is kept
   */
  async whole(request: SyncRequest | undefined, { scope, device }: CommandContext): Promise<SyncRequest | undefined> {
    if (request !== undefined && request.Partial === undefined) return request;
    const state = await this.devices.state(scope, device, stateName);
    if (state === undefined) return undefined;
    const { Wait, HeartbeatInterval, ...kept } = state.value as unknown as SyncRequest;
    const waits = request?.Wait === undefined && request?.HeartbeatInterval === undefined;
    const named = new Set(request?.Collections?.map(({ CollectionId }) => CollectionId));
    const others = (kept.Collections ?? []).filter(({ CollectionId }) => !named.has(CollectionId));
    return {
      ...kept,
      ...(waits && { Wait, HeartbeatInterval }),
      ...request,
      Collections: [...(request?.Collections ?? []), ...others],
    };
  }

  /** Keeps all of a request but what the client did: that is not to be done again. @throws {PortError} `conflict` */
  async keep(request: SyncRequest, { scope, device }: CommandContext): Promise<void> {
    const { Partial: _, ...kept } = request;
    const Collections = request.Collections?.map(withoutCommands);
    const value = { ...kept, ...(Collections !== undefined && { Collections }) } as unknown as JsonValue;
    const before = await this.devices.state(scope, device, stateName);
    if (JSON.stringify(before?.value) === JSON.stringify(value)) return;
    await this.devices.putState(scope, device, stateName, value, before?.version ?? 0);
  }
}

/** Supported goes too: it says nothing to the classes here. */
function withoutCommands({
  Commands: _commands,
  Supported: _supported,
  ...collection
}: SyncRequestCollection): SyncRequestCollection {
  return collection;
}
