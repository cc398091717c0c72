/** Sync: collections one after another, and waiting while nothing changes. [MS-ASCMD] 2.2.1.21, 3.1.5.5 */
import {
  type SyncRequest,
  type SyncRequestCollection,
  type SyncResponse,
  type SyncResponseCollection,
  SyncStatus,
} from '@postbus/activesync';
import type { JsonValue } from '@postbus/domain';
import type { DeviceStore } from '@postbus/ports';
import { waiting } from '../channels.ts';
import { addedBytes, largestAnswer } from './collection/rendered-items.ts';
import type { SyncCollection } from './collection/sync-collection.ts';
import type { CollectionStates } from './collection/collection-states.ts';
import type { CommandContext } from './command-context.ts';
import type { MailboxWaits, Wait } from './mailbox-waits.ts';
import { parseCollectionId } from './server-id.ts';

export interface SyncLimits {
  /** Collections of one request: stops one that makes the server read for ever. */
  readonly collections: number;
  /** Seconds that a request may wait, least and most. */
  readonly wait: { readonly least: number; readonly most: number };
}

export const defaultSyncLimits: SyncLimits = { collections: 300, wait: { least: 60, most: 3540 } };

const mostInAnswer = 512;
const cachedRequest = 'sync-request';

interface Wanted {
  readonly collections: readonly SyncRequestCollection[];
  /** Milliseconds; 0 answers at once. */
  readonly wait: number;
  readonly window: number;
}

export class SyncCommand {
  constructor(
    private readonly collection: SyncCollection,
    private readonly states: CollectionStates,
    private readonly devices: DeviceStore,
    private readonly waits: MailboxWaits,
    private readonly limits: SyncLimits = defaultSyncLimits,
  ) {}

  /**
   * @param request undefined for an empty body: the same as last time
   * @returns undefined for an empty body: nothing changed
   */
  async execute(request: SyncRequest | undefined, context: CommandContext): Promise<SyncResponse | undefined> {
    const whole = await this.#whole(request, context);
    if (whole === undefined) return { Status: SyncStatus.RequestIncomplete };
    const wanted = this.#check(whole);
    if ('Status' in wanted) return wanted;
    await this.#remember(whole, context);
    if (wanted.wait === 0) return response(await this.#answers(wanted, context));
    return this.#waitFor(wanted, context);
  }

  async #waitFor(wanted: Wanted, context: CommandContext): Promise<SyncResponse | undefined> {
    const folders = wanted.collections.flatMap(({ CollectionId }) => parseCollectionId(CollectionId) ?? []);
    const { mailbox } = context.scope;
    const wait = this.waits.begin({ mailbox, name: `${context.device}/Sync`, folders, hierarchy: true });
    waiting.publish({ waiting: this.waits.size });
    try {
      return await this.#whenChanged(wanted, wait, context);
    } finally {
      wait.end();
      waiting.publish({ waiting: this.waits.size });
    }
  }

  async #whenChanged(wanted: Wanted, wait: Wait, context: CommandContext): Promise<SyncResponse | undefined> {
    const deadline = performance.now() + wanted.wait;
    for (;;) {
      const answers = await this.#answers(wanted, context);
      if (answers.length > 0) return response(answers);
      const woken = await wait.next(deadline - performance.now(), context.signal);
      if (woken !== 'changed') return undefined;
    }
  }

  async #answers(wanted: Wanted, context: CommandContext): Promise<SyncResponseCollection[]> {
    const answers: SyncResponseCollection[] = [];
    let room = wanted.window;
    let bytes = 0;
    for (const collection of wanted.collections) {
      if (room === 0 && !mustBeAnswered(collection)) continue;
      const answer = await this.collection.answer(collection, room, context);
      if (answer === undefined) continue;
      answers.push(answer);
      bytes += addedBytes(answer.Commands);
      room = bytes >= largestAnswer ? 0 : Math.max(0, room - (answer.Commands?.length ?? 0));
    }
    return answers;
  }

  /** The request with what it leaves out: all of it in an empty one, collections and options in a partial one. */
  async #whole(request: SyncRequest | undefined, context: CommandContext): Promise<SyncRequest | undefined> {
    if (request?.Collections !== undefined && request.Partial === undefined) return request;
    const kept = await this.devices.state(context.scope, context.device, cachedRequest);
    if (kept === undefined) return undefined;
    const cached = kept.value as unknown as SyncRequest;
    const told = new Map(request?.Collections?.map((collection) => [collection.CollectionId, collection]));
    const cachedOnes = (cached.Collections ?? []).filter(({ CollectionId }) => !told.has(CollectionId));
    const continued = await Promise.all(cachedOnes.map((collection) => this.#atCurrentKey(collection, context)));
    return { ...cached, ...request, Collections: [...told.values(), ...continued] };
  }

  async #atCurrentKey(
    collection: SyncRequestCollection,
    { scope, device }: CommandContext,
  ): Promise<SyncRequestCollection> {
    const folder = parseCollectionId(collection.CollectionId) ?? 0;
    const { kept } = await this.states.load(scope, device, folder, 'Email');
    return { ...collection, SyncKey: kept?.current.syncKey ?? collection.SyncKey };
  }

  #check(request: SyncRequest): Wanted | (SyncResponse & { Status: number }) {
    const { Collections = [], Wait, HeartbeatInterval, WindowSize } = request;
    const { least, most } = this.limits.wait;
    if (Wait !== undefined && HeartbeatInterval !== undefined) return { Status: SyncStatus.ProtocolError };
    if (Collections.length > this.limits.collections) {
      return { Status: SyncStatus.InvalidCollections, Limit: this.limits.collections };
    }
    const named = new Set(Collections.map(({ CollectionId }) => CollectionId));
    if (named.size < Collections.length) return { Status: SyncStatus.ProtocolError };
    const seconds = HeartbeatInterval ?? (Wait === undefined ? undefined : Wait * 60);
    if (seconds !== undefined && (seconds < least || seconds > most)) {
      const nearest = seconds < least ? least : most;
      return { Status: SyncStatus.InvalidWait, Limit: Wait === undefined ? nearest : Math.floor(nearest / 60) };
    }
    const window = Math.min(WindowSize ?? mostInAnswer, mostInAnswer);
    return { collections: Collections, wait: (seconds ?? 0) * 1000, window: window === 0 ? mostInAnswer : window };
  }

  /** Keeps the request for a later one that leaves things out. What a client did and its SyncKeys are not repeated. */
  async #remember(request: SyncRequest, { scope, device }: CommandContext): Promise<void> {
    const { Partial: _partial, ...kept } = request;
    const Collections = request.Collections?.map(({ Commands: _, ...collection }) => ({ ...collection, SyncKey: '0' }));
    const value = { ...kept, ...(Collections !== undefined && { Collections }) } as unknown as JsonValue;
    const before = await this.devices.state(scope, device, cachedRequest);
    if (JSON.stringify(before?.value) === JSON.stringify(value)) return;
    await this.devices.putState(scope, device, cachedRequest, value, before?.version ?? 0);
  }
}

/** What a client did is done even where nothing more can be told: one that hears nothing of it takes it as done. */
function mustBeAnswered({ SyncKey, Commands }: SyncRequestCollection): boolean {
  return SyncKey === '0' || Commands !== undefined;
}

function response(answers: readonly SyncResponseCollection[]): SyncResponse | undefined {
  return answers.length === 0 ? undefined : { Collections: answers };
}
