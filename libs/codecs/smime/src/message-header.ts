/** Which fields stay with a message and which go with its entity. RFC 8551 3.1, RFC 1847 2.1 */
import { asciiBytes, concat } from '@postbus/bytes';
import { type HeaderField, type MimeEntity, parseMime } from '@postbus/mime';
import { withCrlf } from './line-ends.ts';

const lineEnd = asciiBytes('\r\n');
const mimeVersion = asciiBytes('MIME-Version: 1.0\r\n');

/** Content-Type, Content-Transfer-Encoding and all the others that tell of the content. RFC 2045 9 */
export const isContentField = ({ name }: HeaderField): boolean => /^content-/i.test(name);

/** A field with CRLF at the end of each of its lines. */
export function fieldBytes({ bytes }: HeaderField): Uint8Array {
  const lines = withCrlf(bytes);
  return lines.at(-1) === 0x0a ? lines : concat([lines, lineEnd]);
}

/** The fields of `message` that tell nothing of its content, as they are and in their order; MIME-Version is there once. */
export function outerFields(message: MimeEntity): Uint8Array {
  const version = message.headers.first('MIME-Version');
  const kept = [...message.headers].filter((field) => !isContentField(field) && !isOther(field, version));
  return concat([...kept.map(fieldBytes), ...(version === undefined ? [mimeVersion] : [])]);
}

const isOther = (field: HeaderField, version: HeaderField | undefined): boolean =>
  field !== version && field.name.toLowerCase() === 'mime-version';

/**
 * `message` with `entity` in the place of its own: what was signed, or encrypted, becomes the message again. Of the header
 * of `entity` the fields count that tell of its content, and nothing else: nobody who encrypts or signs can put a From or
 * a Subject into a message so. Its body is taken byte for byte.
 *
 * @param entity header and body, such as `content` of `verifyMessage`
 */
export function withEntity(message: Uint8Array, entity: Uint8Array): Uint8Array {
  const inner = headerOf(entity);
  const fields = [...inner.headers].filter(isContentField).map(fieldBytes);
  return concat([outerFields(headerOf(message)), ...fields, lineEnd, inner.bodyBytes()]);
}

/** A message read without its parts. */
export const headerOf = (message: Uint8Array): MimeEntity => parseMime(message, { depth: 1 });
