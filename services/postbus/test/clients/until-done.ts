/** What a client does whose server comes and goes: what was not answered it does again, the same way. */
import { setTimeout as after } from 'node:timers/promises';
import { CommonStatus, SyncStatus } from '@postbus/activesync';
import { PhoneError } from '@postbus/testing/phone';

/** Milliseconds before an attempt that failed is made again. */
const retryWait = 40;

/** Statuses by which a server asks to come again. [MS-ASCMD] 2.2.2, 2.2.3.177.17 */
const again: readonly number[] = [
  CommonStatus.ServerError,
  CommonStatus.ServerErrorRetryLater,
  SyncStatus.ServerError,
  SyncStatus.Retry,
];

/** HTTP's words for the same: Bad Gateway, Service Unavailable, Gateway Timeout. RFC 9110 15.6 */
const away: readonly number[] = [502, 503, 504];

/** The server asked to come again later. */
export class PutOff extends Error {
  /** Of the reply; 0 where there was none. */
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Whether the server went while the client waited, is not there, or asks to come again. */
export function isAway(error: unknown): boolean {
  if (error instanceof PutOff) return true;
  if (error instanceof PhoneError) return (error.code === 'http-status' ? away : again).includes(error.status);
  const { code, message } = error as NodeJS.ErrnoException;
  return ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code ?? '') || /closed|hang up|aborted/.test(message);
}

/**
 * Does `action` until it is answered, or until `signal`.
 * @throws what `action` throws where coming again does not help, or `signal` is aborted
 */
export async function untilDone<Result>(action: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (!isAway(error) || signal?.aborted === true) throw error;
      await after(retryWait);
    }
  }
}
