/** The atomic step: operations, their numbers, the dedupe keys, the events, as one write of a shared transaction. */
import { randomUUID } from 'node:crypto';
import { type BusRecord, mailboxChanged, toRecord } from '@postbus/contracts';
import type { MailboxScope, Operation, OperationResult } from '@postbus/domain';
import type { Applied, ApplyOptions } from '@postbus/ports';
import type { Connection } from './connection.ts';
import { appliedBefore, rememberApplied } from './dedupe-keys.ts';
import { createFolder, deleteFolder, updateFolder } from './folder-operations.ts';
import type { AfterCommit } from './group-commit.ts';
import { openMailbox } from './mailbox-row.ts';
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
import type { OutboxWriter } from './outbox-rows.ts';

/** An operation ready for its transaction: encoding a message is no work for there. */
export type PreparedOperation = (step: MailboxStep, now: number) => OperationResult;

export interface ApplyContext {
  readonly connection: Connection;
  readonly outbox: OutboxWriter;
  readonly afterCommit: AfterCommit;
  readonly now: number;
  /** Called after a commit that left rows of deleted folders. */
  readonly onAbandoned: () => void;
}

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

/** @throws {DomainError} by the rule broken */
export function apply(
  context: ApplyContext,
  scope: MailboxScope,
  operations: readonly PreparedOperation[],
  { dedupe = [], events = [], traceparent }: ApplyOptions,
): Applied {
  const { connection, outbox, afterCommit, now } = context;
  const mailbox = openMailbox(connection, scope);
  const before = appliedBefore(connection, mailbox.number, dedupe);
  if (before !== undefined) return before;
  const step = new MailboxStep(connection, mailbox);
  const results = operations.map((operation) => operation(step, now));
  step.save();
  const applied: Applied = { results, changeNumber: step.changeNumber, repeated: false };
  rememberApplied(connection, mailbox.number, dedupe, applied, now);
  const changed = step.changed ? [changedEvent(scope, step, now, traceparent)] : [];
  outbox.put(scope.mailbox, [...events, ...changed], now, afterCommit);
  if (step.abandoned) afterCommit.set('abandoned', context.onAbandoned);
  return applied;
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
