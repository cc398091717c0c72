/** SQLite's result codes as faults of the port. https://www.sqlite.org/rescode.html */
import { PortError } from '@postbus/ports';

/** The primary result code of an error that node:sqlite threw. */
export function resultCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown }).errcode;
  return typeof code === 'number' ? code & 0xff : undefined;
}

const busy = new Set([5, 6]);
const inputOutput = 10;
const full = 13;

/** Somebody else holds the write lock: the same transaction may pass later. */
export function isBusy(error: unknown): boolean {
  return busy.has(resultCode(error) ?? -1);
}

/**
 * @param committing whether the fault came while the commit was written: then an I/O fault leaves it open whether
 *   recovery will find the transaction
 */
export function portError(error: unknown, committing: boolean): PortError {
  if (error instanceof PortError) return error;
  const code = resultCode(error);
  const reason = error instanceof Error ? error.message : String(error);
  if (code === full)
    return new PortError('storage-full', 'MessageBus', `the disk is full: ${reason}`, { cause: error });
  if (code === inputOutput && committing) {
    return new PortError('outcome-unknown', 'MessageBus', `the commit failed: ${reason}`, { cause: error });
  }
  return new PortError('unavailable', 'MessageBus', `the log cannot be written: ${reason}`, { cause: error });
}
