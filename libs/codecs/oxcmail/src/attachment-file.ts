/** Attachments as files that any reader opens, whatever the object holds them as. [MS-OXCMAIL] 2.1.3.4 */
import {
  type MessageObject,
  PidNameAttachmentMacContentType,
  PidTagAttachMimeTag,
  type PropertyBag,
} from '@postbus/mapi';
import { vCardOf } from '@postbus/oxvcard';
import { macFileIn } from './to-mime/mac-entity.ts';
import type { ToMimeOptions } from './to-mime/to-mime-options.ts';
import { toMime } from './to-mime/to-mime.ts';
import { isContact } from './to-mime/vcard-entity.ts';

export interface AttachmentFile {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

const octetStream = 'application/octet-stream';

/**
 * The content of an attachment by value; of a Macintosh file its data fork.
 * @param content the bytes of its PidTagAttachDataBinary
 */
export function attachmentFile(properties: PropertyBag, content: Uint8Array): AttachmentFile {
  const mac = macFileIn(properties, content);
  if (mac === undefined) return { bytes: content, contentType: properties.get(PidTagAttachMimeTag) ?? octetStream };
  return { bytes: mac.dataFork, contentType: properties.get(PidNameAttachmentMacContentType) ?? octetStream };
}

/** An embedded object as it is sent: a Contact as a vCard, any other as a message. @throws {OxcmailError} as `toMime` */
export function embeddedFile(embedded: MessageObject, options: ToMimeOptions = {}): AttachmentFile {
  if (!isContact(embedded)) return { bytes: toMime(embedded, options), contentType: 'message/rfc822' };
  const { resolve } = options;
  return { bytes: vCardOf(embedded, resolve === undefined ? {} : { resolve }), contentType: 'text/vcard' };
}
