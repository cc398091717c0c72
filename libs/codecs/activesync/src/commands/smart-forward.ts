/** SmartForward: forwards a message, or since 16.0 a meeting, that the server has. [MS-ASCMD] 2.2.1.19 */
import { body } from '../classes/air-sync-base.ts';
import { type Infer, empty, text } from '../content.ts';
import { container, elements, list, one, optional } from '../container.ts';
import { request } from '../message.ts';
import { CommonStatus } from '../status/common-status.ts';
import { accountAndSaving, clientIdField, failureResponse, mime, source, templateId } from './compose-mail.ts';

const forwardee = container(
  elements('ComposeMail', { ForwardeeName: optional(text()), ForwardeeEmail: one(text({ minLength: 1 })) }),
);

/** Since 16.0 a meeting is forwarded by Forwardees and Body, without Mime. */
export const smartForwardRequest = request(
  'ComposeMail',
  'SmartForward',
  container({
    ...clientIdField,
    ...elements('ComposeMail', { Source: one(source) }),
    ...accountAndSaving,
    ...elements('ComposeMail', {
      ReplaceMime: optional(empty),
      Mime: optional(mime),
      Forwardees: optional(list('ComposeMail', 'Forwardee', forwardee), { since: '16.0' }),
    }),
    ...elements('AirSyncBase', { Body: optional(body, { since: '16.0' }) }),
    ...templateId,
  }),
  { malformed: CommonStatus.InvalidXml },
);
export type SmartForwardRequest = Infer<typeof smartForwardRequest>;

/** Success has an empty body. [MS-ASCMD] 2.2.1.19 */
export const smartForwardResponse = failureResponse('SmartForward');
export type SmartForwardResponse = Infer<typeof smartForwardResponse>;
