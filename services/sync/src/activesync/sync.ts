/** Sync: collections one after another, and waiting while nothing changes. [MS-ASCMD] 2.2.1.21, 3.1.5.5 */
import {
  type SyncRequest,
  type SyncRequestCollection,
  type SyncResponse,
  type SyncResponseCollection,
  SyncStatus,
} from '@postbus/activesync';
import { type DeviceStore, PortError } from '@postbus/ports';
import { addedBytes, largestAnswer } from './collection/rendered-items.ts';
import { type SyncCollection, mostInWindow, windowOf } from './collection/sync-collection.ts';
import type { CommandContext } from './command-context.ts';
import { KeptSyncRequests } from './kept-sync-request.ts';
import type { MailboxWaits, Wait } from './mailbox-waits.ts';
import { parseCollectionId } from './server-id.ts';

export interface SyncLimits {
  /** Collections of one request: stops one that makes the server read for ever. */
  readonly collections: number;
  /** What a client may do in one request: stops one that keeps all other writers waiting. [MS-ASCMD] 3.1.5.10 */
  readonly commands: number;
  /** Seconds that a request may wait, least and most. */
  readonly wait: { readonly least: number; readonly most: number };
}

export const defaultSyncLimits: SyncLimits = { collections: 300, commands: 200, wait: { least: 60, most: 3540 } };

interface Wanted {
  readonly collections: readonly SyncRequestCollection[];
  /** Milliseconds; 0 answers at once. */
  readonly wait: number;
  readonly window: number;
}

export class SyncCommand {
  readonly #kept: KeptSyncRequests;

  constructor(
    private readonly collection: SyncCollection,
    devices: DeviceStore,
    private readonly waits: MailboxWaits,
    private readonly limits: SyncLimits = defaultSyncLimits,
  ) {
    this.#kept = new KeptSyncRequests(devices);
  }

  /**
   * @param request undefined for an empty body: the same as last time
   * @returns undefined for an empty body: nothing changed
   */
  async execute(request: SyncRequest | undefined, context: CommandContext): Promise<SyncResponse | undefined> {
    if (request !== undefined && asksForNothing(request)) return { Status: SyncStatus.ProtocolError };
    try {
      return await this.#execute(request, context);
    } catch (error) {
      // Another request of the same device was faster.
      if (error instanceof PortError && error.code === 'conflict') return { Status: SyncStatus.Retry };
      throw error;
    }
  }

  async #execute(request: SyncRequest | undefined, context: CommandContext): Promise<SyncResponse | undefined> {
    const whole = await this.#kept.whole(request, context);
    if (whole === undefined) return { Status: SyncStatus.RequestIncomplete };
    const wanted = this.#check(whole);
    if ('Status' in wanted) return wanted;
    const kept = this.#kept.keep(whole, context);
    if (wanted.wait === 0) {
      const [answers] = await Promise.all([this.#answers(wanted, context), kept]);
      return response(answers);
    }
    await kept;
    return this.#waitFor(wanted, context);
  }

  async #waitFor(wanted: Wanted, context: CommandContext): Promise<SyncResponse | undefined> {
    const folders = wanted.collections.flatMap(({ CollectionId }) => parseCollectionId(CollectionId) ?? []);
    const { scope, device, onWaited } = context;
    const { mailbox } = scope;
    const wait = this.waits.begin({ mailbox, name: `${device}/Sync`, folders, hierarchy: true, onWaited });
    try {
      return await this.#whenChanged(wanted, wait, context);
    } finally {
      wait.end();
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

  #check(request: SyncRequest): Wanted | (SyncResponse & { Status: number }) {
    const { Collections = [], Wait, HeartbeatInterval, WindowSize } = request;
    const { least, most } = this.limits.wait;
    if (Wait !== undefined && HeartbeatInterval !== undefined) return { Status: SyncStatus.ProtocolError };
    if (Collections.length > this.limits.collections) {
      return { Status: SyncStatus.InvalidCollections, Limit: this.limits.collections };
    }
    const named = new Set(Collections.map(({ CollectionId }) => CollectionId));
    const commands = Collections.reduce((sum, { Commands = [] }) => sum + Commands.length, 0);
    if (named.size < Collections.length || commands > this.limits.commands) return { Status: SyncStatus.ProtocolError };
    const seconds = HeartbeatInterval ?? (Wait === undefined ? undefined : Wait * 60);
    if (seconds !== undefined && (seconds < least || seconds > most)) {
      if (Wait === undefined) return { Status: SyncStatus.InvalidWait, Limit: seconds < least ? least : most };
      const Limit = seconds < least ? Math.ceil(least / 60) : Math.floor(most / 60);
      return { Status: SyncStatus.InvalidWait, Limit };
    }
    return { collections: Collections, wait: (seconds ?? 0) * 1000, window: windowOf(WindowSize ?? mostInWindow) };
  }
}

/** A request names collections, or is partial and says what differs from the last one. [MS-ASCMD] 2.2.3.131 */
function asksForNothing({ Partial, Collections, Wait, HeartbeatInterval, WindowSize }: SyncRequest): boolean {
  if (Collections !== undefined) return false;
  return Partial === undefined || (Wait ?? HeartbeatInterval ?? WindowSize) === undefined;
}

/** What a client did is done even where nothing more can be told: one that hears nothing of it takes it as done. */
function mustBeAnswered({ SyncKey, Commands }: SyncRequestCollection): boolean {
  return SyncKey === '0' || Commands !== undefined;
}

function response(answers: readonly SyncResponseCollection[]): SyncResponse | undefined {
  return answers.length === 0 ? undefined : { Collections: answers };
}
