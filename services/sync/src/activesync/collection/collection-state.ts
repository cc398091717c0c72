/**
 * What a device is known to hold of one collection and class, in two generations: a SyncKey that comes again is
 * answered from the previous one. [MS-ASCMD] 2.2.3.181.4
 */
import type { ChangeNumber, MessageId } from '@postbus/domain';
import type { ListPosition } from '@postbus/ports';

export interface CollectionState {
  readonly current: Generation;
  readonly previous?: Generation;
}

export interface Generation {
  /** The SyncKey that the client has when it is at this generation. */
  readonly syncKey: string;
  /** Messages with an id up to this were told, but for those that a backfill still holds back. */
  readonly added: MessageId;
  /** Changes up to this, of what was told, were told. */
  readonly seen: ChangeNumber;
  /**
   * `seen` when all changes were told last. Above it, one change of a message can hide behind a later one of the same
   * message that a page did not reach.
   */
  readonly settled: ChangeNumber;
  /** The device's own changes above `settled`, rising: they are not sent back. */
  readonly own: readonly ChangeNumber[];
  /** What lies in the folder and is still to be told, newest first. */
  readonly backfills: readonly Backfill[];
  /** FilterType that `cutOff` was made from. [MS-ASCMD] 2.2.3.68.2 */
  readonly filterType: number;
  /** Epoch milliseconds: what was received earlier is not for the device; 0 for all. */
  readonly cutOff: number;
}

/** Messages with an id up to `through`, received at or after `until`, that come after the position `after` in a list newest first. */
export interface Backfill {
  readonly through: MessageId;
  readonly after?: ListPosition;
  readonly until: number;
}

/** What says whether a device holds a message: where it stands, by its numbers. */
export interface Place {
  readonly id: MessageId;
  readonly received: number;
}

/** The generation of a device that holds nothing yet of a folder whose mailbox is at `changeNumber`. */
export function firstGeneration(
  syncKey: string,
  changeNumber: ChangeNumber,
  filter: { readonly filterType: number; readonly cutOff: number },
): Generation {
  return {
    syncKey,
    added: changeNumber,
    seen: changeNumber,
    settled: changeNumber,
    own: [],
    backfills: [{ through: changeNumber, until: filter.cutOff }],
    ...filter,
  };
}

/** The generation that `syncKey` names: the current or the previous one. */
export function generationOf(state: CollectionState | undefined, syncKey: string): Generation | undefined {
  if (state?.current.syncKey === syncKey) return state.current;
  return state?.previous?.syncKey === syncKey ? state.previous : undefined;
}

/** Whether the device was told of the message that stands at `place`. */
export function isTold(generation: Generation, place: Place): boolean {
  if (place.id > generation.added || place.received < generation.cutOff) return false;
  return !generation.backfills.some((backfill) => isHeldBack(backfill, place));
}

function isHeldBack(backfill: Backfill, place: Place): boolean {
  if (place.id > backfill.through || place.received < backfill.until) return false;
  const { after } = backfill;
  if (after === undefined) return true;
  return place.received < after.received || (place.received === after.received && place.id < after.id);
}
