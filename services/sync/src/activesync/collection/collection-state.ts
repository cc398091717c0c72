/**
 * What a device is known to hold of one collection, in two generations: a SyncKey that comes again is answered from the
 * previous one. Mail and text messages are two streams under one SyncKey. [MS-ASCMD] 2.2.3.181.4, [MS-ASMS] 3.1.4.1.1
 */
import type { ChangeNumber, MessageId, MessageKind } from '@postbus/domain';
import type { ListPosition } from '@postbus/ports';

export interface CollectionState {
  readonly current: Generation;
  readonly previous?: Generation;
}

export interface Generation extends Told {
  /** The SyncKey that the client has when it is at this generation. */
  readonly syncKey: string;
}

/** What a device was told of a collection. */
export interface Told {
  /** One for each kind of item that the device wants, or is being told to remove. */
  readonly streams: Streams;
  /** Text messages of the Outbox that the device has to send; absent where it does not ask for them. [MS-ASMS] 3.1.5.1 */
  readonly queued?: readonly MessageId[];
  /** Whose turn it is to have the odd item of a window that both kinds share; text messages begin. */
  readonly turn?: MessageKind;
}

export type Streams = { readonly [Kind in MessageKind]?: StreamState };

/** Where a device is in the items of one kind. */
export interface StreamState {
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
  /** The device wants none of them any more, and has not been told so of all yet. [MS-ASMS] 3.1.4.1.1.1 */
  readonly ending?: true;
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

/** The stream of a device that holds nothing yet of a folder whose mailbox is at `changeNumber`. */
export function firstState(
  changeNumber: ChangeNumber,
  filter: { readonly filterType: number; readonly cutOff: number },
): StreamState {
  return {
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
export function isTold(state: StreamState, place: Place): boolean {
  if (place.id > state.added || place.received < state.cutOff) return false;
  return !state.backfills.some((backfill) => isHeldBack(backfill, place));
}

function isHeldBack(backfill: Backfill, place: Place): boolean {
  if (place.id > backfill.through || place.received < backfill.until) return false;
  const { after } = backfill;
  if (after === undefined) return true;
  return place.received < after.received || (place.received === after.received && place.id < after.id);
}
