/** Which delivery status notifications a delivery owes its sender. RFC 3461 4.1, 5.2; RFC 5321 4.5.5 */
import type { RecipientState, ReportKind, ReportableState } from '../delivery/delivery-state.ts';

export interface DueReport {
  readonly kind: ReportKind;
  readonly recipients: readonly RecipientState[];
}

/**
 * @param now epoch milliseconds
 * @param delayReportAfter milliseconds from planning
 */
export function dueReports(state: ReportableState, now: number, delayReportAfter: number): DueReport[] {
  // A notification about a notification could go round for ever.
  if (state.message.sender.address === '') return [];
  const late = now - state.queuedAt >= delayReportAfter;
  const kinds = late ? (['failed', 'relayed', 'delayed'] as const) : (['failed', 'relayed'] as const);
  return kinds
    .map((kind) => ({
      kind,
      recipients: state.recipients.filter((each) => !each.reported.includes(kind) && isOwed[kind](each)),
    }))
    .filter(({ recipients }) => recipients.length > 0);
}

/** Without NOTIFY a sender hears of failures. RFC 3461 4.1 */
const isOwed: Readonly<Record<ReportKind, (recipient: RecipientState) => boolean>> = {
  failed: ({ status, notify = [] }) => status === 'failed' && (notify.length === 0 || notify.includes('failure')),
  relayed: ({ status, notify = [], last }) =>
    status === 'relayed' && last?.dsnTaken === false && notify.includes('success'),
  delayed: ({ status, notify = [] }) => status === 'waiting' && notify.includes('delay'),
};
