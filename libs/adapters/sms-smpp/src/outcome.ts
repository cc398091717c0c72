/** What became of a request. */
import { type CommandStatus, type Pdu, type PduToWriteOf, commandStatus } from '@postbus/smpp';
import { SmppSessionError } from './smpp-session-error.ts';

/** The operations that an ESME asks a carrier for. SMPP 3.4 4.4 to 4.10 */
export type SmppRequestName = 'submit_sm' | 'submit_multi' | 'data_sm' | 'query_sm' | 'cancel_sm' | 'replace_sm';

/** One of them to be written; the session numbers it. */
export type SmppRequest = {
  [Name in SmppRequestName]: Omit<PduToWriteOf<Name>, 'sequence' | 'status'>;
}[SmppRequestName];

export interface SmppAnswered {
  readonly outcome: 'answered';
  readonly status: CommandStatus;
  /** Where the answer has one; it is opaque. 5.2.23 */
  readonly messageId: string | undefined;
  readonly answer: Pdu;
}

/**
 * - `answered`: the carrier answered, with an error perhaps: see `status.retry`
 * - `refused`: not one octet was given to a connection; the request may be tried again, anywhere
 * - `unknown`: it was given to a connection, and has no answer that can be read: the carrier has it, or has not
 */
export type SmppOutcome =
  | SmppAnswered
  | { readonly outcome: 'refused'; readonly error: SmppSessionError }
  | { readonly outcome: 'unknown'; readonly error: SmppSessionError };

/** What `answer` says; generic_nack that tells no error says nothing. 4.3 */
export function outcomeOf(answer: Pdu, peer: string): SmppOutcome {
  if (answer.command !== 'generic_nack' || answer.status !== 0) return answeredWith(answer);
  return { outcome: 'unknown', error: new SmppSessionError('unreadable-answer', 'generic_nack of no error', { peer }) };
}

function answeredWith(answer: Pdu): SmppAnswered {
  const body = answer.body as { readonly message_id?: string } | undefined;
  const status = commandStatus(answer.status);
  return { outcome: 'answered', status, messageId: body?.message_id || undefined, answer };
}
