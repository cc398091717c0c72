/** The table of named property ids of a mailbox. [MS-OXCPRPT] 3.2.5.9, 3.2.5.10 */
import { DomainError } from '@postbus/domain';
import { type PropertyName, keyText } from '@postbus/mapi';
import { type ClientSession, type Connection, type Model, Schema } from 'mongoose';
import { number, plainDocuments, text } from '../as-it-is.ts';
import { type OfMailbox, anyOf, keyOf, ofMailbox } from '../of-mailbox.ts';
import type { Write } from '../bulk-write.ts';
import type { MailboxDocument } from './mailbox-document.ts';

export interface PropertyNameDocument extends OfMailbox {
  /** As `keyText` writes it. */
  readonly name: string;
  readonly id: number;
}

export const firstPropertyId = 0x8000;
const lastId = 0xfffe;

/** Numeric names of this set are property ids themselves. [MS-OXPROPS] 1.3.2 */
const psMapi = '00020328-0000-0000-c000-000000000046';

export function propertyNameModel(connection: Connection): Model<PropertyNameDocument> {
  const schema = new Schema<PropertyNameDocument>({ ...ofMailbox, name: text, id: number }, plainDocuments);
  return connection.model<PropertyNameDocument>('PropertyName', schema, 'property_names');
}

/** Ids of the names, undefined for one that has none yet. */
export async function knownPropertyIds(
  documents: Model<PropertyNameDocument>,
  mailbox: string,
  names: readonly PropertyName[],
  session: ClientSession | null = null,
): Promise<(number | undefined)[]> {
  const asked = [...new Set(names.filter((name) => ownId(name) === undefined).map(keyText))];
  const found =
    asked.length === 0
      ? []
      : await documents.find(anyOf(mailbox, asked), null, { session }).lean<PropertyNameDocument[]>();
  const byName = new Map(found.map(({ name, id }) => [name, id]));
  return names.map((name) => ownId(name) ?? byName.get(keyText(name)));
}

/**
 * Gives ids to the names that have none yet.
 * @param known what `knownPropertyIds` gave for `names`
 * @throws {DomainError} `counter-exhausted`
 */
export function takePropertyIds(
  mailbox: MailboxDocument,
  names: readonly PropertyName[],
  known: readonly (number | undefined)[],
): { readonly ids: number[]; readonly writes: Write[] } {
  const taken = new Map<string, number>();
  const ids = names.map((name, index) => {
    const key = keyText(name);
    const id = known[index] ?? taken.get(key) ?? mailbox.lastPropertyId + taken.size + 1;
    if (id > lastId) throw new DomainError('counter-exhausted', key, 'the mailbox has no property ids left');
    if (known[index] === undefined) taken.set(key, id);
    return id;
  });
  const writes: Write[] = [...taken].map(([name, id]) => {
    const document: PropertyNameDocument = { ...keyOf(mailbox._id, name), name, id };
    return { do: 'insert', into: 'property_names', document };
  });
  const update = { $inc: { lastPropertyId: taken.size } };
  writes.push({ do: 'update', in: 'mailboxes', filter: { _id: mailbox._id }, update });
  return { ids, writes };
}

function ownId(name: PropertyName): number | undefined {
  return name.guid === psMapi ? name.lid : undefined;
}
