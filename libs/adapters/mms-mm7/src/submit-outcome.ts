/** What an answer to submit.REQ says of the message. 3GPP TS 23.140 8.7.1.1, 8.7 */
import type { TextFault } from '@postbus/domain';
import {
  Mm7Error,
  type Mm7Message,
  type Mm7Status,
  Mm7StatusCode,
  isRetryableStatus,
  isSuccess,
  readMm7,
  statusName,
} from '@postbus/mm7';
import type { SubmitOutcome } from '@postbus/ports';
import type { HttpOutcome } from './http-post.ts';
import { keptMessageId } from './message-id.ts';

type Answered = Extract<HttpOutcome, { outcome: 'answered' }>;
type Refused = Extract<SubmitOutcome, { outcome: 'refused' }>;

/** Faults of the message or its recipients: another carrier would say the same. */
const finalCodes: ReadonlySet<number> = new Set([
  Mm7StatusCode.addressError,
  Mm7StatusCode.addressNotFound,
  Mm7StatusCode.contentRefused,
  Mm7StatusCode.messageRejected,
]);

/** @param transactionId of the request */
export function submitOutcome(exchange: HttpOutcome, transactionId: string): SubmitOutcome {
  if (exchange.outcome !== 'answered') return exchange;
  const message = messageIn(exchange);
  if (message === undefined) return outcomeOfStatus(exchange.status);
  if (message.transactionId !== undefined && message.transactionId !== transactionId)
    return unknown('answer-of-another', 'The answer has the TransactionID of another request');
  if (message.kind === 'submit.RES') return outcomeOf(message.status, message.messageId);
  if (message.kind === 'RS_error.RES') return errorOf(message.status);
  if (message.kind === 'fault')
    return message.status === undefined ? outcomeOfFault(message.fault.code) : errorOf(message.status);
  return unknown('answer-of-another-kind', `${message.kind} for an answer`);
}

/** @returns undefined where it is nothing of MM7 */
function messageIn({ body, contentType }: Answered): Mm7Message | undefined {
  if (body.length === 0) return undefined;
  try {
    return readMm7(body, contentType).message;
  } catch (error) {
    if (error instanceof Mm7Error) return undefined;
    throw error;
  }
}

function outcomeOf(status: Mm7Status, messageId: string | undefined): SubmitOutcome {
  if (!isSuccess(status.code)) return refusedBy(status);
  return { outcome: 'accepted', messageId: messageId === undefined ? undefined : keptMessageId(messageId) };
}

/** An error that claims success says nothing. */
function errorOf(status: Mm7Status): SubmitOutcome {
  return isSuccess(status.code) ? unknown('no-answer', 'An error of success') : refusedBy(status);
}

function refusedBy({ code }: Mm7Status): Refused {
  const fault = { code: `MM7-${code}`, text: statusName(code) ?? 'A status of the carrier’s own' };
  if (isRetryableStatus(code)) return { outcome: 'refused', retry: 'later', fault };
  return { outcome: 'refused', retry: finalCodes.has(code) ? 'never' : 'elsewhere', fault };
}

/** SOAP 1.1 4.4.1: a fault of the server has nothing to do with the message, and may pass. */
function outcomeOfFault(faultCode: string): SubmitOutcome {
  const kind = faultCode.split('.', 1)[0]!;
  const fault = { code: `SOAP-${kind.slice(0, 40)}`, text: 'The carrier answers with a fault of SOAP' };
  return { outcome: 'refused', retry: kind === 'Server' ? 'later' : 'elsewhere', fault };
}

/**
 * A status of HTTP without an answer of MM7. What a server says before it looked at a message is a refusal; what it, or
 * somebody before it, says when something broke leaves open whether the message was taken.
 */
function outcomeOfStatus(status: number): SubmitOutcome {
  const fault: TextFault = { code: `HTTP-${status}`, text: `The carrier answers with status ${status}` };
  if (status === 429 || status === 503) return { outcome: 'refused', retry: 'later', fault };
  if (status === 413 || status === 415) return { outcome: 'refused', retry: 'never', fault };
  if (status >= 300 && status < 500) return { outcome: 'refused', retry: 'elsewhere', fault };
  return { outcome: 'unknown', fault };
}

function unknown(code: string, text: string): SubmitOutcome {
  return { outcome: 'unknown', fault: { code, text } };
}
