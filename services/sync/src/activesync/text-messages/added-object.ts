/** Text messages that a device adds, as the objects that lie in the mailbox. [MS-ASMS] 3.1.4.1.2, [MS-OXOSMMS] 2.2, 3.2.1 */
import type { SmsItem } from '@postbus/activesync';
import type { FolderRole } from '@postbus/domain';
import { type MessageObject, PidTagImportance, PidTagInternetCodepage } from '@postbus/mapi';
import { OmsSourceType, OxosmmsError, type TextMessageOrigin, isTelephoneNumber, smsObject } from '@postbus/oxosmms';
import { applyFlag } from '../items/flag-changes.ts';

const origins: { readonly [Role in FolderRole]?: TextMessageOrigin } = {
  inbox: 'received',
  sent: 'sent',
  drafts: 'draft',
  outbox: 'submitted',
};

/**
 * @param role of the folder that it is added to; in one of the user's own, what has a sender was received
 * @param at epoch milliseconds: when it was received, sent or submitted
 * @throws {OxosmmsError} `not-a-number` for one that is to be sent and has no recipient, or one that cannot be dialled
 */
export function addedObject(item: SmsItem, role: FolderRole | undefined, at: number): MessageObject {
  const { from, to, text, read, importance, flag, internetCodePage } = item;
  const origin = (role === undefined ? undefined : origins[role]) ?? (from === undefined ? 'sent' : 'received');
  const isSent = origin === 'submitted';
  if (isSent && to.length === 0) throw new OxosmmsError('not-a-number', 'recipients', 'nobody is to get it');
  const object = smsObject({
    origin,
    text,
    ...(from !== undefined && { from }),
    // What a phone has in its lists may be no number: it is told to nobody, and nothing is lost of the text.
    recipients: isSent ? to : to.filter(({ number }) => isTelephoneNumber(number)),
    at,
    read,
    source: origin === 'received' ? OmsSourceType.unknown : OmsSourceType.xmsInspector,
  });
  object.properties.set(PidTagImportance, importance);
  if (internetCodePage !== undefined) object.properties.set(PidTagInternetCodepage, internetCodePage);
  if (flag !== undefined) applyFlag(object.properties, flag, at);
  return object;
}
