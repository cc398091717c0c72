/** SmartReply: answers a message that the server has. [MS-ASCMD] 2.2.1.20 */
import type { Infer } from '../content.ts';
import { container, elements, one, optional } from '../container.ts';
import { empty } from '../content.ts';
import { request } from '../message.ts';
import { CommonStatus } from '../status/common-status.ts';
import { accountAndSaving, clientIdField, failureResponse, mime, source, templateId } from './compose-mail.ts';

export const smartReplyRequest = request(
  'ComposeMail',
  'SmartReply',
  container({
    ...clientIdField,
    ...elements('ComposeMail', { Source: one(source) }),
    ...accountAndSaving,
    ...elements('ComposeMail', { ReplaceMime: optional(empty), Mime: one(mime) }),
    ...templateId,
  }),
  { malformed: CommonStatus.InvalidXml },
);
export type SmartReplyRequest = Infer<typeof smartReplyRequest>;

/** Success has an empty body. [MS-ASCMD] 2.2.1.20 */
export const smartReplyResponse = failureResponse('SmartReply');
export type SmartReplyResponse = Infer<typeof smartReplyResponse>;
