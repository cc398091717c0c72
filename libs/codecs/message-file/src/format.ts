/** The formats of message files: what each is called, and how it is recognised by its first bytes. */
import { isTnef } from '@postbus/oxtnef';
import { MessageFileError } from './message-file-error.ts';

export const formats = ['eml', 'msg', 'tnef', 'json'] as const;
export type MessageFormat = (typeof formats)[number];

const mediaTypes: Readonly<Record<MessageFormat, string>> = {
  eml: 'message/rfc822',
  msg: 'application/vnd.ms-outlook',
  tnef: 'application/ms-tnef',
  json: 'application/json',
};
/** Other types that mean the same. */
const otherMediaTypes: Readonly<Record<string, MessageFormat>> = {
  'message/global': 'eml',
  'application/vnd.ms-tnef': 'tnef',
};
/** Of every compound file: one that is no message, or damaged, is told by its reader. [MS-CFB] 2.2 */
const compoundFileSignature = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const byteOrderMark = [0xef, 0xbb, 0xbf];
const openingBrace = 0x7b;
const whiteSpace: ReadonlySet<number | undefined> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** The format called `name`, in whatever case. @throws {MessageFileError} `unknown-format`, naming those there are */
export function formatNamed(name: string): MessageFormat {
  const format = formats.find((known) => known === name.toLowerCase());
  if (format !== undefined) return format;
  throw new MessageFileError('unknown-format', name, `${name} is no format; there are ${formats.join(', ')}`);
}

/**
 * The format of a file by its content, never by its name: TNEF and compound files by their signatures ([MS-OXTNEF]
 * 2.1.3.1, [MS-CFB] 2.2), JSON where it begins with `{`, which no header field does. All else is MIME.
 */
export function detectFormat(bytes: Uint8Array): MessageFormat {
  if (beginsWith(bytes, compoundFileSignature)) return 'msg';
  if (isTnef(bytes)) return 'tnef';
  let offset = beginsWith(bytes, byteOrderMark) ? byteOrderMark.length : 0;
  while (whiteSpace.has(bytes[offset])) offset++;
  return bytes[offset] === openingBrace ? 'json' : 'eml';
}

function beginsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/** Its media type, without parameters. */
export function mediaTypeOf(format: MessageFormat): string {
  return mediaTypes[format];
}

/** The format of a media type, with or without parameters; undefined where it is that of none. */
export function formatOfMediaType(mediaType: string): MessageFormat | undefined {
  const bare = mediaType.split(';', 1)[0]!.trim().toLowerCase();
  return formats.find((format) => mediaTypes[format] === bare) ?? otherMediaTypes[bare];
}

/** The extension of a file's name, without its dot. */
export function extensionOf(format: MessageFormat): string {
  return format;
}
