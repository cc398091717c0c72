/** SendMail: sends a new message. [MS-ASCMD] 2.2.1.17 */
import type { Infer } from '../content.ts';
import { container, elements, one } from '../container.ts';
import { request } from '../message.ts';
import { CommonStatus } from '../status/common-status.ts';
import { accountAndSaving, clientIdField, failureResponse, mime, templateId } from './compose-mail.ts';

export const sendMailRequest = request(
  'ComposeMail',
  'SendMail',
  container({ ...clientIdField, ...accountAndSaving, ...elements('ComposeMail', { Mime: one(mime) }), ...templateId }),
  { malformed: CommonStatus.InvalidXml },
);
export type SendMailRequest = Infer<typeof sendMailRequest>;

/** Success has an empty body. [MS-ASCMD] 2.2.1.17 */
export const sendMailResponse = failureResponse('SendMail');
export type SendMailResponse = Infer<typeof sendMailResponse>;
