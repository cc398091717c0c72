/** The header of a message from its properties. [MS-OXCMAIL] 2.1.3.1, 2.1.3.2 */
import { type MessageObject, PidTagAttachmentHidden } from '@postbus/mapi';
import { textField } from '@postbus/mime';
import { originFields, receiptFields, recipientFields } from './address-fields.ts';
import { contentClassFields } from './content-class-field.ts';
import {
  classificationFields,
  conversationFields,
  dateFields,
  idFields,
  markFields,
  subjectOf,
} from './envelope-fields.ts';
import { namedFields } from './named-fields.ts';
import { organizationFields } from './organization-fields.ts';
import type { Writing } from './to-mime-options.ts';
import { withTransportAddresses } from './transport-addresses.ts';
import { unifiedMessagingFields } from './unified-messaging-fields.ts';
import { isTrue } from './value-in.ts';

/** All fields but those of the entity itself, folded, each without its last line end. */
export function headerFields(message: MessageObject, writing: Writing): string[] {
  const { properties } = message;
  const named = namedFields(properties, writing);
  const addressed = withTransportAddresses(properties, writing);
  return [
    ...named.resent,
    ...dateFields(properties, writing),
    ...originFields(properties, addressed),
    ...recipientFields(message, addressed),
    textField('Subject', subjectOf(properties), writing.header),
    ...idFields(properties, writing),
    ...conversationFields(properties, writing),
    ...markFields(properties, writing),
    ...receiptFields(properties, addressed),
    ...classificationFields(properties, writing),
    ...contentClassFields(properties, writing),
    ...unifiedMessagingFields(properties, writing),
    ...(writing.options.organizationFields === true ? organizationFields(properties) : []),
    ...(hasListedAttachment(message) ? ['X-MS-Has-Attach: yes'] : []),
    ...named.others,
    'MIME-Version: 1.0',
  ];
}

/** [MS-OXCMAIL] 2.1.3.2 */
function hasListedAttachment({ attachments }: MessageObject): boolean {
  return attachments.some(({ properties }) => !isTrue(properties, PidTagAttachmentHidden));
}
