/** A Message object as a MIME message. [MS-OXCMAIL] 2.1, [MS-OXOSMIME] 3.1.5 */
import { utf8Bytes } from '@postbus/bytes';
import { decodeText, isAscii } from '@postbus/charset';
import {
  type AttachmentObject,
  type MessageObject,
  PidNameContentType,
  PidTagAttachDataBinary,
  PidTagAttachLongFilename,
  PidTagAttachMimeTag,
  PidTagBody,
  PidTagHtml,
  PidTagMessageClass,
} from '@postbus/mapi';
import {
  type EntityOptions,
  type MultipartOptions,
  entityWithOnly,
  leafEntity,
  multipartEntity,
  parseContentType,
  parseMime,
  withHeadersPrepended,
} from '@postbus/mime';
import { htmlCharset } from './bodies.ts';
import { htmlReferences } from './html-references.ts';
import { htmlToText } from './html-to-text.ts';
import { embeddedEntity, fileEntity, isInline } from './mime-attachment.ts';
import { headerFields } from './mime-header-fields.ts';
import { OxcmailError } from './oxcmail-error.ts';
import { resolveBytes, resolveText } from './resolve-value.ts';
import { MessageClass } from './to-message-object.ts';
import { type ToMimeOptions, type Writing, writingAt } from './to-mime-options.ts';

/** Writes one entity; `options` carry the fields that stand before its own. */
type WriteEntity = (options: EntityOptions) => Uint8Array;

/**
 * Writes `message` anew. A message that came from the Internet and was not changed is better sent as its original.
 * @returns a message of ASCII with CRLF line ends
 * @throws {OxcmailError} `value-not-here` where a value lies outside and `options.resolve` is missing or cannot read it,
 * `too-deep`, `not-clear-signed` where the one attachment of a clear-signed message is no signed entity
 */
export function toMime(message: MessageObject, options: ToMimeOptions = {}): Uint8Array {
  return writeMessage(message, writingAt(options, 0));
}

function writeMessage(message: MessageObject, writing: Writing): Uint8Array {
  const fields = headerFields(message, writing.options);
  const messageClass = message.properties.get(PidTagMessageClass) ?? '';
  const only = message.attachments.length === 1 ? message.attachments[0] : undefined;
  if (only !== undefined && messageClass.endsWith('.SMIME.MultipartSigned')) return clearSigned(only, fields, writing);
  if (only !== undefined && messageClass === MessageClass.secure) return secure(message, only, fields, writing);
  return contentWriter(message, writing)({ fields });
}

/** The signed entity with the header of the message before it; none of its bytes changed. [MS-OXOSMIME] 3.1.5.1.4 */
function clearSigned({ properties }: AttachmentObject, fields: readonly string[], writing: Writing): Uint8Array {
  const data = properties.get(PidTagAttachDataBinary);
  const entity = parseMime(data === undefined ? new Uint8Array(0) : resolveBytes(data, writing.resolve));
  const contentType = entity.headers.last('Content-Type');
  if (contentType === undefined || !entity.contentType.is('multipart/signed')) {
    throw new OxcmailError('not-clear-signed', 'attachments/0', 'the attachment is not a multipart/signed');
  }
  return withHeadersPrepended(
    entityWithOnly(entity, (_, index) => entity.headers.at(index) === contentType),
    fields,
  );
}

/** [MS-OXOSMIME] 3.1.5.2.4 */
function secure(
  message: MessageObject,
  attachment: AttachmentObject,
  fields: readonly string[],
  writing: Writing,
): Uint8Array {
  const { properties } = attachment;
  const data = properties.get(PidTagAttachDataBinary);
  const contentType = parseContentType(message.properties.get(PidNameContentType) ?? '');
  const name = properties.get(PidTagAttachLongFilename) ?? 'smime.p7m';
  const type = contentType?.mediaType ?? properties.get(PidTagAttachMimeTag) ?? 'application/pkcs7-mime';
  return leafEntity(type, data === undefined ? new Uint8Array(0) : resolveBytes(data, writing.resolve), {
    fields,
    parameters: [...(contentType?.parameters ?? [['name', name] as const])],
    disposition: { type: 'attachment', parameters: [['filename', name]] },
    transferEncoding: 'base64',
  });
}

/** Body, inline attachments and attachments: mixed around related around alternative, as far as each is needed. [MS-OXCMAIL] 2.1.3.3, 2.1.3.4 */
function contentWriter(message: MessageObject, writing: Writing): WriteEntity {
  const html = htmlOf(message, writing);
  const references = html === undefined ? new Set<string>() : htmlReferences(html.text);
  const inline = message.attachments.filter((one) => one.embedded === undefined && isInline(one, references));
  const others = message.attachments.filter((one) => !inline.includes(one));
  const files = inline.map((one) => fileEntity(one, 'inline', writing));
  const body = bodyWriter(message, html, writing);
  const shown = files.length === 0 ? body : relatedWriter(body, files, writing);
  if (others.length === 0) return shown;
  const attached = others.map((one) => attachmentEntity(one, writing));
  return (options) => multipartEntity('mixed', [shown({}), ...attached], multipartOptions(options, writing));
}

function relatedWriter(body: WriteEntity, files: readonly Uint8Array[], writing: Writing): WriteEntity {
  const parameters = [['type', 'multipart/alternative']] as const;
  return (options) =>
    multipartEntity('related', [body({}), ...files], multipartOptions({ ...options, parameters }, writing));
}

interface Html {
  readonly bytes: Uint8Array;
  readonly charset: string;
  readonly text: string;
}

function htmlOf(message: MessageObject, { resolve }: Writing): Html | undefined {
  const value = message.properties.get(PidTagHtml);
  if (value === undefined) return undefined;
  const bytes = resolveBytes(value, resolve);
  const charset = htmlCharset(message);
  return { bytes, charset, text: decodeText(bytes, charset, { guess: true }) };
}

/** [MS-OXCMAIL] 2.1.3.3: HTML has a text beside it, made from it where there is none. */
function bodyWriter({ properties }: MessageObject, html: Html | undefined, writing: Writing): WriteEntity {
  const value = properties.get(PidTagBody);
  const text = value === undefined ? htmlToText(html?.text ?? '') : resolveText(value, writing.resolve);
  if (html === undefined) return (options) => textEntity(text, options);
  return (options) => {
    const parts = [
      textEntity(text, {}),
      leafEntity('text/html', html.bytes, { parameters: [['charset', html.charset]] }),
    ];
    return multipartEntity('alternative', parts, multipartOptions(options, writing));
  };
}

function textEntity(text: string, options: EntityOptions): Uint8Array {
  const bytes = utf8Bytes(text.replace(/\r\n|\r|\n/g, '\r\n').toWellFormed());
  const charset = isAscii(bytes) ? 'us-ascii' : 'utf-8';
  return leafEntity('text/plain', bytes, { ...options, parameters: [['charset', charset]] });
}

function attachmentEntity(attachment: AttachmentObject, writing: Writing): Uint8Array {
  if (attachment.embedded === undefined) return fileEntity(attachment, 'attachment', writing);
  const inside = writingAt(writing.options, writing.depth + 1);
  return embeddedEntity(attachment, writeMessage(attachment.embedded, inside));
}

function multipartOptions(options: EntityOptions, { options: { boundary } }: Writing): MultipartOptions {
  return boundary === undefined ? options : { ...options, boundary };
}
