/** What the admin API tells on `node:diagnostics_channel`. Never a subject, never a secret. */
import { type Channel, channel } from 'node:diagnostics_channel';
import type { AuditOutcome } from '@postbus/ports';

/** `postbus.admin.operation`: an operation that changes something ended. */
export interface OperationEnded {
  readonly action: string;
  readonly outcome: Exclude<AuditOutcome, 'requested'>;
}

/** `postbus.admin.not-recorded`: how an operation ended, or a refusal, could not be put in the audit log. */
export interface NotRecorded {
  readonly action: string;
  readonly error: unknown;
}

/** `postbus.admin.not-authorized`: a request without a token that may call. */
export interface NotAuthorized {
  readonly code: string;
}

/** `postbus.admin.request-failed`: a fault that is none of the request. */
export interface RequestFailed {
  /** What the answer names it by. */
  readonly request: string;
  readonly error: unknown;
}

export const operationEnded = channel('postbus.admin.operation') as Channel<OperationEnded>;
export const notRecorded = channel('postbus.admin.not-recorded') as Channel<NotRecorded>;
export const notAuthorized = channel('postbus.admin.not-authorized') as Channel<NotAuthorized>;
export const requestFailed = channel('postbus.admin.request-failed') as Channel<RequestFailed>;
