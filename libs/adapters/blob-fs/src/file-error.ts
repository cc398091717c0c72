/** What the file system and SQLite say, as errors of the port. */
import { PortError } from '@postbus/ports';

const full: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL']);

/** The errno name of a failed system call, the name of SQLite's fault, or undefined where `error` is neither. */
export function faultOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  if ('errcode' in error) return error.errcode === 13 ? 'SQLITE_FULL' : `SQLite error ${String(error.errcode)}`;
  return 'syscall' in error ? String(error.code) : undefined;
}

/** `storage-full` where space or quota ran out, else `unavailable`; what is neither file system nor SQLite stays as it is. */
export function toPortError(error: unknown): unknown {
  const fault = faultOf(error);
  return fault === undefined ? error : portError(fault, error);
}

export function portError(fault: string, cause?: unknown): PortError {
  return new PortError(full.has(fault) ? 'storage-full' : 'unavailable', 'BlobStore', `the storage answers ${fault}`, {
    cause,
  });
}

export function noSuchBlob(sha256: string): PortError {
  return new PortError('no-such-blob', 'BlobStore', `no blob ${sha256.slice(0, 64)}`);
}
