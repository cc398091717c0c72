/**
 * What is to be told of a collection: its streams of mail and text messages, and the queue of the Outbox, share one
 * window and one SyncKey. [MS-ASMS] 3.1.4.1.1, 3.2.5.1
 */
import type { Folder, MessageId, MessageKind, MessageRecord } from '@postbus/domain';
import type { MailStore } from '@postbus/ports';
import type { CommandContext } from '../command-context.ts';
import type { PhoneQueue } from '../phone-relay/phone-queue.ts';
import { type ToldChange, collectionChanges, silentlyAt } from './collection-changes.ts';
import { type StreamState, type Streams, type Told, firstState } from './collection-state.ts';
import { type Filter, nothingWanted } from './filter-type.ts';

/** The filter of each kind of item that a device asks for. */
export type WantedKinds = { readonly [Kind in MessageKind]?: Filter };

/** A collection as one request asks for it. */
export interface WantedCollection {
  readonly folder: Folder;
  readonly wanted: WantedKinds;
  readonly context: CommandContext;
}

export interface StreamChanges {
  readonly adds: readonly MessageRecord[];
  readonly changes: readonly ToldChange[];
  readonly deletes: readonly { readonly id: MessageId; readonly kind: MessageKind }[];
  readonly softDeletes: readonly MessageId[];
  /** Whether the window cut the list. */
  readonly more: boolean;
  /** What a device was told that took them. */
  readonly next: Told;
}

/** Of the queue of the Outbox: claimed, so that they are to be told. */
export interface QueuedChanges extends Omit<StreamChanges, 'changes' | 'next'> {
  readonly next: readonly MessageId[] | undefined;
}

interface KindChanges extends Omit<StreamChanges, 'next'> {
  /** Undefined where the device holds none of the kind any more, and wants none. */
  readonly next: StreamState | undefined;
}

/** Text messages first: they are small, and people wait for them. */
const kinds: readonly MessageKind[] = ['text', 'mail'];
/** Text messages of the Outbox in one answer: they fit into it, whatever their length. */
const mostQueued = 50;

const noChanges = { adds: [], changes: [], deletes: [], softDeletes: [], more: false } as const;

export class CollectionStreams {
  constructor(
    private readonly store: MailStore,
    private readonly phones: PhoneQueue,
  ) {}

  /** What a device was told that holds nothing yet. */
  async begun({ folder, wanted, context }: WantedCollection): Promise<Told> {
    const { changeNumber } = await this.store.mailbox(context.scope);
    const streams: { [Kind in MessageKind]?: StreamState } = {};
    for (const kind of kinds) {
      const filter = wanted[kind];
      if (filter !== undefined && !isQueue(folder, kind)) streams[kind] = firstState(changeNumber, filter);
    }
    return { streams, ...(wanted.text !== undefined && isQueue(folder, 'text') && { queued: [] }) };
  }

