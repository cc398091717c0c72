/** What a folder keeps of its contents: counts, the highest change, the next UID. RFC 9051 2.3.1.1, 2.3.1.2 */
import { type ChangeNumber, DomainError, type FolderId, type TombstoneReason, type Uid } from '@postbus/domain';
import { noSuchFolder } from './folder-rows.ts';
import type { MailboxStep } from './mailbox-step.ts';
import type { MessageRow } from './message-rows.ts';

/** UIDs are 32-bit and not 0. */
const uidLimit = 2 ** 32;

/** A message comes into the folder, or is written anew there: gives its UID. @throws {DomainError} `no-such-folder` */
export function takeUid(step: MailboxStep, folder: FolderId): Uid {
  const row = step.connection.get<{ readonly uid: number }>(
    'UPDATE folders SET uid_next = uid_next + 1 WHERE mailbox = ? AND id = ? RETURNING uid_next - 1 AS uid',
    step.mailbox,
    folder,
  );
  if (row === undefined) throw noSuchFolder(folder);
  if (row.uid >= uidLimit) throw new DomainError('counter-exhausted', folder, 'the folder has no UIDs left');
  return row.uid;
}

/** Notes that the folder's contents changed, and by how many messages. */
export function noteContents(
  step: MailboxStep,
  folder: FolderId,
  changeNumber: ChangeNumber,
  difference: { readonly messages: number; readonly unread: number },
): void {
  step.connection.run(
    `UPDATE folders SET content_number = ?, messages = messages + ?, unread = unread + ? WHERE mailbox = ? AND id = ?`,
    changeNumber,
    difference.messages,
    difference.unread,
    step.mailbox,
    folder,
  );
  step.folders.add(folder);
}

/** A message leaves the folder: a tombstone with a change number of its own stays. */
export function leaveTombstone(
  step: MailboxStep,
  message: Pick<MessageRow, 'id' | 'folder' | 'received' | 'read' | 'text_message'>,
  reason: TombstoneReason,
): ChangeNumber {
  const changeNumber = step.takeChangeNumber();
  step.connection.run(
    `INSERT INTO message_tombstones (mailbox, folder, change_number, id, received, reason, text_message)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    step.mailbox,
    message.folder,
    changeNumber,
    message.id,
    message.received,
    reason,
    message.text_message,
  );
  noteContents(step, message.folder, changeNumber, { messages: -1, unread: message.read === 1 ? 0 : -1 });
  return changeNumber;
}
