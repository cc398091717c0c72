/** What delivery_report.REQ tells of a message. 3GPP TS 23.140 8.7.1.4, 8.1.5 */
import type { DeliveryReportRequest } from '@postbus/mm7';
import type { CarrierReceipt } from '@postbus/ports';
import { keptMessageId } from './message-id.ts';

/** Of MMStatus, in lower case; what carriers have beside, and what is still open, is no news. */
const states: Readonly<Record<string, CarrierReceipt['state']>> = {
  retrieved: 'delivered',
  expired: 'failed',
  rejected: 'failed',
  unrecognised: 'failed',
  unreachable: 'failed',
};

const longestAddress = 200;

export function receiptOf(channel: string, report: DeliveryReportRequest): CarrierReceipt {
  const { messageId, recipient, date, mmStatus, mmStatusExtension } = report;
  const state = states[mmStatus.toLowerCase()] ?? 'submitted';
  const told = mmStatusExtension === undefined ? mmStatus : `${mmStatus}/${mmStatusExtension}`;
  return {
    channel,
    messageIds: [keptMessageId(messageId)],
    state,
    recipient: recipient.value.slice(0, longestAddress),
    ...(state === 'failed' && { fault: { code: `MM7-${told}`.slice(0, 64), text: 'The carrier reports it' } }),
    at: date.getTime(),
  };
}
