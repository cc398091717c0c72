/** Entities written as bytes: CRLF line ends, no line over 998 characters. RFC 5322 2.3, RFC 2045, RFC 2046 */
import { asciiBytes, utf8Bytes } from '@postbus/bytes';
import { isAscii } from '@postbus/charset';
import { chooseBoundary } from './boundary.ts';
import { type HeaderWriteOptions, parameterizedField } from './header-write.ts';
import { encodeQuotedPrintable } from './quoted-printable.ts';
import { chooseTransferEncoding, hasBareLineEnds, type WrittenTransferEncoding } from './transfer-encoding-choice.ts';
import { type EntityPiece, entityBytes, type WrittenEntity, writtenEntity } from './written-entity.ts';

/** Name and value of each parameter, in the order to be written. */
export type ParameterList = readonly (readonly [name: string, value: string])[];

export interface EntityOptions extends HeaderWriteOptions {
  /** Whole fields to stand before those of MIME, folded, each without its last line end, as `textField` and the like make. */
  readonly fields?: readonly string[];
  readonly parameters?: ParameterList;
  readonly disposition?: { readonly type: string; readonly parameters?: ParameterList };
  /** With its angle brackets. RFC 2045 7 */
  readonly contentId?: string;
}

export interface LeafOptions extends EntityOptions {
  /** Chosen by the content unless told. */
  readonly transferEncoding?: WrittenTransferEncoding;
  /** Whether 8-bit text may go as it is, for a way that is known to take it. RFC 6152 */
  readonly eightBit?: boolean;
}

export interface MultipartOptions extends EntityOptions {
  readonly preamble?: string;
  /** Makes boundaries to choose from; random unless told. */
  readonly boundary?: () => string;
}

const lineEnd = asciiBytes('\r\n');

/** An entity of one body. @param content octets before the transfer encoding; text with CRLF line ends */
export function writeLeaf(mediaType: string, content: Uint8Array, options: LeafOptions = {}): WrittenEntity {
  const encoding = options.transferEncoding ?? chooseTransferEncoding(content, mediaType, options.eightBit === true);
  const header = headerText(mediaType, options.parameters ?? [], encoding, options);
  const eightBit = encoding === '8bit' || encoding === 'binary' || !isAscii(header);
  if (encoding === 'base64') return { pieces: [header, { base64: content }], searched: [], eightBit };
  // An encoding that was chosen keeps every octet; one that was told is that of text.
  if (encoding === 'quoted-printable') {
    const isBinary = options.transferEncoding === undefined && hasBareLineEnds(content);
    const body = encodeQuotedPrintable(content, isBinary ? 'binary' : 'text');
    return { pieces: [header, body], searched: [], eightBit };
  }
  return { pieces: [header, content], searched: [content], eightBit };
}

/** A multipart of whole entities, each byte of theirs as it is: a part that was signed stays so. RFC 2046 5.1 */
export function writeMultipart(
  subtype: string,
  parts: readonly WrittenEntity[],
  options: MultipartOptions = {},
): WrittenEntity {
  const searched = parts.flatMap((part) => part.searched);
  const boundary = chooseBoundary(searched, options.boundary);
  const eightBit = parts.some((part) => part.eightBit);
  const parameters = [...(options.parameters ?? []), ['boundary', boundary] as const];
  const header = headerText(`multipart/${subtype}`, parameters, eightBit ? '8bit' : '7bit', options);
  const pieces: EntityPiece[] = [header];
  if (options.preamble !== undefined) pieces.push(utf8Bytes(`${options.preamble}\r\n`));
  const delimiter = asciiBytes(`--${boundary}\r\n`);
  for (const part of parts) {
    pieces.push(delimiter);
    for (const piece of part.pieces) pieces.push(piece);
    pieces.push(lineEnd);
  }
  pieces.push(asciiBytes(`--${boundary}--\r\n`));
  return { pieces, searched: [...searched, delimiter], eightBit: eightBit || !isAscii(header) };
}

/** A message/rfc822, or message/global where its header is not ASCII, around a whole message. RFC 2046 5.2.1, RFC 6532 3.7 */
export function writeMessage(
  message: WrittenEntity,
  options: EntityOptions & { readonly mediaType?: string } = {},
): WrittenEntity {
  const encoding = message.eightBit ? '8bit' : '7bit';
  const header = headerText(options.mediaType ?? 'message/rfc822', options.parameters ?? [], encoding, options);
  return {
    pieces: [header, ...message.pieces],
    searched: message.searched,
    eightBit: message.eightBit || !isAscii(header),
  };
}

/** The bytes of `writeLeaf`. */
export function leafEntity(mediaType: string, content: Uint8Array, options: LeafOptions = {}): Uint8Array<ArrayBuffer> {
  return entityBytes(writeLeaf(mediaType, content, options));
}

/** The bytes of `writeMultipart` around entities that are bytes already. */
export function multipartEntity(
  subtype: string,
  parts: readonly Uint8Array[],
  options: MultipartOptions = {},
): Uint8Array<ArrayBuffer> {
  return entityBytes(writeMultipart(subtype, parts.map(writtenEntity), options));
}

/** The bytes of `writeMessage` around a message that is bytes already. */
export function messageEntity(
  message: Uint8Array,
  options: EntityOptions & { readonly mediaType?: string } = {},
): Uint8Array<ArrayBuffer> {
  return entityBytes(writeMessage(writtenEntity(message), options));
}

function headerText(
  mediaType: string,
  parameters: ParameterList,
  encoding: WrittenTransferEncoding,
  options: EntityOptions,
): Uint8Array {
  const fields = [...(options.fields ?? []), parameterizedField('Content-Type', mediaType, parameters, options)];
  if (encoding !== '7bit') fields.push(`Content-Transfer-Encoding: ${encoding}`);
  if (options.contentId !== undefined) fields.push(`Content-ID: ${options.contentId.replace(/[\r\n]/g, '')}`);
  const { disposition } = options;
  if (disposition !== undefined)
    fields.push(parameterizedField('Content-Disposition', disposition.type, disposition.parameters, options));
  return utf8Bytes(`${fields.join('\r\n')}\r\n\r\n`);
}
