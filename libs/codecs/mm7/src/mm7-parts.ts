/** The body of a request as parts: the envelope, and the content that it refers to. 3GPP TS 23.140 8.7; RFC 2387, RFC 2392 */
import { concat, utf8Bytes } from '@postbus/bytes';
import { isUtf8, resolveCharset } from '@postbus/charset';
import {
  type MimeEntity,
  type MimeLimits,
  entityBytes,
  parseMime,
  writeLeaf,
  writeMultipart,
  writtenEntity,
} from '@postbus/mime';
import { xmlText } from '@postbus/xml';
import { Mm7Error } from './mm7-error.ts';

export interface Mm7Parts {
  readonly envelope: string;
  /** All but the envelope. */
  readonly others: readonly MimeEntity[];
}

const envelopeTypes = new Set(['text/xml', 'application/xml', 'application/soap+xml']);
const brackets = /^<|>$/g;

/**
 * The parts of an HTTP body. The envelope is the part that `start` names, else the first.
 * @param contentType the header field's value
 * @throws {Mm7Error} `not-soap`, `not-well-formed`
 */
export function readParts(body: Uint8Array, contentType: string, limits: Partial<MimeLimits>): Mm7Parts {
  const field = utf8Bytes(`Content-Type: ${contentType.replace(/[\r\n]+/g, ' ')}\r\n\r\n`);
  const whole = parseMime(concat([field, body]), limits);
  const root = whole.isMultipart ? rootOf(whole) : whole;
  if (root === undefined || !envelopeTypes.has(root.contentType.mediaType))
    throw new Mm7Error('not-soap', 0, `${root?.contentType.mediaType ?? 'nothing'} where the envelope must be`);
  return { envelope: envelopeText(root), others: whole.parts.filter((part) => part !== root) };
}

/** Whether `href` is to be found among the parts: by `cid:`, or without any scheme, as some write a Content-ID or a location. */
export function isReference(href: string): boolean {
  return /^cid:/i.test(href) || !/^[a-z][a-z\d+.-]*:/i.test(href);
}

/** The part that `href` names by its Content-ID, else by its Content-Location; undefined where it names none. RFC 2392 2, RFC 2557 4.2 */
export function partOfHref(href: string, parts: readonly MimeEntity[]): MimeEntity | undefined {
  const written = href.replace(/^cid:/i, '').replace(brackets, '');
  const wanted = new Set([written, decoded(written).replace(brackets, '')]);
  const named = (name: (part: MimeEntity) => string | undefined) => parts.find((part) => wanted.has(name(part) ?? ''));
  return named(contentIdOf) ?? named((part) => part.headers.first('Content-Location')?.value.trim());
}

/** The Content-ID of `part` without its brackets. */
export function contentIdOf(part: MimeEntity): string | undefined {
  const found = part.headers.first('Content-ID')?.value.trim().replace(brackets, '');
  return found === '' ? undefined : found;
}

export function hrefOf(contentId: string): string {
  return `cid:${encodeURIComponent(contentId.toWellFormed()).replaceAll('%40', '@')}`;
}

export interface WrittenParts {
  /** Value of the header field, on one line. */
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** The envelope by itself. */
export function envelopeAlone(envelope: string): WrittenParts {
  return { contentType: 'text/xml; charset="utf-8"', body: utf8Bytes(envelope) };
}

/** The envelope and `content`, a whole entity with its Content-ID, as multipart/related. */
export function envelopeWith(
  envelope: string,
  content: Uint8Array,
  envelopeId: string,
  boundary: (() => string) | undefined,
): WrittenParts {
  const root = writeLeaf('text/xml', utf8Bytes(envelope), {
    parameters: [['charset', 'utf-8']],
    contentId: `<${envelopeId}>`,
    transferEncoding: 'binary',
  });
  const written = writeMultipart('related', [root, writtenEntity(content)], {
    parameters: [
      ['type', 'text/xml'],
      ['start', `<${envelopeId}>`],
    ],
    ...(boundary === undefined ? {} : { boundary }),
  });
  const whole = entityBytes(written);
  const { headers, bodyStart } = parseMime(whole, { parts: 1 });
  return { contentType: headers.first('Content-Type')!.value, body: whole.subarray(bodyStart) };
}

function rootOf({ contentType, parts }: MimeEntity): MimeEntity | undefined {
  const start = contentType.parameters.get('start')?.trim().replace(brackets, '');
  return (start && parts.find((part) => contentIdOf(part) === start)) || parts[0];
}

/** What says that it is UTF-8 is: a reader that guesses sees another message than one that does not. */
function envelopeText(root: MimeEntity): string {
  const bytes = root.content();
  const text = xmlText(bytes, root.contentType.charset);
  const told = root.contentType.charset ?? /^<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]+)/.exec(text)?.[1] ?? 'utf-8';
  const isUtf16 = bytes[0] === 0 || bytes[1] === 0 || bytes[0]! >= 0xfe;
  if (!isUtf16 && resolveCharset(told) === 'utf-8' && !isUtf8(bytes))
    throw new Mm7Error('not-well-formed', 0, 'bytes that are no UTF-8');
  return text;
}

function decoded(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}
