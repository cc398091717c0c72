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

/**
 * Users in their order. Names count only where there are as many as entries.
 * @param userOf tells the user of an EntryID; entries of which it knows none are left out
 */
export function replyRecipients(
  bag: PropertyBag,
  userOf: (entryId: Uint8Array) => OneOff | undefined = readOneOff,
): OneOff[] {
  const entries = entryIds(bag.get(PidTagReplyRecipientEntries));
  const text: unknown = bag.get(PidTagReplyRecipientNames);
  const names = typeof text === 'string' ? text.split('; ') : [];
  return entries.flatMap((entryId, index) => {
    const user = userOf(entryId);
    if (user === undefined) return [];
    return names.length === entries.length ? { ...user, displayName: names[index]! } : user;
  });
}

function entryIds(list: unknown): Uint8Array[] {
  try {
    return list instanceof Uint8Array ? readFlatEntryList(list) : [];
  } catch (error) {
    if (error instanceof MapiError) return [];
    throw error;
  }
}
