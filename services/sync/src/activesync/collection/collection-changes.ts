/**
 * What is to be told to a device next of the items of one kind, and where that leaves it.
 * Three streams, each one index range of the store, share the window: changes of what was told (by change number),
 * arrivals (by id), and backfill (newest first). Changes come first, by the filter that was, and once more at the end: of a
 * message that came and went while the others were read, only the order of reading tells whether the device knows it.
 */
import {
  type Folder,
  type MailboxScope,
  type MessageId,
  type MessageKind,
  type MessageRecord,
  messageKindOf,
} from '@postbus/domain';
import type { FolderContentChange, ListPosition, MailStore } from '@postbus/ports';
import { type Backfill, type Place, type StreamState, isTold } from './collection-state.ts';
import type { Filter } from './filter-type.ts';

export interface CollectionChanges {
  readonly adds: readonly MessageRecord[];
  readonly changes: readonly ToldChange[];
  readonly deletes: readonly MessageId[];
  /** Messages that aged or were filtered out: still there, no longer for the device. [MS-ASCMD] 2.2.3.166 */
  readonly softDeletes: readonly MessageId[];
  /** Whether the window cut the list. */
  readonly more: boolean;
  /** Where a device is that took them. */
  readonly next: StreamState;
}

export interface ToldChange {
  readonly message: MessageRecord;
  /** Nothing but the read state changed. */
  readonly readStateOnly: boolean;
}

/** What the items of one kind in a folder are read from. */
export interface Source {
  readonly store: MailStore;
  readonly scope: MailboxScope;
  readonly folder: Folder['id'];
  readonly kind: MessageKind;
}

/** Rows that one look into the store gives. */
const page = 200;

/**
 * @param from where the device is
 * @param filter of this request; a change of it takes messages away or brings older ones
 * @param window most adds, changes and deletes to tell; with 0 only whether there are any
 */
export async function collectionChanges(
  source: Source,
  from: StreamState,
  filter: Filter,
  window: number,
): Promise<CollectionChanges> {
  const gathering = new Gathering(source, from, window);
  if (await gathering.changesWithinWindow()) {
    if (await gathering.applyFilter(filter)) {
      await gathering.arrivals();
      await gathering.backfill();
    }
    await gathering.changesMeanwhile();
  }
  return gathering.result();
}

/** Where the device is once it is told nothing; undefined where it would be told something now. */
export async function silentlyAt(source: Source, from: StreamState): Promise<StreamState | undefined> {
  const { store, scope, folder } = source;
  const isNew = (await store.contentNumber(scope, folder)) > Math.min(from.seen, from.added);
  if (!isNew && from.backfills.length === 0) return from;
  const { adds, changes, deletes, next } = await collectionChanges(source, from, from, 1);
  return adds.length + changes.length + deletes.length > 0 ? undefined : next;
}

class Gathering {
  readonly #adds = new Map<MessageId, MessageRecord>();
  readonly #changes: ToldChange[] = [];
  readonly #deletes: MessageId[] = [];
  readonly #softDeletes = new Set<MessageId>();
  readonly #own: ReadonlySet<number>;
  #state: StreamState;
  /** The state before filter, arrivals and backfill. */
  #before: StreamState;
  /** Whether the device was told of the message at a place, or is in this answer. */
  #told: (place: Place) => boolean = () => false;
  #more = false;

  constructor(
    private readonly source: Source,
    from: StreamState,
    private readonly window: number,
  ) {
    this.#state = from;
    this.#before = from;
    this.#own = new Set(from.own);
  }

