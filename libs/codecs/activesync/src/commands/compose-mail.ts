/** What SendMail, SmartReply and SmartForward share. [MS-ASCMD] 2.2.1.17, 2.2.1.19, 2.2.1.20 */
import { bytes, empty, text, unsignedInteger } from '../content.ts';
import { container, elements, one, optional } from '../container.ts';
import { response } from '../message.ts';

/** With it a server tells a message sent twice. [MS-ASCMD] 2.2.1.17 */
const clientId = text({ minLength: 1, maxLength: 40 });

export const clientIdField = elements('ComposeMail', { ClientId: one(clientId) });

export const accountAndSaving = elements('ComposeMail', {
  AccountId: optional(text(), { since: '14.1' }),
  SaveInSentItems: optional(empty),
});

/** The whole message, as MIME. [MS-ASCMD] 2.2.1.17 */
export const mime = bytes;

export const templateId = elements('RightsManagement', { TemplateID: optional(text(), { since: '14.1' }) });

/** The message that is answered or forwarded: by folder and item, or by LongId. [MS-ASCMD] 2.2.1.19, 2.2.1.20 */
export const source = container(
  elements('ComposeMail', {
    FolderId: optional(text({ minLength: 1, maxLength: 64 })),
    ItemId: optional(text({ minLength: 1, maxLength: 64 })),
    LongId: optional(text({ minLength: 1, maxLength: 256 })),
    InstanceId: optional(text()),
  }),
);

/** The answer to a command that failed; one that was done is answered without a body. */
export function failureResponse(name: 'SendMail' | 'SmartReply' | 'SmartForward') {
  return response('ComposeMail', name, container(elements('ComposeMail', { Status: one(unsignedInteger) })));
}
