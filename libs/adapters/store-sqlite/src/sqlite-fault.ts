/** Faults of SQLite in the words of the ports. Result codes: https://www.sqlite.org/rescode.html */
import { PortError } from '@postbus/ports';

/** Primary result codes, the low byte of what SQLite gives. */
const full = 13;
const passing: ReadonlySet<number> = new Set([
  5, // SQLITE_BUSY
  6, // SQLITE_LOCKED
  7, // SQLITE_NOMEM
  8, // SQLITE_READONLY
  10, // SQLITE_IOERR
  11, // SQLITE_CORRUPT
  14, // SQLITE_CANTOPEN
  15, // SQLITE_PROTOCOL
  26, // SQLITE_NOTADB
]);

/**
 * The error to throw for one that SQLite threw: the file's faults as {PortError} `storage-full` or `unavailable`
 * (a damaged file too: mail is not to be refused for good because of it), any other as it is.
 */
export function portFault(error: unknown): unknown {
  if (isClosed(error)) return new PortError('closed', 'store', 'it is closed', { cause: error });
  const code = primaryCode(error);
  if (code === full) return new PortError('storage-full', 'store', 'no room is left for the file', { cause: error });
  if (code !== undefined && passing.has(code)) {
    return new PortError('unavailable', 'store', (error as Error).message, { cause: error });
  }
  return error;
}

/** Whether `error` concerns the file, not the one write that met it: then nothing of the transaction can be kept. */
export function isFileFault(error: unknown): boolean {
  return error instanceof PortError && error.retryable;
}

function isClosed(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE';
}

function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}
