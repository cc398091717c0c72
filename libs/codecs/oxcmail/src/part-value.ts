/** Content of parts as property values: held in the object when small, else left where it lies in the original. */
import { isAscii } from '@postbus/charset';
import type { ExternalValue, MimeSlice, TransferEncoding } from '@postbus/mapi';
import type { MimeEntity } from '@postbus/mime';
import { type Conversion, isInOriginal, mayHold } from './conversion-options.ts';
import { decodedSize } from './decoded-size.ts';
import { isFlowed, partText } from './joined-body.ts';

export interface BinaryValue {
  readonly value: Uint8Array | ExternalValue;
  /** Decoded bytes. */
  readonly size: number;
}

/**
 * The content of `part` as it is to be stored.
 * @param inlineLimit decoded bytes up to which it is held in the object
 * @param decoded its content, where that was decoded already
 */
export function binaryValue(
  part: MimeEntity,
  conversion: Conversion,
  inlineLimit: number,
  decoded?: Uint8Array,
): BinaryValue {
  const inOriginal = isInOriginal(part, conversion);
  const held = !inOriginal || mostDecoded(part) <= inlineLimit;
  const content = decoded ?? (held ? part.content() : undefined);
  const size = content?.length ?? decodedSize(part.bodyBytes(), part.transferEncoding);
  if (inOriginal && size > inlineLimit) return { value: sliceOf(part, size), size };
  return { value: content ?? part.content(), size };
}

/** Bytes that the content of `part` has at most. */
function mostDecoded(part: MimeEntity): number {
  const length = part.end - part.bodyStart;
  return part.transferEncoding === 'base64' ? Math.ceil((length * 3) / 4) : length;
}

/** The text of `part`, decoded, with the lines of format=flowed joined; a slice where it is long. RFC 3676 */
export function textValue(part: MimeEntity, conversion: Conversion): string | ExternalValue {
  if (mostDecoded(part) > conversion.bodyInlineLimit && isInOriginal(part, conversion)) {
    const size = decodedSize(part.bodyBytes(), part.transferEncoding);
    const joins = isFlowed(part) && mayHold(conversion, size);
    if (size > conversion.bodyInlineLimit && !joins) return sliceOf(part, size);
  }
  return partText(part);
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
