/** What an error becomes in an answer: a status of HTTP, a stable code, words that tell nothing of what lies inside. */
import { PostbusError, isRetryable } from '@postbus/errors';

export interface Refusal {
  /** Below 500 the request was at fault, and nothing was changed. RFC 9110 15.5, 15.6 */
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const statuses: Readonly<Record<string, number>> = {
  'invalid-input': 400,
  'address-invalid': 400,
  'not-a-certificate': 400,
  'not-a-private-key': 400,
  'fingerprint-differs': 400,
  'address-not-named': 400,
  'key-mismatch': 400,
  'not-a-number': 400,
  'not-a-region': 400,
  'no-such-sender': 400,
  'own-sender': 400,
  'wrong-code': 400,
  'not-authorized': 401,
  'read-only': 403,
  'may-not-send': 403,
  'not-by-tls': 403,
  'no-such-account': 404,
  'no-such-device': 404,
  'no-such-topic': 404,
  'no-such-operation': 404,
  'no-such-key': 404,
  'no-such-certificate': 404,
  'no-such-policy': 404,
  'no-such-number': 404,
  'no-such-opt-out': 404,
  'no-such-text-message': 404,
  'no-such-message': 404,
  'address-taken': 409,
  'number-taken': 409,
  'no-code': 409,
  'not-waiting': 409,
  'not-unknown': 409,
  'redrive-too-old': 409,
  'ambiguous-fingerprint': 409,
  'no-master-key': 409,
  'too-many-failures': 429,
};

export function refusalOf(error: unknown): Refusal {
  if (error instanceof PostbusError) {
    const status = statuses[error.code] ?? (isRetryable(error) ? 503 : 500);
    return { status, code: error.code, message: error.message };
  }
  const { statusCode = 500, message = 'failed' } = error as { statusCode?: number; message?: string };
  return statusCode < 500
    ? { status: statusCode, code: 'invalid-input', message }
    : { status: 500, code: 'internal', message: 'the server failed; its log says more' };
}
