/** How a folder's contents change: counts, the highest change, the next UID. RFC 9051 2.3.1.1, 2.3.1.2 */
import { type ChangeNumber, DomainError, type FolderId, type TombstoneReason, type Uid } from '@postbus/domain';
import { keyOf } from '../of-mailbox.ts';
import type { MailboxStep } from './mailbox-step.ts';
import type { MessageDocument, TombstoneDocument } from './message-document.ts';

/** UIDs are 32-bit and not 0. */
const uidLimit = 2 ** 32;

/** A message comes into the folder, or is written anew there: gives its UID. @throws {DomainError} `no-such-folder` */
export function takeUid(step: MailboxStep, folder: FolderId): Uid {
  const contents = step.contents(folder);
  const uid = contents.lastUid + 1;
  if (uid >= uidLimit) throw new DomainError('counter-exhausted', folder, 'the folder has no UIDs left');
  step.putContents(folder, { ...contents, lastUid: uid });
  return uid;
}

/** Notes that the folder's contents changed, and by how many messages. */
export function noteContents(
  step: MailboxStep,
  folder: FolderId,
  changeNumber: ChangeNumber,
  difference: { readonly messages: number; readonly unread: number },
): void {
  const contents = step.contents(folder);
  step.putContents(folder, {
    ...contents,
    contentNumber: changeNumber,
    messages: contents.messages + difference.messages,
    unread: contents.unread + difference.unread,
  });
  step.folders.add(folder);
}

/** A message leaves the folder: a tombstone with a change number of its own stays. */
export function leaveTombstone(step: MailboxStep, message: MessageDocument, reason: TombstoneReason): ChangeNumber {
  const changeNumber = step.takeChangeNumber();
  const { folder, received, read, textMessage } = message;
  const document: TombstoneDocument = {
    ...keyOf(step.mailbox, changeNumber),
    folder,
    changeNumber,
    id: message.id,
    received,
    reason,
    ...(textMessage === true && { textMessage }),
  };
  step.writes.push({ do: 'insert', into: 'tombstones', document });
  noteContents(step, folder, changeNumber, { messages: -1, unread: read ? 0 : -1 });
  return changeNumber;
}
