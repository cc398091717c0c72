/** The collections that the phone synchronizes, each with its SyncKey and what the phone holds of it. [MS-ASCMD] 2.2.1.21 */
import {
  BodyType,
  ItemClass,
  type SyncOptions,
  type SyncRequestCommand,
  type SyncResponse,
  SyncStatus,
  syncRequest,
  syncResponse,
} from '@postbus/activesync';
import type { CommandChannel } from './command-channel.ts';
import { HeldItems } from './held-items.ts';
import { PhoneError } from './phone-error.ts';

export interface CollectionOptions {
  readonly options?: SyncOptions;
  /** Of text messages, which the phone asks for where they are told. [MS-ASMS] 3.1.4.1.1 */
  readonly smsOptions?: SyncOptions;
  readonly windowSize?: number;
}

/** What one Sync has beside the collection. */
export interface SyncChange {
  readonly commands?: readonly SyncRequestCommand[];
  /** Seconds that the server may wait. */
  readonly heartbeat?: number;
  /** All blocks of Options, instead of those that the phone has. */
  readonly options?: readonly SyncOptions[];
  readonly signal?: AbortSignal;
}

export interface Collection {
  readonly items: HeldItems;
  syncKey: string;
}

export interface SyncOutcome {
  /** Whether the answer held anything. */
  readonly changed: boolean;
  readonly more: boolean;
  readonly response: SyncResponse | undefined;
}

const defaultOptions: SyncOptions = {
  FilterType: 0,
  BodyPreference: [
    { Type: BodyType.Html, TruncationSize: 100_000 },
    { Type: BodyType.PlainText, TruncationSize: 100_000 },
  ],
  MIMESupport: 0,
};

export class SynchronizedCollections {
  readonly #channel: CommandChannel;
  readonly #options: CollectionOptions;
  readonly #collections = new Map<string, Collection>();

  constructor(channel: CommandChannel, options: CollectionOptions) {
    this.#channel = channel;
    this.#options = options;
  }

  collection(id: string): Collection {
    const collection = this.#collections.get(id) ?? { syncKey: '0', items: new HeldItems() };
    this.#collections.set(id, collection);
    return collection;
  }

  /**
   * One Sync of a collection; the first one of SyncKey 0 is followed by the one that brings items.
   * @param change what the phone did, and how long the server may wait
   */
  async sync(id: string, change: SyncChange = {}): Promise<SyncOutcome> {
    const collection = this.collection(id);
    if (collection.syncKey === '0') await this.#exchange(id, collection, {});
    return this.#exchange(id, collection, change);
  }

  async #exchange(id: string, collection: Collection, change: SyncChange): Promise<SyncOutcome> {
    const first = collection.syncKey === '0';
    const request = {
      Collections: [
        {
          SyncKey: collection.syncKey,
          CollectionId: id,
          ...(!first && { DeletesAsMoves: true, GetChanges: true, WindowSize: this.#options.windowSize ?? 100 }),
          ...(!first && { Options: change.options ?? this.#blocks() }),
          ...(change.commands !== undefined && { Commands: change.commands }),
        },
      ],
      ...(change.heartbeat !== undefined && { HeartbeatInterval: change.heartbeat }),
    };
    const response = await this.#channel.command('Sync', syncRequest, syncResponse, request, change.signal);
    return take(collection, response, change.commands);
  }

  #blocks(): SyncOptions[] {
    const { options = defaultOptions, smsOptions } = this.#options;
    return smsOptions === undefined ? [options] : [options, { ...smsOptions, Class: ItemClass.Sms }];
  }
}

function take(
  collection: Collection,
  response: SyncResponse | undefined,
  commands: readonly SyncRequestCommand[] = [],
): SyncOutcome {
  if (response === undefined) return { changed: false, more: false, response };
  const answer = response.Collections?.[0];
  const status = response.Status ?? answer?.Status ?? 0;
  if (status === SyncStatus.InvalidSyncKey) {
    collection.syncKey = '0';
    collection.items.clear();
  }
  if (status !== SyncStatus.Success || answer === undefined)
    throw new PhoneError('command-status', status, 'Sync failed');
  collection.syncKey = answer.SyncKey ?? collection.syncKey;
  collection.items.takeAdded(commands, answer.Responses ?? []);
  for (const command of answer.Commands ?? []) collection.items.take(command);
  return { changed: true, more: answer.MoreAvailable !== undefined, response };
}
