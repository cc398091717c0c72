/** Which Message objects represent secure messages. [MS-OXOSMIME] 3.1.5.1.3, 3.1.5.2.3 */
import {
  type MessageObject,
  PidTagAttachFilename,
  PidTagAttachLongFilename,
  PidTagMessageClass,
  type PropertyBag,
  type ResolveValue,
} from '@postbus/mapi';
import { ContentType, type MimeEntity, parseMime } from '@postbus/mime';
import { contentIn, mimeTagIn, textIn } from './attachment-value.ts';
import { kindOfMessageClass } from './message-class.ts';
import { isCms } from './secure-kind.ts';
import { multipartSigned } from './signed-entity.ts';

/** A secure message as its object holds it. */
export type SecureObject =
  | { readonly kind: 'clear-signed'; readonly entity: MimeEntity }
  | { readonly kind: 'sealed'; readonly attachment: PropertyBag; readonly content: Uint8Array };

/** CMS begins with a SEQUENCE. RFC 5652 3 */
const sequence = 0x30;
/** Of forms and notes: those that are taken at their word. [MS-OXCMAIL] 2.1.3.2.1 */
const wellKnown = /^IPM\.(?:Note|InfoPathForm)\./i;

/**
 * What `message` is, by its class and its one attachment; undefined where it is an ordinary one, as with more or fewer
 * attachments or with content that is not what the class says. IPM.Note.SMIME that holds a multipart/signed is
 * clear-signed. [MS-OXOSMIME] endnote 6
 * @throws what `resolve` throws
 */
export function secureObjectOf(message: MessageObject, resolve: ResolveValue): SecureObject | undefined {
  const messageClass = textIn(message.properties, PidTagMessageClass) ?? '';
  const said = kindOfMessageClass(messageClass);
  const [attachment, ...others] = message.attachments;
  if (said === undefined || attachment === undefined || others.length > 0) return undefined;
  const content = contentIn(attachment.properties, resolve);
  if (content === undefined) return undefined;
  const isToldCms = said !== 'clear-signed' && isMarkedCms(attachment.properties);
  const entity = isToldCms ? undefined : signedEntityIn(content);
  if (entity !== undefined) return { kind: 'clear-signed', entity };
  const isSealed = (said === 'sealed' && wellKnown.test(messageClass)) || content[0] === sequence;
  return isSealed ? { kind: 'sealed', attachment: attachment.properties, content } : undefined;
}

/** The multipart/signed that `content` is, its header alone read; undefined where it is none. */
export function signedEntityIn(content: Uint8Array): MimeEntity | undefined {
  // Every multipart/signed begins with a field.
  if (content[0] === sequence) return undefined;
  const entity = parseMime(content, { parts: 1 });
  return entity.contentType.mediaType === multipartSigned ? entity : undefined;
}

/** By its tag, and for octets by its name. [MS-OXOSMIME] 3.1.5.2.3 */
function isMarkedCms(attachment: PropertyBag): boolean {
  const [type = '', subtype = ''] = mimeTagIn(attachment).split('/');
  return isCms(new ContentType(type, subtype), () => fileNameIn(attachment));
}

/** The long name, else that of 8.3. */
export function fileNameIn(attachment: PropertyBag): string | undefined {
  return textIn(attachment, PidTagAttachLongFilename) ?? textIn(attachment, PidTagAttachFilename);
}
