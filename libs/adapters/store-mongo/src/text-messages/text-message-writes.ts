/** Adds and puts: a message and its events by one transaction. */
import { setTimeout as wait } from 'node:timers/promises';
import type { TextMessage } from '@postbus/domain';
import { type MongoConnection, isDuplicateKey } from '@postbus/mongo-connection';
import { type AddedTextMessage, PortError } from '@postbus/ports';

import type { ClientSession, mongo } from 'mongoose';
import type { BulkWriter, Write } from '../bulk-write.ts';
import type { OutboxWriter, PreparedEvents } from '../outbox/outbox-writer.ts';
import { type TextMessageDocument, fieldsOf, optionalFields } from './text-message-documents.ts';

export interface TextMessageWriting {
  readonly mongo: MongoConnection;
  readonly messages: mongo.Collection<TextMessageDocument>;
  readonly bulkWrite: BulkWriter;
  readonly outboxWriter: OutboxWriter;
}

/** How often an id that was taken at the write, and not to be read after it, is met again before that is a fault. */
const mostMeetings = 10;

/** @returns whether each was new */
export async function addMessages(writing: TextMessageWriting, added: readonly AddedTextMessage[]): Promise<boolean[]> {
  const { mongo, outboxWriter } = writing;
  const attempt = () => mongo.transaction((session) => attemptToAdd(writing, session, added));
  const { isNew, events } = await untilIdsAreRead(attempt);
  for (const prepared of events) outboxWriter.committed(prepared);
  return isNew;
}

/** Where another added one of the ids meanwhile, it is there the next time. */
async function untilIdsAreRead<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let meeting = 1; ; meeting++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      if (meeting === mostMeetings) throw new PortError('unavailable', 'store', 'an id is neither free nor taken');
      await wait(meeting);
    }
  }
}

async function attemptToAdd(
  { mongo, messages, bulkWrite, outboxWriter }: TextMessageWriting,
  session: ClientSession,
  added: readonly AddedTextMessage[],
): Promise<{ readonly isNew: boolean[]; readonly events: readonly PreparedEvents[] }> {
  const ids = added.map(({ message }) => message.id);
  const filter = { _id: { $in: ids }, mailbox: { $in: added.map(({ message }) => message.mailbox) } };
  const found = await messages.find(filter, { projection: { _id: 1 }, session }).toArray();
  const taken = new Set(found.map(({ _id }) => _id));
  const isNew = ids.map((id, index) => !taken.has(id) && ids.indexOf(id) === index);
  const fresh = added.filter((_, index) => isNew[index]);
  const now = mongo.clock.now();
  const events = fresh.map(({ message, events }) => outboxWriter.prepare(message.mailbox, events, now));
  const inserts = fresh.map(({ message }, index) => insertOf(message, events[index]!));
  await bulkWrite(session, [...inserts, ...events.flatMap(({ writes }) => writes)]);
  return { isNew, events };
}

/** @param told its events */
export function insertOf(message: TextMessage, { last }: PreparedEvents): Write {
  const document = { _id: message.id, version: 1, ...fieldsOf(message), lastEvent: last };
  return { do: 'insert', into: 'text_messages', document };
}

export interface Put extends AddedTextMessage {
  readonly ifVersion: number;
  readonly parted: readonly AddedTextMessage[];
}

/** Where nothing else is written it is one write. @returns its new version @throws {PortError} `conflict` */
export async function putMessage(writing: TextMessageWriting, put: Put): Promise<number> {
  const { message, ifVersion, events, parted } = put;
  const { mongo, messages, outboxWriter } = writing;
  const version = ifVersion + 1;
  if (events.length + parted.length === 0) {
    const filter = { _id: message.id, mailbox: message.mailbox, version: ifVersion };
    const { matchedCount } = await messages.updateOne(filter, updateOf(message, { version }));
    if (matchedCount === 0) throw conflict(message.id, ifVersion);
    return version;
  }
  const attempt = () => mongo.transaction((session) => attemptToPut(writing, session, put));
  for (const told of await untilIdsAreRead(attempt)) outboxWriter.committed(told);
  return version;
}

async function attemptToPut(
  writing: TextMessageWriting,
  session: ClientSession,
  { message, ifVersion, events, parted }: Put,
): Promise<readonly PreparedEvents[]> {
  const { mongo, messages, bulkWrite, outboxWriter } = writing;
  const filter = { _id: message.id, mailbox: message.mailbox };
  const present = await messages.findOne(filter, { projection: { version: 1, lastEvent: 1 }, session });
  if (present?.version !== ifVersion) throw conflict(message.id, ifVersion);
  const told = outboxWriter.prepare(message.mailbox, events, mongo.clock.now(), present.lastEvent);
  const update = updateOf(message, { version: ifVersion + 1, lastEvent: told.last });
  await bulkWrite(session, [{ do: 'update', in: 'text_messages', filter, update }, ...told.writes]);
  if (parted.length === 0) return [told];
  const added = await attemptToAdd(writing, session, parted);
  return [told, ...added.events];
}

/** Its mailbox is what it was found by. */
function updateOf(message: TextMessage, written: { readonly version: number; readonly lastEvent?: number }) {
  const { mailbox: _, ...fields } = fieldsOf(message);
  const gone = optionalFields.filter((name) => fields[name] === undefined).map((name) => [name, 1] as const);
  return {
    $set: { ...fields, ...written },
    ...(gone.length > 0 && { $unset: Object.fromEntries(gone) }),
  };
}

function conflict(id: string, ifVersion: number): PortError {
  return new PortError('conflict', 'text-message-store', `message ${id} is no longer at version ${ifVersion}`);
}
