/** Entities written as bytes: CRLF line ends, no line over 998 characters. RFC 5322 2.3, RFC 2045, RFC 2046 */
import { asciiBytes, concat, utf8Bytes } from '@postbus/bytes';
import { chooseBoundary } from './boundary.ts';
import { type HeaderWriteOptions, parameterizedField } from './header-write.ts';
import { encodeTransferEncoding } from './transfer-encoding.ts';
import { chooseTransferEncoding, type WrittenTransferEncoding } from './transfer-encoding-choice.ts';

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
export function leafEntity(mediaType: string, content: Uint8Array, options: LeafOptions = {}): Uint8Array<ArrayBuffer> {
  const encoding = options.transferEncoding ?? chooseTransferEncoding(content, mediaType, options.eightBit === true);
  const header = headerText(mediaType, options.parameters ?? [], encoding, options);
  return concat([header, encodeTransferEncoding(content, encoding)]);
}

/** A multipart of whole entities, put in byte for byte: a part that was signed stays as it is. RFC 2046 5.1 */
export function multipartEntity(
  subtype: string,
  parts: readonly Uint8Array[],
  options: MultipartOptions = {},
): Uint8Array<ArrayBuffer> {
  const boundary = chooseBoundary(parts, options.boundary);
  const header = headerText(
    `multipart/${subtype}`,
    [...(options.parameters ?? []), ['boundary', boundary]],
    encodingOfParts(parts),
    options,
  );
  const pieces: Uint8Array[] = [header];
  if (options.preamble !== undefined) pieces.push(utf8Bytes(`${options.preamble}\r\n`));
  for (const part of parts) pieces.push(asciiBytes(`--${boundary}\r\n`), part, lineEnd);
  pieces.push(asciiBytes(`--${boundary}--\r\n`));
  return concat(pieces);
}

/** A message/rfc822, or message/global where its header is not ASCII, around a whole message. RFC 2046 5.2.1, RFC 6532 3.7 */
export function messageEntity(
  message: Uint8Array,
  options: EntityOptions & { readonly mediaType?: string } = {},
): Uint8Array<ArrayBuffer> {
  const mediaType = options.mediaType ?? 'message/rfc822';
  return concat([headerText(mediaType, options.parameters ?? [], encodingOfParts([message]), options), message]);
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

/** What a composite type must say of the parts that it holds. RFC 2045 6.4 */
function encodingOfParts(parts: readonly Uint8Array[]): WrittenTransferEncoding {
  return parts.some((part) => part.some((byte) => byte >= 0x80)) ? '8bit' : '7bit';
}
