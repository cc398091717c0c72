/** What is told of a text message that came in. */
import { type BusRecord, type SmsReceived, smsReceived, toRecord } from '@postbus/contracts';

export type ReceivedFacts = Omit<SmsReceived, 'receivedAt'> & {
  /** Epoch milliseconds. */
  readonly receivedAt: number;
};

/** @param eventSource CloudEvents source: `/sms-dispatch` */
export function receivedRecord(facts: ReceivedFacts, eventSource: string, traceparent?: string): BusRecord {
  const at = new Date(facts.receivedAt);
  const metadata = { id: facts.id, source: eventSource, ...(traceparent !== undefined && { traceparent }) };
  return toRecord(smsReceived, { ...facts, receivedAt: at.toISOString() }, metadata, at);
}

/** The dedupe key by which what came in is put into a mailbox once, as a text message or as mail. @param id of the facts */
export function receivedKey(id: string): string {
  return `sms-received/${id}`;
}
