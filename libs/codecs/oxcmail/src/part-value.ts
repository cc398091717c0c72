/** Content of parts as property values: held in the object when small, else left where it lies in the original. */
import { isAscii } from '@postbus/charset';
import type { ExternalValue, MimeSlice, TransferEncoding } from '@postbus/mapi';
import { type MimeEntity, decodeFlowed } from '@postbus/mime';
import { type Conversion, isInOriginal } from './conversion-options.ts';
import { decodedSize } from './decoded-size.ts';

export interface BinaryValue {
  readonly value: Uint8Array | ExternalValue;
  /** Decoded bytes. */
  readonly size: number;
}

/** The content of `part` as it is to be stored. @param inlineLimit decoded bytes up to which it is held in the object */
export function binaryValue(part: MimeEntity, conversion: Conversion, inlineLimit: number): BinaryValue {
  if (!isInOriginal(part, conversion)) {
    const content = part.content();
    return { value: content, size: content.length };
  }
  const size = decodedSize(part.bodyBytes(), part.transferEncoding);
  return { value: size <= inlineLimit ? part.content() : sliceOf(part, size), size };
}

/** The text of `part`, decoded, with the lines of format=flowed joined; a slice, joined no more, where it is long. RFC 3676 */
export function textValue(part: MimeEntity, conversion: Conversion): string | ExternalValue {
  if (part.end - part.bodyStart > conversion.bodyInlineLimit && isInOriginal(part, conversion)) {
    const size = decodedSize(part.bodyBytes(), part.transferEncoding);
    if (size > conversion.bodyInlineLimit) return sliceOf(part, size);
  }
  const { parameters } = part.contentType;
  if (parameters.get('format')?.toLowerCase() !== 'flowed') return part.text();
  return decodeFlowed(part.text(), { delSp: parameters.get('delsp')?.toLowerCase() === 'yes' });
}

/** The header of `entity` as text, where it lies. */
export function headerSlice(entity: MimeEntity): MimeSlice {
  const length = entity.bodyStart - entity.start;
  const bytes = entity.headerBytes();
  const charset = isAscii(bytes) ? {} : { charset: entity.contentType.charset ?? 'utf-8' };
  return { in: 'mime', offset: entity.start, length, transferEncoding: '8bit', size: length, ...charset };
}

function sliceOf(part: MimeEntity, size: number): MimeSlice {
  const { offset, length } = part.bodySlice;
  const charset = part.contentType.type === 'text' ? part.contentType.charset : undefined;
  return {
    in: 'mime',
    offset,
    length,
    transferEncoding: storedEncoding(part),
    size,
    ...(charset === undefined ? {} : { charset }),
  };
}

/** An encoding that nobody knows is left on the content. RFC 2045 6.4 */
function storedEncoding(part: MimeEntity): TransferEncoding {
  return part.transferEncoding === 'unknown' ? 'binary' : part.transferEncoding;
}
