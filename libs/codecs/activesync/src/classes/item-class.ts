/** Classes of items, as Class names them in Sync, GetItemEstimate and ItemOperations. [MS-ASCMD] 2.2.3.27 */
import { type ProtocolVersion, inVersion } from '../protocol-version.ts';

/** Every version from 14.0 has them all in Sync and GetItemEstimate. [MS-ASCMD] 2.2.3.27.2, 2.2.3.27.6 */
export const ItemClass = {
  Email: 'Email',
  Contacts: 'Contacts',
  Calendar: 'Calendar',
  Tasks: 'Tasks',
  Sms: 'SMS',
  Notes: 'Notes',
} as const;
export type ItemClass = (typeof ItemClass)[keyof typeof ItemClass];

/**
 * Class of an item that ItemOperations fetched: 16.1 has no SMS and no Notes there, so that it is left out.
 * [MS-ASCMD] 2.2.3.27.3
 */
export function fetchedClass(itemClass: ItemClass, version: ProtocolVersion): ItemClass | undefined {
  const until16 = itemClass === ItemClass.Sms || itemClass === ItemClass.Notes;
  return until16 && !inVersion({ until: '16.0' }, version) ? undefined : itemClass;
}
