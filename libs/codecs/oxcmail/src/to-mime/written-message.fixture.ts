/** Message objects for tests of what is written of them. */
import {
  AttachMethod,
  type AttachmentObject,
  type MessageObject,
  PidTagAttachDataBinary,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
  PidTagBody,
  PidTagClientSubmitTime,
  PidTagInternetMessageId,
  PidTagSubject,
  PropertyBag,
  fileTimeOf,
} from '@postbus/mapi';
import { type HeaderList, type MimeEntity, parseMime } from '@postbus/mime';
import { senderGroup, sentRepresentingGroup, setGroup } from '../address-group.ts';
import { recipientRow } from '../recipients.ts';
import { toMime } from './to-mime.ts';
import type { ToMimeOptions } from './to-mime-options.ts';

export const user = (displayName: string, emailAddress: string, addressType = 'SMTP') => ({
  displayName,
  addressType,
  emailAddress,
});

/** A note from Anna to Bob, written by her. */
export function note(): PropertyBag {
  const bag = new PropertyBag()
    .set(PidTagSubject, 'Subject')
    .set(PidTagClientSubmitTime, fileTimeOf(Date.UTC(2026, 10, 21, 8, 25, 3)))
    .set(PidTagInternetMessageId, '<one@example.org>')
    .set(PidTagBody, 'Body');
  setGroup(bag, sentRepresentingGroup, user('Anna', 'anna@example.org'));
  setGroup(bag, senderGroup, user('Anna', 'anna@example.org'));
  return bag;
}

export const toBob = [recipientRow(user('Bob', 'bob@example.com'), 1, 0)];

export function messageOf(properties: PropertyBag, ...attachments: readonly AttachmentObject[]): MessageObject {
  return { properties, recipients: toBob, attachments };
}

export function file(name: string, type: string | undefined, data: Uint8Array): AttachmentObject {
  const properties = new PropertyBag()
    .set(PidTagAttachMethod, AttachMethod.afByValue)
    .set(PidTagAttachLongFilename, name === '' ? undefined : name)
    .set(PidTagAttachMimeTag, type)
    .set(PidTagAttachDataBinary, data);
  return { properties };
}

export function written(message: MessageObject | PropertyBag, options: ToMimeOptions = {}): MimeEntity {
  return parseMime(toMime(message instanceof PropertyBag ? messageOf(message) : message, options));
}

export function writtenHeaders(message: MessageObject | PropertyBag, options: ToMimeOptions = {}): HeaderList {
  return written(message, options).headers;
}

/** Media types, those of parts within a list after that of their multipart. */
export function structureOf(entity: MimeEntity): unknown {
  return entity.parts.length === 0
    ? entity.contentType.mediaType
    : [entity.contentType.mediaType, ...entity.parts.map(structureOf)];
}
