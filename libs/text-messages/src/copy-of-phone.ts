/**
 * Whether a phone told that it sent a message, and the process that took it down died before the state was stored: the
 * step that brings the phone's copy into Sent Items takes the item from the Outbox. [MS-ASMS] 3.1.5.1
 */
import type { ChangeNumber, FolderId, MailboxScope, MessageId, TextMessage } from '@postbus/domain';
import { isSms, readSms } from '@postbus/oxosmms';
import type { MailStore } from '@postbus/ports';
import { textDigest } from './phone-relay.ts';

/** Rows of one look into the store. */
const page = 200;

export async function isCopyOfPhone(mail: MailStore, scope: MailboxScope, message: TextMessage): Promise<boolean> {
  const { item, phone } = message;
  if (item === undefined || phone?.textDigest === undefined) return false;
  const folders = await mail.folders(scope);
  const idOf = (role: string): FolderId => folders.find((folder) => folder.role === role)!.id;
  const removedAt = await removalOf(mail, scope, idOf('outbox'), item);
  if (removedAt === undefined) return false;
  // The step takes its numbers one after another: the copy comes, the item goes.
  const copy = await mail.message(scope, removedAt - 1);
  if (copy?.folder !== idOf('sent') || !isSms(copy.object)) return false;
  return textDigest(message.id, readSms(copy.object, nothing).text) === phone.textDigest;
}

/** The change number under which the item was deleted; undefined where it was moved, as its owner does, or is there. */
async function removalOf(
  mail: MailStore,
  scope: MailboxScope,
  folder: FolderId,
  item: MessageId,
): Promise<ChangeNumber | undefined> {
  for (let since: ChangeNumber = item; ;) {
    const { changes, upTo, more } = await mail.contentChanges(scope, folder, since, page);
    const removal = changes.find((change) => change.kind === 'tombstone' && change.id === item);
    if (removal?.kind === 'tombstone') return removal.reason === 'deleted' ? removal.changeNumber : undefined;
    if (!more) return undefined;
    since = upTo;
  }
}

/** A text so long that it lies outside its object is not known again here. */
function nothing(): Uint8Array {
  return new Uint8Array(0);
}
