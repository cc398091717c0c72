/** Secure messages written again from their one attachment. [MS-OXOSMIME] 3.1.5 */
import {
  type MessageObject,
  PidNameContentType,
  PidTagAttachDataBinary,
  PidTagAttachLongFilename,
  PidTagAttachMimeTag,
  PidTagMessageClass,
  type PropertyBag,
} from '@postbus/mapi';
import {
  type WrittenEntity,
  entityWithOnly,
  parseContentType,
  parseMime,
  withHeadersPrepended,
  writeLeaf,
  writtenEntity,
} from '@postbus/mime';
import { OxcmailError } from '../oxcmail-error.ts';
import type { Writing } from './to-mime-options.ts';
import { bytesIn, textIn } from './value-in.ts';

const nothing = new Uint8Array(0);
/** Also of forms that were signed or sealed. [MS-OXCMAIL] 2.1.3.2.1 */
const clearSigned = /^IPM\.(?:Note|InfoPathForm\..*)\.SMIME\.MultipartSigned$/i;
const sealed = /^IPM\.(?:Note|InfoPathForm\..*)\.SMIME$/i;

/**
 * The message with `fields`, where its class says that it is secure and it has exactly one attachment.
 * @throws {OxcmailError} `not-clear-signed` where that is no signed entity
 */
export function secureEntity(
  message: MessageObject,
  fields: readonly string[],
  writing: Writing,
): WrittenEntity | undefined {
  const [attachment, ...others] = message.attachments;
  if (attachment === undefined || others.length > 0) return undefined;
  const messageClass = textIn(message.properties, PidTagMessageClass) ?? '';
  const content = () => bytesIn(attachment.properties, PidTagAttachDataBinary, writing.resolve) ?? nothing;
  if (clearSigned.test(messageClass)) return clearSignedEntity(content(), fields);
  return sealed.test(messageClass)
    ? sealedEntity(message, attachment.properties, content(), fields, writing)
    : undefined;
}

/** The signed entity with the header of the message before it; none of its bytes changed. [MS-OXOSMIME] 3.1.5.1.4 */
function clearSignedEntity(content: Uint8Array, fields: readonly string[]): WrittenEntity {
  const entity = parseMime(content);
  const contentType = entity.headers.last('Content-Type');
  if (contentType === undefined || !entity.contentType.is('multipart/signed')) {
    throw new OxcmailError('not-clear-signed', 'attachments/0', 'the attachment is not a multipart/signed');
  }
  const signed = entityWithOnly(entity, (_, index) => entity.headers.at(index) === contentType);
  return writtenEntity(withHeadersPrepended(signed, fields));
}

/** [MS-OXOSMIME] 3.1.5.2.4 */
function sealedEntity(
  message: MessageObject,
  attachment: PropertyBag,
  content: Uint8Array,
  fields: readonly string[],
  writing: Writing,
): WrittenEntity {
  const contentType = parseContentType(textIn(message.properties, PidNameContentType) ?? '');
  const name = textIn(attachment, PidTagAttachLongFilename) ?? 'smime.p7m';
  const type = contentType?.mediaType ?? textIn(attachment, PidTagAttachMimeTag) ?? '';
  const isType =
    /^[a-z\d][\w.+-]{0,126}\/[a-z\d][\w.+-]{0,126}$/i.test(type) && !/^(?:multipart|message)\//i.test(type);
  return writeLeaf(isType ? type : 'application/pkcs7-mime', content, {
    ...writing.header,
    fields,
    parameters: [...(contentType?.parameters ?? [['name', name] as const])],
    disposition: { type: 'attachment', parameters: [['filename', name]] },
    transferEncoding: 'base64',
  });
}
