/** Forms of the body beside text and HTML, which lie hidden among the attachments. [MS-OXCMAIL] 2.2.3.3.2, RFC 2046 5.1.4 */
import {
  AttachMethod,
  type AttachmentObject,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
  PidTagAttachmentHidden,
} from '@postbus/mapi';
import { integerIn, isTrue, textIn } from './value-in.ts';

/** What is a body itself, a second one of which would be taken for the first, and what has a place of its own. */
const others = /^text\/(?:plain|html|enriched|calendar)\b/i;

/** Whether the attachment is a text that nobody is to see in a list: one more form of the body. */
export function isOtherForm({ properties, embedded }: AttachmentObject): boolean {
  const type = textIn(properties, PidTagAttachMimeTag) ?? '';
  const isText = /^text\//i.test(type) && !others.test(type);
  const isFile = embedded === undefined && integerIn(properties, PidTagAttachMethod) === AttachMethod.afByValue;
  return isText && isFile && isTrue(properties, PidTagAttachmentHidden);
}
