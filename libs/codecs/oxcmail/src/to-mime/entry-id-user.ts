/** The user that an EntryID names by itself. [MS-OXCMAIL] 2.1.3.1.2, [MS-OXCDATA] 2.2.5 */
import { asciiText, equalBytes, fromHex } from '@postbus/bytes';
import { type OneOff, isOneOffEntryId } from '@postbus/mapi';
import { readOneOff } from '../address-group.ts';

/** MUIDEMSAB. */
const addressBookUid = fromHex('dca740c8c042101ab4b908002b2fe182');
/** Flags, provider, version and type stand before the X500DN. [MS-OXCDATA] 2.2.5.2 */
const distinguishedNameAt = 28;

/** A one-off user, or one of the address book, whose address is its distinguished name; undefined for all others. */
export function entryIdUser(entryId: Uint8Array): OneOff | undefined {
  if (isOneOffEntryId(entryId)) return readOneOff(entryId);
  if (entryId.length <= distinguishedNameAt || !equalBytes(entryId.subarray(4, 20), addressBookUid)) return undefined;
  const end = entryId.indexOf(0, distinguishedNameAt);
  const name = asciiText(entryId.subarray(distinguishedNameAt, end === -1 ? entryId.length : end));
  return name === '' ? undefined : { displayName: '', addressType: 'EX', emailAddress: name };
}
