/** The atomic step: operations, their numbers, the dedupe keys, the events, in one transaction. docs/adr/0011 */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type BusRecord, mailboxChanged, toRecord } from '@postbus/contracts';
import { DomainError, type MailboxScope, type Operation, type OperationResult } from '@postbus/domain';
import { type MongoConnection, isDuplicateKey } from '@postbus/mongo-connection';
import { type Applied, type ApplyOptions, PortError } from '@postbus/ports';
import type { ClientSession } from 'mongoose';
import type { BulkWriter } from '../bulk-write.ts';
import type { OutboxWriter, PreparedEvents } from '../outbox/outbox-writer.ts';
import { appliedBefore, rememberApplied } from './dedupe-keys.ts';
import { createFolder, deleteFolder, updateFolder } from './folder-operations.ts';
import type { MailDocuments } from './mail-documents.ts';
import { lockMailbox, mailboxKey } from './mailbox-document.ts';
import { MailboxStep } from './mailbox-step.ts';
import { encodeMessage } from './message-encoding.ts';
import {
  copyMessage,
  deleteMessage,
  insertMessage,
  moveMessage,
  setRead,
  updateMessage,
} from './message-operations.ts';
import { readForStep, wantedContents } from './read-for-step.ts';

/** An operation ready for its transaction: encoding a message is no work for there. */
export type PreparedOperation = (step: MailboxStep, now: number) => OperationResult;

export interface ApplyContext {
  readonly mongo: MongoConnection;
  readonly documents: MailDocuments;
  readonly bulkWrite: BulkWriter;
  readonly outbox: OutboxWriter;
  /** Called after a commit that left documents of deleted folders. */
  readonly onAbandoned: () => void;
}

/** How often a key that was remembered at the write, and not to be read after it, is met again before that is a fault. */
const mostMeetings = 10;

// eslint-disable-next-line typescript/consistent-return -- the switch is exhaustive
export function prepareOperation(operation: Operation): PreparedOperation {
  switch (operation.do) {
    case 'insert-message': {
      const { folder, message } = operation;
      const encoded = encodeMessage(message);
      return (step) => insertMessage(step, folder, encoded, message.read);
    }
    case 'update-message': {
      const encoded = encodeMessage(operation.message);
      return (step) => updateMessage(step, operation.id, encoded, operation.ifChangeNumber);
    }
    case 'set-read':
      return (step) => setRead(step, operation.id, operation.read);
    case 'move-message':
      return (step) => moveMessage(step, operation.id, operation.to);
    case 'copy-message':
      return (step) => copyMessage(step, operation.id, operation.to);
    case 'delete-message':
      return (step) => deleteMessage(step, operation.id);
    case 'create-folder':
      return (step, now) => createFolder(step, operation, now);
    case 'update-folder':
      return (step) => updateFolder(step, operation.id, operation);
    case 'delete-folder':
      return (step) => deleteFolder(step, operation.id);
  }
}

/**
 * That the keys were used before shows by a write that fails, so that the first time costs no look for them.
 * @throws {DomainError} by the rule broken
 */
export async function apply(
  context: ApplyContext,
  scope: MailboxScope,
  operations: readonly Operation[],
  options: ApplyOptions,
): Promise<Applied> {
  const work = { operations, prepared: operations.map(prepareOperation), id: randomUUID() };
  for (let meeting = 1; ; meeting++) {
    try {
      const { applied, events, abandoned } = await context.mongo.transaction((session) =>
        attempt(context, session, scope, work, options),
      );
      context.outbox.committed(events);
      if (abandoned) context.onAbandoned();
      return applied;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const before = await appliedBefore(
        context.documents.dedupeKeys,
        mailboxKey(scope),
        options.dedupe ?? [],
        work.id,
      );
      if (before !== undefined) return before;
      // Its commit is not a majority's yet, or the key was forgotten meanwhile.
      if (meeting === mostMeetings) throw new PortError('unavailable', 'store', 'a key is neither free nor remembered');
      await wait(meeting);
    }
  }
}

interface Work {
  readonly operations: readonly Operation[];
  readonly prepared: readonly PreparedOperation[];
  /** Of this apply, in each of its attempts. */
  readonly id: string;
}

interface Attempted {
  readonly applied: Applied;
  readonly events: PreparedEvents;
  readonly abandoned: boolean;
}

async function attempt(
  { mongo, documents, bulkWrite, outbox }: ApplyContext,
  session: ClientSession,
  scope: MailboxScope,
  { operations, prepared, id }: Work,
  { dedupe = [], events = [], traceparent }: ApplyOptions,
): Promise<Attempted> {
  const now = mongo.clock.now();
  const mailbox = await lockMailbox(documents.mailboxes, session, scope, wantedContents(operations));
  const step = new MailboxStep(mailbox, await readForStep(documents, session, mailbox._id, operations));
  let results: OperationResult[];
  try {
    results = prepared.map((operation) => operation(step, now));
  } catch (error) {
    // A repetition may meet what the first time left.
    const before =
      error instanceof DomainError
        ? await appliedBefore(documents.dedupeKeys, mailbox._id, dedupe, id, session)
        : undefined;
    if (before === undefined) throw error;
    return { applied: before, events: outbox.prepare(mailbox._id, [], now), abandoned: false };
  }
  const applied: Applied = { results, changeNumber: step.changeNumber, repeated: false };
  const changed = step.changed ? [changedEvent(scope, step, now, traceparent)] : [];
  const told = outbox.prepare(mailbox._id, [...events, ...changed], now, mailbox.lastEvent);
  await bulkWrite(session, [
    ...rememberApplied(mailbox._id, dedupe, applied, id, now),
    ...step.writes,
    ...step.save(told.last),
    ...told.writes,
  ]);
  return { applied, events: told, abandoned: step.abandoned };
}

/** The `mailbox.changed.v1` of a step. */
export function changedEvent(scope: MailboxScope, step: MailboxStep, now: number, traceparent?: string): BusRecord {
  const trace = traceparent === undefined ? {} : { traceparent };
  return toRecord(
    mailboxChanged,
    {
      mailbox: scope.mailbox,
      folders: [...step.folders],
      hierarchy: step.hierarchyChanged,
      changeNumber: step.changeNumber,
      ...trace,
    },
    { id: randomUUID(), source: '/store', ...trace },
    new Date(now),
  );
}
