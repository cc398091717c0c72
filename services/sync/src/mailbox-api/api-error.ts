import { PostbusError } from '@postbus/errors';

/** Why a request of the mailbox API, or that of text messages, is refused; `request-failed` and `unavailable` are no fault of the client. */
export class ApiError extends PostbusError<
  | 'bad-request'
  | 'not-authorized'
  | 'not-by-tls'
  | 'too-many-failures'
  | 'no-such-resource'
  | 'method-not-allowed'
  | 'no-such-mailbox'
  | 'no-such-folder'
  | 'no-such-message'
  | 'no-such-attachment'
  | 'not-acceptable'
  | 'range-not-satisfiable'
  | 'cannot-convert'
  | 'may-not-send'
  | 'no-such-text-message'
  | 'not-a-number'
  | 'no-such-sender'
  | 'not-json'
  | 'not-waiting'
  | 'not-unknown'
  | 'not-planned'
  | 'key-in-use'
  | 'key-reused'
  | 'too-large'
  | 'busy'
  | 'unavailable'
  | 'request-failed'
> {}

/** Seconds after which to ask again, where that is told otherwise than by `retryable`. */
export const retryAfterOf: Readonly<Partial<Record<ApiError['code'], number>>> = {
  'too-many-failures': 30,
  'key-in-use': 1,
  'not-planned': 1,
};

/** HTTP statuses of the codes. RFC 9110 15 */
export const statusOf: Readonly<Record<ApiError['code'], number>> = {
  'bad-request': 400,
  'not-authorized': 401,
  'not-by-tls': 403,
  'too-many-failures': 429,
  'no-such-resource': 404,
  'method-not-allowed': 405,
  'no-such-mailbox': 404,
  'no-such-folder': 404,
  'no-such-message': 404,
  'no-such-attachment': 404,
  'not-acceptable': 406,
  'range-not-satisfiable': 416,
  'cannot-convert': 422,
  'may-not-send': 403,
  'no-such-text-message': 404,
  'not-a-number': 422,
  'no-such-sender': 422,
  'not-json': 415,
  'not-waiting': 409,
  'not-unknown': 409,
  'not-planned': 503,
  'key-in-use': 409,
  'key-reused': 422,
  'too-large': 413,
  busy: 503,
  unavailable: 503,
  'request-failed': 500,
};
