/** The last resort: a message that crashes the converter arrives all the same, its raw bytes in an attachment. */
import type { MessageSummary } from '@postbus/domain';
import {
  AttachMethod,
  PidTagAttachDataBinary,
  PidTagAttachExtension,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
  PidTagAttachNumber,
  PidTagAttachSize,
  PidTagBody,
  PidTagDisplayName,
  PidTagHasAttachments,
  PidTagMessageClass,
  PidTagMessageDeliveryTime,
  PidTagNormalizedSubject,
  PidTagSubject,
  PropertyBag,
  fileTimeOf,
} from '@postbus/mapi';
import { summarize } from '@postbus/oxcmail';
import type { Converted } from './conversion.ts';

const subject = 'A message that could not be read';
const fileName = 'message.eml';

/**
 * A Message object that holds the original MIME as its one attachment, as a slice of it: nothing is decoded.
 * @param size bytes of the original MIME
 * @param receivedAt epoch milliseconds
 */
export function undecodableMessage(size: number, receivedAt: number): Converted {
  const properties = new PropertyBag()
    .set(PidTagMessageClass, 'IPM.Note')
    .set(PidTagSubject, subject)
    .set(PidTagNormalizedSubject, subject)
    .set(PidTagMessageDeliveryTime, fileTimeOf(receivedAt))
    .set(PidTagHasAttachments, true)
    .set(PidTagBody, 'This message could not be converted. It is attached as it arrived.\r\n');
  const attachment = new PropertyBag()
    .set(PidTagAttachNumber, 0)
    .set(PidTagAttachMethod, AttachMethod.afByValue)
    .set(PidTagAttachLongFilename, fileName)
    .set(PidTagAttachExtension, '.eml')
    .set(PidTagDisplayName, fileName)
    .set(PidTagAttachMimeTag, 'application/octet-stream')
    .set(PidTagAttachSize, size)
    .set(PidTagAttachDataBinary, { in: 'mime', offset: 0, length: size, size, transferEncoding: 'binary' });
  const object = { properties, recipients: [], attachments: [{ properties: attachment }] };
  const summary: MessageSummary = summarize(object);
  return { object, summary };
}
