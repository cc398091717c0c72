/** Adds a message with the job that its adder holds, both by one transaction. */
import type { ClaimedJob, NewJob } from '@postbus/domain';
import { isDuplicateKey } from '@postbus/mongo-connection';
import type { AddedTextMessage } from '@postbus/ports';
import type { ClientSession } from 'mongoose';
import type { ClaimOfNew, HeldNewJob } from '../jobs/hold-new-job.ts';
import type { PreparedEvents } from '../outbox/outbox-writer.ts';
import { type TextMessageWriting, insertOf } from './text-message-writes.ts';

export interface ClaimedWriting extends TextMessageWriting {
  readonly holdNewJob: (job: NewJob, claim: ClaimOfNew) => Promise<HeldNewJob | undefined>;
}

/** @returns undefined where it, or its job, was there, or no more of the job's destination may be held */
export async function addClaimedMessage(
  writing: ClaimedWriting,
  added: AddedTextMessage & { readonly job: NewJob },
  claim: ClaimOfNew,
): Promise<ClaimedJob | undefined> {
  const held = await writing.holdNewJob(added.job, claim);
  if (held === undefined) return undefined;
  const told = await tellOfNew(writing, added, held);
  if (told !== undefined) writing.outboxWriter.committed(told);
  // It ends by itself else.
  else await held.release().catch(() => undefined);
  return told === undefined ? undefined : held.job;
}

async function tellOfNew(
  writing: ClaimedWriting,
  added: AddedTextMessage,
  held: HeldNewJob,
): Promise<PreparedEvents | undefined> {
  try {
    return await writing.mongo.transaction((session) => attempt(writing, session, added, held));
  } catch (error) {
    // Another added one of both meanwhile.
    if (isDuplicateKey(error)) return undefined;
    throw error;
  }
}

async function attempt(
  { mongo, messages, bulkWrite, outboxWriter }: ClaimedWriting,
  session: ClientSession,
  { message, events }: AddedTextMessage,
  { write }: HeldNewJob,
): Promise<PreparedEvents | undefined> {
  const projection = { _id: 1 };
  const isThere =
    (await messages.findOne({ _id: message.id, mailbox: message.mailbox }, { projection, session })) ??
    (await mongo.connection.collection('jobs').findOne({ _id: write.document['_id'] }, { projection, session }));
  if (isThere !== null) return undefined;
  const told = outboxWriter.prepare(message.mailbox, events, mongo.clock.now());
  await bulkWrite(session, [insertOf(message, told), write, ...told.writes]);
  return told;
}
