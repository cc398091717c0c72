/** The part of a notification that people read. RFC 3464 2 (a) */
import type { RecipientState, ReportKind } from '../delivery/delivery-state.ts';
import type { DeliveryStatus } from './delivery-status-fields.ts';

export const reportSubjects: Readonly<Record<ReportKind, string>> = {
  failed: 'Undeliverable',
  delayed: 'Delayed',
  relayed: 'Relayed',
};

const openings: Readonly<Record<ReportKind, string>> = {
  failed: 'Your message could not be delivered to:',
  delayed: 'Your message has not been delivered yet to:',
  relayed: 'Your message was handed to a host that does not tell about delivery, for:',
};

/** @param subject of the message that the report is about */
export function reportText({ kind, recipients, retryUntil }: DeliveryStatus, subject: string | undefined): string {
  const closing =
    kind === 'delayed' && retryUntil !== undefined
      ? [`It will be tried again until ${new Date(retryUntil).toUTCString()}. You need not send it again.`, '']
      : [];
  const about = subject === undefined || subject === '' ? [] : [`Subject: ${subject}`, ''];
  return [
    openings[kind],
    '',
    ...recipients.flatMap((recipient) => recipientLines(recipient, kind)),
    ...about,
    ...closing,
  ].join('\r\n');
}

function recipientLines({ address, last }: RecipientState, kind: ReportKind): string[] {
  if (last === undefined || kind === 'relayed') return [`  <${address}>`, ''];
  const said = last.replied ? `${last.remoteMta ?? 'The next host'} said:` : 'Reason:';
  return [`  <${address}>`, `  ${said} ${last.text} (${last.status})`, ''];
}
