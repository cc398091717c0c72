/** The formats of message files: what they are called, and how each is recognised by its first bytes. */
import { ConvertError } from './convert-error.ts';

/** Formats that can be read and written. */
export const formats = ['eml', 'json'] as const;
export type Format = (typeof formats)[number];

/** Formats that are recognised and refused, by the bytes that they begin with. [MS-CFB] 2.2, [MS-OXTNEF] 2.1.3.1 */
const foreign: readonly (readonly [string, readonly number[]])[] = [
  ['msg', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]],
  ['tnef', [0x78, 0x9f, 0x3e, 0x22]],
];
const byteOrderMark = [0xef, 0xbb, 0xbf];
const openingBrace = 0x7b;
const whiteSpace: ReadonlySet<number | undefined> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** @throws {ConvertError} `format-not-supported`, naming what is */
export function formatNamed(name: string): Format {
  const format = formats.find((known) => known === name.toLowerCase());
  if (format === undefined) throw notSupported(name);
  return format;
}

/**
 * The format of a file by its content: JSON where it begins with `{`, which no header field does; else eml.
 * @throws {ConvertError} `format-not-supported` where it is a format known and not read
 */
export function formatOf(content: Uint8Array): Format {
  for (const [name, signature] of foreign) if (beginsWith(content, signature)) throw notSupported(name);
  let offset = beginsWith(content, byteOrderMark) ? byteOrderMark.length : 0;
  while (whiteSpace.has(content[offset])) offset++;
  return content[offset] === openingBrace ? 'json' : 'eml';
}

function beginsWith(content: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => content[index] === byte);
}

function notSupported(name: string): ConvertError {
  return new ConvertError('format-not-supported', `${name} is not supported; supported are ${formats.join(' and ')}`);
}
