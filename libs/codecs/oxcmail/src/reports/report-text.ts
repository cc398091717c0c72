/** The part of a report that people read, for one that has none. RFC 3464 2 (a), RFC 8098 3 (b) */
import { type MessageObject, PidTagDisplayName, PidTagOriginalSubject, PidTagSupplementaryInfo } from '@postbus/mapi';
import { textIn } from '../to-mime/value-in.ts';
import type { DeliveryAction, ReportKind } from './report-class.ts';

const openings: Readonly<Record<DeliveryAction, string>> = {
  failed: 'Your message could not be delivered to:',
  delayed: 'Your message has not been delivered yet to:',
  relayed: 'Your message was handed to a host that does not tell about delivery, for:',
  expanded: 'Your message was delivered to a list:',
  delivered: 'Your message was delivered to:',
};

export function reportText(message: MessageObject, report: ReportKind): string {
  const subject = textIn(message.properties, PidTagOriginalSubject);
  const about = subject === undefined ? [] : [`Subject: ${subject}`, ''];
  if (report.kind === 'disposition-notification') {
    const what = report.status === 'read' ? 'was displayed.' : 'was deleted without being displayed.';
    return [`Your message ${what}`, '', ...about].join('\r\n');
  }
  const reported = message.recipients.flatMap((row) => {
    const said = textIn(row, PidTagSupplementaryInfo);
    return [`  ${textIn(row, PidTagDisplayName) ?? ''}`, ...(said === undefined ? [] : [`  ${said}`]), ''];
  });
  return [openings[report.action], '', ...reported, ...about].join('\r\n');
}
