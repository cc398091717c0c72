/** MMS objects. [MS-OXOSMMS] 2.2, 3.1.4.1, 4.2 */
import { utf8Bytes } from '@postbus/bytes';
import {
  AttachMethod,
  type AttachmentObject,
  type MessageObject,
  PidTagAttachContentId,
  PidTagAttachDataBinary,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
  PidTagAttachNumber,
  PidTagAttachSize,
  PidTagAttachmentHidden,
  PidTagHtml,
  PidTagInternetCodepage,
  PidTagNativeBody,
  PidTagRenderingPosition,
  PidTagTextAttachmentCharset,
  PropertyBag,
  isExternal,
} from '@postbus/mapi';
import { recipientRows } from './mobile-user.ts';
import { mmsHtml } from './mms-html.ts';
import { type MmsPart, mmsParts, newContentIdSuffix } from './mms-parts.ts';
import type { MmsContent } from './mms-slide.ts';
import { setMmsSubject } from './mms-subject.ts';
import { setOrigin } from './origin.ts';
import { utf8CodePage } from './sms-object.ts';
import { type TextMessageOptions, omsProperties } from './text-message.ts';

export interface MmsOptions extends TextMessageOptions, MmsContent {
  readonly subject?: string;
  /** What stands after the at sign of each Content-ID; random unless told. */
  readonly contentIdSuffix?: string;
}

/** PidTagNativeBody. [MS-OXCMSG] 2.2.1.58.2 */
const htmlBody = 3;
/** An attachment that has no place in the text. [MS-OXCMSG] 2.2.2.16 */
const notRendered = -1;

/**
 * An MMS object, complete by section 2: an HTML body that shows the slides, and a presentation, texts and media as
 * hidden attachments that refer to one another by Content-ID.
 * @throws {OxosmmsError} `not-a-number`, `not-an-account-guid`, `not-a-message-class`; {MapiError} `time-out-of-range`
 */
export function mmsObject(options: MmsOptions): MessageObject {
  const { subject = '', recipients = [], origin, at, read = false } = options;
  const properties = omsProperties('mms', options);
  setMmsSubject(properties, subject);
  const attachments = setMmsContent(properties, options, options.contentIdSuffix ?? newContentIdSuffix());
  setOrigin(properties, origin, { at, isRead: read, hasAttachments: attachments.length > 0 });
  return { properties, recipients: recipientRows(recipients), attachments };
}

/** Sets the body, and gives the attachments that go with it. */
export function setMmsContent(bag: PropertyBag, content: MmsContent, suffix: string): AttachmentObject[] {
  const { parts, slides } = mmsParts(content, suffix);
  bag
    .set(PidTagHtml, utf8Bytes(mmsHtml(slides)))
    .set(PidTagNativeBody, htmlBody)
    .set(PidTagInternetCodepage, utf8CodePage);
  return parts.map(attachment);
}

function attachment(part: MmsPart, number: number): AttachmentObject {
  const { content } = part;
  const properties = new PropertyBag()
    .set(PidTagAttachNumber, number)
    .set(PidTagAttachmentHidden, part.isShown)
    .set(PidTagAttachMethod, AttachMethod.afByValue)
    .set(PidTagAttachContentId, part.contentId)
    .set(PidTagAttachMimeTag, part.mediaType)
    .set(PidTagAttachLongFilename, part.name)
    .set(PidTagTextAttachmentCharset, part.charset)
    .set(PidTagAttachSize, isExternal(content) ? content.size : content.length)
    .set(PidTagRenderingPosition, notRendered)
    .set(PidTagAttachDataBinary, content);
  return { properties };
}
