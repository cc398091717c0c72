/** Whom replies go to, from PidTagReplyRecipientEntries. [MS-OXCMAIL] 2.1.3.1.2 */
import {
  MapiError,
  type OneOff,
  PidTagReplyRecipientEntries,
  PidTagReplyRecipientNames,
  type PropertyBag,
  readFlatEntryList,
} from '@postbus/mapi';
import { readOneOff } from './address-group.ts';

/** Users in their order. Names count only where there are as many as entries; entries of a directory are left out. */
export function replyRecipients(bag: PropertyBag): OneOff[] {
  const entries = entryIds(bag.get(PidTagReplyRecipientEntries));
  const names = (bag.get(PidTagReplyRecipientNames) ?? '').split('; ');
  return entries.flatMap((entryId, index) => {
    const user = readOneOff(entryId);
    if (user === undefined) return [];
    return names.length === entries.length ? { ...user, displayName: names[index]! } : user;
  });
}

function entryIds(list: Uint8Array | undefined): Uint8Array[] {
  try {
    return list === undefined ? [] : readFlatEntryList(list);
  } catch (error) {
    if (error instanceof MapiError) return [];
    throw error;
  }
}
