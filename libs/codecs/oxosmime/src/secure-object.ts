/** Which Message objects represent secure messages. [MS-OXOSMIME] 3.1.5.1.3, 3.1.5.2.3 */
import {
  type MessageObject,
  PidTagAttachFilename,
  PidTagAttachLongFilename,
  PidTagMessageClass,
  type PropertyBag,
  type ResolveValue,
} from '@postbus/mapi';
import { concat } from '@postbus/bytes';
import { ContentType, type MimeEntity, parseMime } from '@postbus/mime';
import { type AttachmentContent, contentIn, mimeTagIn, textIn } from './attachment-value.ts';
import { kindOfMessageClass } from './message-class.ts';
import { isCms } from './secure-kind.ts';
import { multipartSigned } from './signed-entity.ts';

/** A secure message as its object holds it. */
export type SecureObject =
  | { readonly kind: 'clear-signed'; readonly entity: SignedEntity }
  | { readonly kind: 'sealed'; readonly attachment: PropertyBag; readonly content: Uint8Array };

/** A multipart/signed in two runs of its own bytes. */
export interface SignedEntity {
  /** The field, with its line end. */
  readonly contentType: Uint8Array;
  /** From the empty line after the header on. */
  readonly body: Uint8Array;
}

/** CMS begins with a SEQUENCE. RFC 5652 3 */
const sequence = 0x30;
const lineFeed = 0x0a;
const lineEnd = Uint8Array.of(0x0d, lineFeed);
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
  const whole = wholeOf(content);
  const isSealed = (said === 'sealed' && wellKnown.test(messageClass)) || whole[0] === sequence;
  return isSealed ? { kind: 'sealed', attachment: attachment.properties, content: whole } : undefined;
}

/** The multipart/signed that the content is, its header alone read; undefined where it is none. [MS-OXOSMIME] 3.1.5.1.4 */
function signedEntityIn(content: AttachmentContent): SignedEntity | undefined {
  const { prefix, rest } = content;
  const isApart = prefix.length > 0 && (rest[0] === lineFeed || (rest[0] === 0x0d && rest[1] === lineFeed));
  const head = isApart ? prefix : wholeOf(content);
  // Every multipart/signed begins with a field.
  if (head[0] === sequence) return undefined;
  const entity = parseMime(head, { parts: 1 });
  if (entity.contentType.mediaType !== multipartSigned) return undefined;
  const { bytes } = entity.headers.last('Content-Type')!;
  const contentType = bytes.at(-1) === lineFeed ? bytes : concat([bytes, lineEnd]);
  return { contentType, body: isApart ? rest : bodyWithEmptyLine(entity) };
}

function wholeOf({ prefix, rest }: AttachmentContent): Uint8Array {
  return prefix.length === 0 ? rest : concat([prefix, rest]);
}

/** From the empty line after the header on; one is put there where the header ends without it. */
function bodyWithEmptyLine({ source, headers, bodyStart, end }: MimeEntity): Uint8Array {
  const last = headers.at(headers.length - 1)!.end;
  return last < bodyStart ? source.subarray(last, end) : concat([lineEnd, source.subarray(bodyStart, end)]);
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
