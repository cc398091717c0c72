/** Changes of a client that are not to be done: of what is gone, or what the server's change wins over. [MS-ASCMD] 2.2.3.34 */
import { Conflict, SyncStatus } from '@postbus/activesync';
import { type ChangeNumber, type MessageRecord, messageKindOf } from '@postbus/domain';
import type { AppliedCommand, ClientChanges } from './client-changes.ts';
import { optionsOf } from './item-options.ts';

/**
 * Why a command is not to be done now: its item is gone, or changed by someone else. Where the same command was done
 * before and its answer was lost, that may be its own doing, and the dedupe key tells.
 */
export function refusalOf(
  command: AppliedCommand,
  message: MessageRecord | undefined,
  changes: ClientChanges,
  own: readonly ChangeNumber[],
): number | undefined {
  if (message === undefined) return SyncStatus.ObjectNotFound;
  return command.kind === 'Change' && conflicts(message, changes, own) ? SyncStatus.Conflict : undefined;
}

/** Whether someone else changed the item after the client saw it last, and the client lets the server win. */
function conflicts(message: MessageRecord, { options, from }: ClientChanges, own: readonly ChangeNumber[]): boolean {
  const kind = messageKindOf(message.summary.messageClass);
  const state = from.streams[kind];
  if (state === undefined || optionsOf(options, kind).Conflict === Conflict.ClientWins) return false;
  return [message.changeNumber, message.readChangeNumber].some(
    (changeNumber) =>
      changeNumber > state.settled &&
      changeNumber !== message.id &&
      !state.own.includes(changeNumber) &&
      !own.includes(changeNumber),
  );
}
