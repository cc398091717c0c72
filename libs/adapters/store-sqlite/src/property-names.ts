/** The table of named property ids of a mailbox. [MS-OXCPRPT] 3.2.5.9, 3.2.5.10 */
import { DomainError } from '@postbus/domain';
import { type PropertyName, keyText } from '@postbus/mapi';
import type { Connection } from './connection.ts';

const firstId = 0x8000;
const lastId = 0xfffe;

/** Numeric names of this set are property ids themselves. [MS-OXPROPS] 1.3.2 */
const psMapi = '00020328-0000-0000-c000-000000000046';

/** Ids of the names, undefined for one that has none yet. */
export function knownPropertyIds(
  connection: Connection,
  mailbox: number,
  names: readonly PropertyName[],
): (number | undefined)[] {
  return names.map((name) => {
    if (name.guid === psMapi && name.lid !== undefined) return name.lid;
    return connection.get<{ readonly id: number }>(
      'SELECT id FROM property_names WHERE mailbox = ? AND name = ?',
      mailbox,
      keyText(name),
    )?.id;
  });
}

/** The id of a name, a new one at need. @throws {DomainError} `counter-exhausted` */
export function takePropertyId(connection: Connection, mailbox: number, name: PropertyName): number {
  const [known] = knownPropertyIds(connection, mailbox, [name]);
  if (known !== undefined) return known;
  const highest = connection.get<{ readonly id: number | null }>(
    'SELECT max(id) AS id FROM property_names WHERE mailbox = ?',
    mailbox,
  );
  const id = Math.max(highest?.id ?? 0, firstId - 1) + 1;
  if (id > lastId) throw new DomainError('counter-exhausted', keyText(name), 'the mailbox has no property ids left');
  connection.run('INSERT INTO property_names (mailbox, name, id) VALUES (?, ?, ?)', mailbox, keyText(name), id);
  return id;
}