  /**
   * What the device was told once it is told nothing.
   * @returns undefined where it would be told something now, or asks for something else than it was told of
   */
  async silentlyAt({ folder, wanted, context }: WantedCollection, from: Told): Promise<Told | undefined> {
    const streams: { [Kind in MessageKind]?: StreamState } = {};
    for (const kind of kinds) {
      if (isQueue(folder, kind)) {
        if (await this.#queueHasChanges(wanted.text !== undefined, from.queued, context)) return undefined;
        continue;
      }
      const [state, filter] = [from.streams[kind], wanted[kind]];
      if (state === undefined && filter === undefined) continue;
      if (state === undefined || filter === undefined || !isFiltered(state, filter)) return undefined;
      const next = await silentlyAt({ store: this.store, scope: context.scope, folder: folder.id, kind }, state);
      if (next === undefined) return undefined;
      streams[kind] = next;
    }
    return { streams, ...(from.queued !== undefined && { queued: from.queued }) };
  }

  /** Claims what the device is to send: an answer has to tell it. @param window most adds and deletes */
  async queued({ folder, wanted, context }: WantedCollection, from: Told, window: number): Promise<QueuedChanges> {
    const held = from.queued ?? [];
    const none = { adds: [], deletes: [], softDeletes: [], more: false } as const;
    if (!isQueue(folder, 'text')) return { ...none, next: undefined };
    if (wanted.text === undefined) {
      const left = held.slice(window);
      const next = left.length === 0 ? undefined : left;
      return { ...none, softDeletes: held.slice(0, window), more: left.length > 0, next };
    }
    if (window === 0) return { ...none, more: await this.phones.hasChanges(context, held), next: held };
    const { adds, deletes, more } = await this.phones.changes(context, held, Math.min(window, mostQueued));
    const gone = new Set(deletes);
    const next = [...held.filter((id) => !gone.has(id)), ...adds.map(({ id }) => id)];
    return { adds, deletes: deletes.map((id) => ({ id, kind: 'text' })), softDeletes: [], more, next };
  }

  /**
   * Changes of all kinds, those of `queued` among them.
   * @param window most of all to tell; a kind leaves the other half of it
   */
  async changes(
    collection: WantedCollection,
    from: Told,
    window: number,
    queued: QueuedChanges,
  ): Promise<StreamChanges> {
    const room = Math.max(0, window - toldBy(queued));
    const [text, mail] = await this.#bothKinds(collection, from, room);
    const parts = [queued, text, mail];
    const streams: Streams = {
      ...(text.next !== undefined && { text: text.next }),
      ...(mail.next !== undefined && { mail: mail.next }),
    };
    return {
      adds: parts.flatMap(({ adds }) => adds),
      changes: [...text.changes, ...mail.changes],
      deletes: parts.flatMap(({ deletes }) => deletes),
      softDeletes: parts.flatMap(({ softDeletes }) => softDeletes),
      more: parts.some(({ more }) => more),
      next: { streams, ...(queued.next !== undefined && { queued: queued.next }), ...nextTurn(streams, from) },
    };
  }

  async #bothKinds(collection: WantedCollection, from: Told, room: number): Promise<[KindChanges, KindChanges]> {
    const { folder, wanted } = collection;
    const isThere = (kind: MessageKind): boolean =>
      !isQueue(folder, kind) && (from.streams[kind] ?? wanted[kind]) !== undefined;
    const none: KindChanges = { ...noChanges, next: undefined };
    const of = (kind: MessageKind, window: number): Promise<KindChanges> =>
      isThere(kind) ? this.#ofKind(collection, kind, from.streams[kind], window) : Promise.resolve(none);
    const half = from.turn === 'mail' ? Math.floor(room / 2) : Math.ceil(room / 2);
    const share = isThere('mail') ? half : room;
    const text = await of('text', share);
    const mail = await of('mail', room - toldBy(text));
    const left = room - toldBy(mail);
    return [text.more && left > share ? await of('text', left) : text, mail];
  }

  async #ofKind(
    { folder, wanted, context: { scope } }: WantedCollection,
    kind: MessageKind,
    state: StreamState | undefined,
    window: number,
  ): Promise<KindChanges> {
    const filter = wanted[kind];
    const from = state ?? firstState((await this.store.mailbox(scope)).changeNumber, filter ?? nothingWanted);
    const ends = filter === undefined || from.ending === true;
    const source = { store: this.store, scope, folder: folder.id, kind };
    const { adds, changes, deletes, softDeletes, more, next } = await collectionChanges(
      source,
      from,
      ends ? nothingWanted : filter,
      window,
    );
    const told = { deletes: deletes.map((id) => ({ id, kind })), softDeletes };
    if (!ends) return { adds, changes, ...told, more, next };
    // What is not wanted is taken away and not told otherwise; where it is wanted again, that begins when all is away.
    if (more) return { adds: [], changes: [], ...told, more, next: { ...next, ending: true } };
    return { adds: [], changes: [], ...told, more: filter !== undefined, next: undefined };
  }

  async #queueHasChanges(
    wanted: boolean,
    held: readonly MessageId[] | undefined,
    context: CommandContext,
  ): Promise<boolean> {
    if (wanted !== (held !== undefined)) return true;
    return held !== undefined && this.phones.hasChanges(context, held);
  }
}

/** A window of one item would else be for ever that of the same kind. */
function nextTurn({ text, mail }: Streams, { turn }: Told): Pick<Told, 'turn'> {
  if (text === undefined || mail === undefined) return {};
  return { turn: turn === 'mail' ? 'text' : 'mail' };
}

function isFiltered({ cutOff, filterType, ending }: StreamState, filter: Filter): boolean {
  return ending === undefined && cutOff === filter.cutOff && filterType === filter.filterType;
}

/** What a device asks for that goes on as before. */
export function wantedBefore({ streams, queued }: Told): WantedKinds {
  return { ...streams, ...(queued !== undefined && { text: { filterType: 0, cutOff: 0 } }) };
}

/** Text messages of the Outbox are there to be sent: a device holds those that it is to send. [MS-ASMS] 3.2.5.1.1 */
export function isQueue({ role }: Folder, kind: MessageKind): boolean {
  return role === 'outbox' && kind === 'text';
}

/** How much of a window is used. */
export function toldBy({
  adds,
  changes = [],
  deletes,
  softDeletes,
}: Pick<QueuedChanges, 'adds' | 'deletes' | 'softDeletes'> & { readonly changes?: readonly unknown[] }): number {
  return adds.length + changes.length + deletes.length + softDeletes.length;
}
