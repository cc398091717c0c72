/** The report that the owner of a text message finds in the Inbox. [MS-ASMS] 3.2.5.1.1, [MS-OXOMSG] 2.2.2 */
import type { TextMessage } from '@postbus/domain';
import {
  type MessageObject,
  PidTagBody,
  PidTagClientSubmitTime,
  PidTagDisplayTo,
  PidTagHasAttachments,
  PidTagInternetCodepage,
  PidTagMessageClass,
  PidTagMessageDeliveryTime,
  PidTagMessageFlags,
  PidTagNativeBody,
  PidTagNormalizedSubject,
  PidTagOriginalDisplayTo,
  PidTagOriginalSubject,
  PidTagOriginalSubmitTime,
  PidTagReportTime,
  PidTagSenderName,
  PidTagSentRepresentingName,
  PidTagSubject,
  PidTagSubjectPrefix,
  PropertyBag,
  fileTimeOf,
} from '@postbus/mapi';
import { omsMessageClass } from '@postbus/oxosmms';
import { type ReportedState, failureText, reportSubject } from './failure-text.ts';

const utf8CodePage = 65_001;
const plainTextBody = 1;
const reporter = 'Text messages';

/** @param subject of the text message */
export function reportObject(message: TextMessage, state: ReportedState, subject: string): MessageObject {
  const at = fileTimeOf(message.changedAt);
  const to = message.recipients.map(({ number, name }) => name ?? number).join('; ');
  const title = reportSubject(state, subject);
  const properties = new PropertyBag()
    .set(PidTagMessageClass, `REPORT.${omsMessageClass(message.kind)}.NDR`)
    .set(PidTagSubject, title)
    .set(PidTagSubjectPrefix, '')
    .set(PidTagNormalizedSubject, title)
    .set(PidTagBody, failureText(message, state))
    .set(PidTagNativeBody, plainTextBody)
    .set(PidTagInternetCodepage, utf8CodePage)
    .set(PidTagOriginalSubject, subject)
    .set(PidTagOriginalDisplayTo, to)
    .set(PidTagOriginalSubmitTime, fileTimeOf(message.submittedAt))
    .set(PidTagReportTime, at)
    .set(PidTagClientSubmitTime, at)
    .set(PidTagMessageDeliveryTime, at)
    .set(PidTagSentRepresentingName, reporter)
    .set(PidTagSenderName, reporter)
    .set(PidTagDisplayTo, '')
    .set(PidTagMessageFlags, 0)
    .set(PidTagHasAttachments, false);
  return { properties, recipients: [], attachments: [] };
}
