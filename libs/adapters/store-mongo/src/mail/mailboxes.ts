/** Mailboxes made and deleted, and what is taken of a mailbox's numbers beside its steps. */
import { randomUUID } from 'node:crypto';
import type { MailboxScope } from '@postbus/domain';
import type { PropertyName } from '@postbus/mapi';
import { isDuplicateKey } from '@postbus/mongo-connection';
import type { ClientSession } from 'mongoose';
import { keyOf } from '../of-mailbox.ts';
import type { Write } from '../bulk-write.ts';
import type { PreparedEvents } from '../outbox/outbox-writer.ts';
import type { AbandonedDocuments } from './abandoned-documents.ts';
import { type ApplyContext, changedEvent } from './apply.ts';
import { createSpecialFolders } from './folder-operations.ts';
import { type MailboxDocument, lockMailbox, mailboxKey, readMailbox } from './mailbox-document.ts';
import { MailboxStep } from './mailbox-step.ts';
import { firstPropertyId, knownPropertyIds, takePropertyIds } from './property-names.ts';

/** One that exists is left as it is; of one that is being removed, the rest is removed first. */
export async function createMailbox(
  context: ApplyContext,
  abandoned: AbandonedDocuments,
  scope: MailboxScope,
): Promise<void> {
  for (;;) {
    const present = await findMailbox(context, scope);
    if (present !== null && present.abandoned === undefined) return;
    if (present !== null) await abandoned.removeMailbox(present._id);
    try {
      const events = await context.mongo.transaction((session) => insertMailbox(context, session, scope));
      if (events !== undefined) return context.outbox.committed(events);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
}

function findMailbox({ documents }: ApplyContext, scope: MailboxScope, session: ClientSession | null = null) {
  return documents.mailboxes.findById(mailboxKey(scope), { abandoned: 1 }, { session }).lean<MailboxDocument>();
}

/** Marks it, so that nothing of it can be read; its documents are removed little by little. */
export async function deleteMailbox(context: ApplyContext, scope: MailboxScope): Promise<void> {
  const { mongo, documents, outbox } = context;
  const events = await mongo.transaction(async (session) => {
    const present = await documents.mailboxes
      .findOne({ _id: mailboxKey(scope), abandoned: { $exists: false } }, { _id: 1 }, { session })
      .lean();
    if (present === null) return outbox.prepare(mailboxKey(scope), [], 0);
    const mailbox = await lockMailbox(documents.mailboxes, session, scope);
    const step = new MailboxStep(mailbox, {});
    step.takeChangeNumber();
    step.hierarchyChanged = true;
    const now = mongo.clock.now();
    const told = outbox.prepare(mailbox._id, [changedEvent(scope, step, now)], now, mailbox.lastEvent);
    const mark: Write = {
      do: 'update',
      in: 'mailboxes',
      filter: { _id: mailbox._id },
      update: { $set: { abandoned: true } },
    };
    const rest: Write = { do: 'insert', into: 'abandoned', document: { ...keyOf(mailbox._id, 0), folder: 0 } };
    await context.bulkWrite(session, [mark, rest, ...told.writes]);
    return told;
  });
  outbox.committed(events);
  context.onAbandoned();
}

/** The first of `count` numbers that nothing else gets. @throws {DomainError} `counter-exhausted` */
export async function reserveNumbers(
  { mongo, documents, bulkWrite }: ApplyContext,
  scope: MailboxScope,
  count: number,
): Promise<number> {
  return mongo.transaction(async (session) => {
    const mailbox = await lockMailbox(documents.mailboxes, session, scope);
    const step = new MailboxStep(mailbox, {});
    const first = step.takeNumbers(count);
    await bulkWrite(session, step.save(mailbox.lastEvent));
    return first;
  });
}

/** Ids of the names, new ones given at need. @throws {DomainError} `counter-exhausted` */
export async function propertyIds(
  { mongo, documents, bulkWrite }: ApplyContext,
  scope: MailboxScope,
  names: readonly PropertyName[],
): Promise<number[]> {
  const [, known] = await Promise.all([
    readMailbox(documents.mailboxes, scope),
    knownPropertyIds(documents.propertyNames, mailboxKey(scope), names),
  ]);
  if (known.every((id) => id !== undefined)) return known;
  return mongo.transaction(async (session) => {
    const mailbox = await lockMailbox(documents.mailboxes, session, scope);
    const present = await knownPropertyIds(documents.propertyNames, mailbox._id, names, session);
    const { ids, writes } = takePropertyIds(mailbox, names, present);
    await bulkWrite(session, writes);
    return ids;
  });
}

/** Undefined where it is there. */
async function insertMailbox(
  context: ApplyContext,
  session: ClientSession,
  scope: MailboxScope,
): Promise<PreparedEvents | undefined> {
  if ((await findMailbox(context, scope, session)) !== null) return undefined;
  const { mongo, bulkWrite, outbox } = context;
  const now = mongo.clock.now();
  const empty: MailboxDocument = {
    _id: mailboxKey(scope),
    guid: randomUUID(),
    commits: 0,
    counter: 0,
    changeNumber: 0,
    uidValidity: 0,
    lastEvent: 0,
    lastPropertyId: firstPropertyId - 1,
    contents: {},
  };
  const step = new MailboxStep(empty, {});
  createSpecialFolders(step, now);
  const told = outbox.prepare(empty._id, [changedEvent(scope, step, now)], now);
  await bulkWrite(session, [
    { do: 'insert', into: 'mailboxes', document: empty },
    ...step.writes,
    ...step.save(told.last),
    ...told.writes,
  ]);
  return told;
}
