/** Content-IDs of attachments: their own, or new ones. RFC 2045 7, RFC 2392 */
import { toHex, utf8Bytes } from '@postbus/bytes';
import { type MessageObject, PidTagAttachContentId, type PropertyBag, md5 } from '@postbus/mapi';
import { dateFields, messageIdOf, subjectOf } from './envelope-fields.ts';
import type { Writing } from './to-mime-options.ts';
import { textIn } from './value-in.ts';

const legal = /^[!-;=?-~]{1,500}$/;
const domainOfId = /@([A-Za-z\d.-]{1,200})>$/;

/** The attachment's own id, without brackets, where it can be written. */
export function ownContentId(attachment: PropertyBag): string | undefined {
  return legalContentId(textIn(attachment, PidTagAttachContentId));
}

/** `text` without brackets, where it is an id that can be written. */
export function legalContentId(text: string | undefined): string | undefined {
  const id = text?.trim().replace(/^<|>$/g, '');
  return id !== undefined && legal.test(id) ? id : undefined;
}

/** Makes ids for parts without one, by a name within the message: the same for the same message, others for others. */
export function contentIdMaker({ properties }: MessageObject, writing: Writing): (name: string) => string {
  const messageId = messageIdOf(properties, writing);
  const known = messageId ?? `${subjectOf(properties)}\0${dateFields(properties, writing).join('')}`;
  const seed = toHex(md5(utf8Bytes(known.toWellFormed())));
  const domain = domainOfId.exec(messageId ?? '')?.[1] ?? writing.options.imceaDomain ?? 'invalid';
  return (name) => `${name}.${writing.depth}.${seed}@${domain}`;
}
