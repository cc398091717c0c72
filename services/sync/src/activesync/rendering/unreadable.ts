import { OxcmailError } from '@postbus/oxcmail';
import { PortError } from '@postbus/ports';

/** Whether reading a message again would fail again: its MIME is gone, or is not the one that the object was made of. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof OxcmailError || (error instanceof PortError && error.code === 'no-such-blob');
}