  result(): CollectionChanges {
    const { settled, added } = this.#state;
    const own = this.#state.own.filter((changeNumber) => changeNumber > Math.min(settled, added));
    return {
      adds: [...this.#adds.values()],
      changes: this.#changes,
      deletes: this.#deletes,
      softDeletes: [...this.#softDeletes],
      more: this.#more || this.#state.backfills.length > 0,
      next: { ...this.#state, own },
    };
  }

  /**
   * Takes away what a later cut-off leaves out; an earlier one opens a backfill.
   * @returns whether all that goes fitted into the window; else the cut-off has moved a part of the way
   */
  async applyFilter({ filterType, cutOff: wanted }: Filter): Promise<boolean> {
    const { cutOff: before, added, backfills } = this.#state;
    const leaving = wanted > before ? await this.#countTold(before, wanted, this.#room() + 1) : 0;
    const cutOff = leaving > this.#room() ? await this.#cutOffWithinWindow(before, wanted) : wanted;
    if (leaving > 0 && cutOff > before) await this.#retire(before, cutOff);
    if (cutOff < wanted) this.#more = true;
    const kept = backfills.filter((backfill) => backfill.after === undefined || backfill.after.received >= cutOff);
    const narrowed = kept.map((backfill) => ({ ...backfill, until: Math.max(backfill.until, cutOff) }));
    const older: Backfill[] =
      cutOff < before ? [{ through: added, after: { received: before, id: 0 }, until: cutOff }] : [];
    this.#state = { ...this.#state, filterType, cutOff, backfills: [...narrowed, ...older] };
    return cutOff === wanted;
  }

  /** How far the cut-off may move: what was received within one millisecond goes together, whatever the window. */
  async #cutOffWithinWindow(before: number, wanted: number): Promise<number> {
    const room = this.#room();
    if (room === 0) return before;
    let [fits, tooFar] = [before + 1, wanted];
    while (tooFar - fits > 1) {
      const middle = Math.floor((fits + tooFar) / 2);
      if ((await this.#countTold(before, middle, room + 1)) <= room) fits = middle;
      else tooFar = middle;
    }
    return fits;
  }

  /**
   * How many messages received in a span of time the device was told of: all but those that a backfill holds back.
   * @param most where counting ends: what a device has of years is not counted anew for each window
   */
  async #countTold(since: number, before: number, most: number): Promise<number> {
    const { added, backfills } = this.#state;
    const { store, scope, folder, kind } = this.source;
    const count = (after: ListPosition, receivedSince: number, maxId: MessageId, limit: number): Promise<number> =>
      store.count(scope, folder, { after, receivedSince, maxId, of: kind }, limit);
    const end = { received: before, id: 0 };
    let heldBack = 0;
    for (const { after, until, through } of backfills) {
      const from = after !== undefined && after.received < before ? after : end;
      heldBack += await count(from, Math.max(since, until), through, Number.MAX_SAFE_INTEGER);
    }
    return (await count(end, since, added, heldBack + most)) - heldBack;
  }

  async #retire(since: number, before: number): Promise<void> {
    let after = { received: before, id: 0 };
    for (;;) {
      const options = { after, receivedSince: since, maxId: this.#state.added, of: this.source.kind, limit: page };
      const messages = await this.source.store.list(this.source.scope, this.source.folder, options);
      for (const message of messages) if (isTold(this.#state, message)) this.#softDeletes.add(message.id);
      const last = messages.at(-1);
      if (last === undefined || messages.length < page) return;
      after = { received: last.received, id: last.id };
    }
  }

  async arrivals(): Promise<void> {
    // What fits is sought first; where items of another kind stand before it, they are passed over by whole pages.
    for (let limit = Math.min(page, this.#room() + 1); ; limit = page) {
      const arrived = await this.source.store.arrivals(this.source.scope, this.source.folder, this.#state.added, limit);
      for (const message of arrived) {
        const wanted = this.#isOfKind(message) && message.received >= this.#state.cutOff && !this.#own.has(message.id);
        if (wanted && this.#room() === 0) {
          this.#more = true;
          return;
        }
        if (wanted) this.#adds.set(message.id, message);
        this.#state = { ...this.#state, added: message.id };
      }
      if (arrived.length < limit) return;
    }
  }

  /** Returns whether all fitted into the window. */
  async changesWithinWindow(): Promise<boolean> {
    this.#told = (place) => isTold(this.#state, place);
    this.#more = !(await this.#contentChanges(() => this.#room() > 0));
    this.#before = this.#state;
    return !this.#more;
  }

  /** What changed since `changesWithinWindow`: little, and told beyond the window. */
  async changesMeanwhile(): Promise<void> {
    this.#told = (place) =>
      this.#adds.has(place.id) ||
      this.#own.has(place.id) ||
      (isTold(this.#before, place) && !this.#softDeletes.has(place.id));
    await this.#contentChanges(() => true);
  }

  async #contentChanges(mayTell: () => boolean): Promise<boolean> {
    for (;;) {
      const { changes, upTo, more } = await this.source.store.contentChanges(
        this.source.scope,
        this.source.folder,
        this.#state.seen,
        page,
      );
      for (const change of changes) {
        const news = this.#isNews(change);
        if (news && !mayTell()) return false;
        if (news) this.#tell(change);
        this.#state = { ...this.#state, seen: change.changeNumber };
      }
      const seen = Math.max(this.#state.seen, upTo);
      this.#state = { ...this.#state, seen, ...(!more && { settled: seen }) };
      if (!more) return true;
    }
  }

  async backfill(): Promise<void> {
    for (let first = this.#state.backfills[0]; first !== undefined; first = this.#state.backfills[0]) {
      const room = Math.min(page, this.#room());
      if (room === 0) return;
      const { after, until, through } = first;
      const position = after === undefined ? {} : { after };
      const options = { ...position, receivedSince: until, maxId: through, of: this.source.kind, limit: room + 1 };
      const found = await this.source.store.list(this.source.scope, this.source.folder, options);
      const messages = found.slice(0, room);
      for (const message of messages) this.#adds.set(message.id, message);
      const last = messages.at(-1);
      const rest = this.#state.backfills.slice(1);
      const done = last === undefined || found.length <= room;
      const backfills = done ? rest : [{ ...first, after: { received: last.received, id: last.id } }, ...rest];
      this.#state = { ...this.#state, backfills };
    }
  }

  #room(): number {
    const told = this.#adds.size + this.#changes.length + this.#deletes.length + this.#softDeletes.size;
    return Math.max(0, this.window - told);
  }

  #isNews(change: FolderContentChange): boolean {
    if (change.kind === 'tombstone') {
      return change.of === this.source.kind && !this.#own.has(change.changeNumber) && this.#told(change);
    }
    const { message } = change;
    return (
      this.#isOfKind(message) && !this.#isOwn(message) && change.changeNumber !== message.id && this.#told(message)
    );
  }

  #isOfKind({ summary }: MessageRecord): boolean {
    return messageKindOf(summary.messageClass) === this.source.kind;
  }

  /** A message that went or changed while the answer is made is told as it last was. */
  #tell(change: FolderContentChange): void {
    if (change.kind === 'tombstone') {
      if (!this.#adds.delete(change.id)) this.#deletes.push(change.id);
    } else if (this.#adds.has(change.message.id)) {
      this.#adds.set(change.message.id, change.message);
    } else {
      this.#changes.push({
        message: change.message,
        readStateOnly: change.message.changeNumber <= this.#state.settled,
      });
    }
  }

  /** Whether everything that changed was done by the device itself. */
  #isOwn(message: MessageRecord): boolean {
    return [message.changeNumber, message.readChangeNumber].every(
      (changeNumber) => changeNumber <= this.#state.settled || this.#own.has(changeNumber),
    );
  }
}
