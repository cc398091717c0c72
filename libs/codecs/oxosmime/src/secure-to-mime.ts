/** Secure Message objects as Internet messages. [MS-OXOSMIME] 3.1.5.1.4, 3.1.5.2.4 */
import { utf8Bytes } from '@postbus/bytes';
import { type MessageObject, PidNameContentType, type PropertyBag, type ResolveValue } from '@postbus/mapi';
import {
  ContentType,
  type HeaderWriteOptions,
  type WrittenEntity,
  foldField,
  parameterizedField,
  parseContentType,
  writtenEntity,
} from '@postbus/mime';
import { mimeTagIn, textIn } from './attachment-value.ts';
import { isCms } from './secure-kind.ts';
import { type SignedEntity, fileNameIn, secureObjectOf } from './secure-object.ts';

export interface SecureToMimeOptions {
  /** The header of the message but for fields of its entity, folded, each without its last line end. */
  readonly fields: readonly string[];
  /** Reads values that lie outside the object. */
  readonly resolve: ResolveValue;
  readonly header?: HeaderWriteOptions;
}

/** What stands in a file's name nowhere. */
const illegal = /[\u0000-\u001f\u007f"*/:<>?\\|\u202a-\u202e\u2066-\u2069]/g;
const longestName = 255;
const usualName = 'smime.p7m';
const printable = /^[\x20-\x7e\t]*$/;

/**
 * The message that `message` represents; undefined where it is no secure one, and so is written like any other. The bytes
 * of a signed entity are those of its attachment, whatever they are.
 * @throws what `options.resolve` throws
 */
export function secureToMime(message: MessageObject, options: SecureToMimeOptions): WrittenEntity | undefined {
  const secure = secureObjectOf(message, options.resolve);
  if (secure === undefined) return undefined;
  if (secure.kind === 'clear-signed') return clearSignedEntity(secure.entity, options.fields);
  return sealedEntity(message, secure.attachment, secure.content, options);
}

/** The signed entity under the header of the message; of its own header only the last Content-Type. [MS-OXOSMIME] 3.1.5.1.4 */
function clearSignedEntity({ contentType, body }: SignedEntity, fields: readonly string[]): WrittenEntity {
  const signed = writtenEntity(body);
  const own = signed.eightBit ? ['Content-Transfer-Encoding: 8bit'] : [];
  const header = utf8Bytes([...fields, ...own, ''].join('\r\n'));
  const eightBit = signed.eightBit || writtenEntity(header).eightBit;
  return { pieces: [header, contentType, ...signed.pieces], searched: signed.searched, eightBit };
}

/** [MS-OXOSMIME] 3.1.5.2.4 */
function sealedEntity(
  { properties }: MessageObject,
  attachment: PropertyBag,
  content: Uint8Array,
  { fields, header = {} }: SecureToMimeOptions,
): WrittenEntity {
  const name = legalName(fileNameIn(attachment) ?? '');
  const lines = [
    ...fields,
    keptContentType(properties, name, header) ?? madeContentType(attachment, name, header),
    'Content-Transfer-Encoding: base64',
    parameterizedField('Content-Disposition', 'attachment', [['filename', name]], header),
  ];
  const bytes = utf8Bytes(`${lines.join('\r\n')}\r\n\r\n`);
  return { pieces: [bytes, { base64: content }], searched: [], eightBit: writtenEntity(bytes).eightBit };
}

/** As the named property has it, parameters unread, where that says of what kind the message is. Step 4a */
function keptContentType(bag: PropertyBag, name: string, header: HeaderWriteOptions): string | undefined {
  const value = textIn(bag, PidNameContentType)
    ?.replace(/[\r\n]+/g, '')
    .trim();
  const contentType = value === undefined ? undefined : parseContentType(value);
  if (value === undefined || contentType === undefined || !isCms(contentType, () => name)) return undefined;
  if (printable.test(value)) return foldField('Content-Type', value);
  return parameterizedField('Content-Type', contentType.mediaType, [...contentType.parameters], header);
}

/** Step 4b. A tag that is missing, or says nothing of CMS, is that of S/MIME. */
function madeContentType(attachment: PropertyBag, name: string, header: HeaderWriteOptions): string {
  const [type = '', subtype = ''] = mimeTagIn(attachment).split('/');
  const tagged = new ContentType(type, subtype);
  const mediaType = isCms(tagged, () => name) ? tagged.mediaType : 'application/pkcs7-mime';
  return parameterizedField('Content-Type', mediaType, [['name', name]], header);
}

/** A name made of a path could leave its folder. */
function legalName(text: string): string {
  const name = text
    .replace(illegal, '')
    .replace(/^[\s.]+$/, '')
    .trim();
  if (name === '') return usualName;
  return name.length <= longestName ? name : `${name.slice(0, longestName - 4)}.p7m`;
}
