/** Source keys, change keys and predecessor lists, derived from a mailbox's numbers. [MS-OXCFXICS] 2.2.1.2, 2.2.2.2, 2.2.2.3 */
import { type Guid, concat, guidBytes } from '@postbus/bytes';

/** A GLOBCNT: the 6 bytes of a 48-bit counter value, most significant first. [MS-OXCFXICS] 2.2.2.5 */
function globalCounter(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(6);
  let rest = value;
  for (let index = 5; index >= 0; index--) {
    bytes[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}

/** The 22-byte GID of an object: the mailbox's replica GUID and the number. PidTagSourceKey. [MS-OXCFXICS] 2.2.1.2.5 */
export function sourceKey(replica: Guid, id: number): Uint8Array<ArrayBuffer> {
  return concat([guidBytes(replica), globalCounter(id)]);
}

/** The 22-byte XID of a change. PidTagChangeKey. [MS-OXCFXICS] 2.2.1.2.7 */
export function changeKey(replica: Guid, changeNumber: number): Uint8Array<ArrayBuffer> {
  return sourceKey(replica, changeNumber);
}

/** A list of one change: a SizedXid, its size first. PidTagPredecessorChangeList. [MS-OXCFXICS] 2.2.1.2.8, 2.2.2.3 */
export function predecessorChangeList(replica: Guid, changeNumber: number): Uint8Array<ArrayBuffer> {
  const key = changeKey(replica, changeNumber);
  return concat([Uint8Array.of(key.length), key]);
}
