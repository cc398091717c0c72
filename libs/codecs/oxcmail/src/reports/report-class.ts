/** Message classes of reports, and what they report. [MS-OXCMAIL] 2.2.3.7.1.1, 2.2.3.7.2.1, 2.1.3.6.1.1, 2.1.3.6.2.1 */

/** Values of Action, the less severe first. RFC 3464 2.3.3 */
export const deliveryActions = ['delivered', 'expanded', 'relayed', 'delayed', 'failed'] as const;
export type DeliveryAction = (typeof deliveryActions)[number];
/** Whether the reader saw the message. */
export type ReadStatus = 'read' | 'not-read';
export type ReportKind =
  | { readonly kind: 'delivery-status'; readonly action: DeliveryAction }
  | { readonly kind: 'disposition-notification'; readonly status: ReadStatus };

const suffixOfAction: Readonly<Record<DeliveryAction, string>> = {
  delivered: 'DR',
  expanded: 'Expanded.DR',
  relayed: 'Relayed.DR',
  delayed: 'Delayed.DR',
  failed: 'NDR',
};
const suffixOfStatus: Readonly<Record<ReadStatus, string>> = { read: 'IPNRN', 'not-read': 'IPNNRN' };
/** Of a message that came from the Internet. */
const reportedClass = 'IPM.Note';

/** @param reported class of the message that is reported on */
export function reportClass(report: ReportKind, reported: string = reportedClass): string {
  const suffix = report.kind === 'delivery-status' ? suffixOfAction[report.action] : suffixOfStatus[report.status];
  return `REPORT.${reported}.${suffix}`;
}

/** What a message of class `messageClass` reports; undefined where it is no report. Of any class of message. */
export function reportKindOf(messageClass: string): ReportKind | undefined {
  const upper = messageClass.toUpperCase();
  if (!upper.startsWith('REPORT.')) return undefined;
  if (upper.endsWith('.IPNRN')) return { kind: 'disposition-notification', status: 'read' };
  if (upper.endsWith('.IPNNRN')) return { kind: 'disposition-notification', status: 'not-read' };
  if (upper.endsWith('.NDR')) return { kind: 'delivery-status', action: 'failed' };
  if (!upper.endsWith('.DR')) return undefined;
  const action = deliveryActions.find((one) => upper.endsWith(`.${one.toUpperCase()}.DR`));
  return { kind: 'delivery-status', action: action ?? 'delivered' };
}
