/** A text body with uuencoded files in it, taken apart. [MS-OXCMAIL] 2.2.3.9.1 */
import { decodeText } from '@postbus/charset';
import type { ExternalValue } from '@postbus/mapi';
import { type MimeEntity, decodeUuencode } from '@postbus/mime';
import { type Conversion, isInOriginal, mayHold } from './conversion-options.ts';
import { type UuencodedFile, mayHaveUuencoded, uuencodedFiles, withoutFiles } from './uuencoded-files.ts';

/** A file that is no part of its own. */
export interface FoundFile {
  /** May hold anything. */
  readonly name: string;
  readonly value: Uint8Array | ExternalValue;
  /** Decoded bytes. */
  readonly size: number;
}

/** The text without its files, and these; undefined where it has none, or where more would be held than may be. */
export function textWithoutFiles(
  part: MimeEntity,
  conversion: Conversion,
): { text: string; files: FoundFile[] } | undefined {
  if (part.transferEncoding !== 'base64' && !mayHaveUuencoded(part.bodyBytes())) return undefined;
  const content = part.content();
  const blocks = uuencodedFiles(content, conversion.uuencodedFiles);
  if (blocks.length === 0) return undefined;
  const left = withoutFiles(content, blocks);
  if (!mayHold(conversion, left.length)) return undefined;
  const files = blocks.flatMap((block) => foundFile(part, content, block, conversion) ?? []);
  if (files.length < blocks.length) return undefined;
  return { text: decodeText(left, part.contentType.charset, { guess: true }), files };
}

/** A long file stays where it lies, if it lies there as it is. */
function foundFile(
  part: MimeEntity,
  content: Uint8Array,
  { name, start, end }: UuencodedFile,
  conversion: Conversion,
): FoundFile | undefined {
  const { bytes } = decodeUuencode(content, start, end);
  const size = bytes.length;
  if (size > conversion.attachmentInlineLimit && isInOriginal(part, conversion) && isAsItIs(part)) {
    const offset = part.bodyStart + start;
    return { name, value: { in: 'mime', offset, length: end - start, transferEncoding: 'x-uuencode', size }, size };
  }
  return mayHold(conversion, size) ? { name, value: bytes, size } : undefined;
}

function isAsItIs({ transferEncoding }: MimeEntity): boolean {
  return transferEncoding !== 'base64' && transferEncoding !== 'quoted-printable' && transferEncoding !== 'x-uuencode';
}
