/** What is told of a text message that came into a state. */
import { type BusRecord, type SmsStatus, derivedEventId, smsStatus, toRecord } from '@postbus/contracts';
import type { TextMessage, TextMessageState } from '@postbus/domain';

/**
 * The event of `message` as it is written under `version`.
 * @param eventSource CloudEvents source: `/sms-dispatch`
 * @param before the state of the version before it, where there is one
 */
export function statusRecord(
  message: TextMessage,
  version: number,
  eventSource: string,
  before?: TextMessageState,
): BusRecord {
  const { id, submission, tenant, mailbox, kind, recipients, channel, state, fault, carrier, traceparent } = message;
  const at = new Date(message.changedAt);
  const data: SmsStatus = {
    id,
    version,
    submission,
    tenant,
    mailbox,
    kind,
    recipients: recipients.map(({ number }) => number),
    ...(channel !== undefined && { channel }),
    state,
    ...(before !== undefined && { before }),
    ...(fault !== undefined && { code: fault.code }),
    ...(carrier !== undefined && { parts: partsOf(carrier.parts) }),
    submittedAt: new Date(message.submittedAt).toISOString(),
    changedAt: at.toISOString(),
  };
  const metadata = { id: derivedEventId('sms-status', id, String(version)), source: eventSource };
  return toRecord(smsStatus, data, { ...metadata, ...(traceparent !== undefined && { traceparent }) }, at);
}

function partsOf(parts: readonly { readonly state: string }[]): NonNullable<SmsStatus['parts']> {
  const count = (...states: readonly string[]): number => parts.filter(({ state }) => states.includes(state)).length;
  return { total: parts.length, submitted: count('submitted', 'delivered'), delivered: count('delivered') };
}
