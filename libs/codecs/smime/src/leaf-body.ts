/** Bodies of innermost parts, put under a transfer encoding where mail would not keep them. RFC 8551 3.1.2, 3.1.3 */
import { asciiBytes, indexOfBytes, latin1Text } from '@postbus/bytes';
import {
  type MimeEntity,
  type WrittenTransferEncoding,
  chooseTransferEncoding,
  decodeTransferEncoding,
  encodeQuotedPrintable,
  encodeTransferEncoding,
} from '@postbus/mime';
import { hasBareLineFeeds, withCrlf } from './line-ends.ts';
import { isSevenBit } from './seven-bit.ts';

export interface LeafBody {
  readonly body: Uint8Array;
  /** What the header is to name; undefined where it is right as it is. */
  readonly encoding: WrittenTransferEncoding | undefined;
}

const lineFeed = 0x0a;
const dash = 0x2d;
const fromLine = asciiBytes('\nFrom ');

/** @param boundaries of the multiparts around `entity`, one of which no line may begin with */
export function leafBody(entity: MimeEntity, boundaries: readonly string[]): LeafBody {
  const { transferEncoding } = entity;
  if (transferEncoding === 'base64' || transferEncoding === 'quoted-printable') {
    const body = withCrlf(entity.bodyBytes());
    if (isSevenBit(body)) return { body, encoding: undefined };
    const content = decodeTransferEncoding(body, transferEncoding);
    return { body: encodeTransferEncoding(content, transferEncoding), encoding: transferEncoding };
  }
  const isBinary = transferEncoding === 'binary';
  const content = isBinary ? entity.bodyBytes() : withCrlf(entity.bodyBytes());
  if (!isIdentity(entity) || isComposite(entity)) return { body: content, encoding: undefined };
  if (isSevenBit(content) && !hasFragileLines(content))
    return { body: content, encoding: transferEncoding === '7bit' ? undefined : '7bit' };
  const chosen = chooseTransferEncoding(content, entity.contentType.mediaType, false);
  if (chosen === 'base64') return inBase64(content);
  const body = encodeQuotedPrintable(content, hasBareLineFeeds(content) ? 'binary' : 'text');
  return hasDelimiter(body, boundaries) ? inBase64(content) : { body, encoding: 'quoted-printable' };
}

const inBase64 = (content: Uint8Array): LeafBody => ({
  body: encodeTransferEncoding(content, 'base64'),
  encoding: 'base64',
});

const isIdentity = ({ transferEncoding }: MimeEntity): boolean =>
  transferEncoding === '7bit' || transferEncoding === '8bit' || transferEncoding === 'binary';

/** Of these nothing but identity encodings is allowed. RFC 2045 6.4, RFC 2046 5.2 */
const isComposite = ({ contentType }: MimeEntity): boolean =>
  contentType.type === 'multipart' || contentType.type === 'message';

/** Whether there are lines that hosts on the way change: `From ` gets a `>`, blanks at the end go. RFC 3676 4.1, RFC 4155 */
function hasFragileLines(text: Uint8Array): boolean {
  if (indexOfBytes(text, fromLine) !== -1 || indexOfBytes(text.subarray(0, 5), fromLine.subarray(1)) === 0) return true;
  for (let at = text.indexOf(lineFeed); at !== -1; at = text.indexOf(lineFeed, at + 1))
    if (isBlank(text[at - 2])) return true;
  return isBlank(text.at(-1));
}

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09;

/** Soft line breaks may put at the start of a line what stood within one. */
function hasDelimiter(body: Uint8Array, boundaries: readonly string[]): boolean {
  for (let start = 0; start < body.length;) {
    const found = body.indexOf(lineFeed, start);
    const end = found === -1 ? body.length : found;
    if (body[start] === dash && body[start + 1] === dash) {
      const text = latin1Text(body, start + 2, end);
      if (boundaries.some((boundary) => text.startsWith(boundary))) return true;
    }
    start = end + 1;
  }
  return false;
}
