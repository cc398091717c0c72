/** Content lines of vCard 3.0. RFC 2426 2.6, RFC 2425 5.8.1 */

/** A line without its end, not yet folded. */
export type ContentLine = string;

/** @param value with its escapes */
export function contentLine(name: string, value: string): ContentLine {
  return `${name}:${value}`;
}

/** Text as a value, or as a part of one. Control characters but tabs and line ends are left out. */
export function escaped(text: string): string {
  return (
    text
      .replace(/\r\n|\r|\n/g, '\n')
      // oxlint-disable-next-line no-control-regex -- they end lines for some readers
      .replace(/[\x00-\x08\x0b-\x1f\x7f]/g, '')
      .replace(/[\\;,]/g, '\\$&')
      .replaceAll('\n', '\\n')
  );
}

const longestLine = 75;

/** `lines` in UTF-8, CRLF after each, none longer than 75 bytes; no character is cut in two. */
export function fileOfLines(lines: readonly ContentLine[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  return encoder.encode(lines.map((line) => `${folded(line.toWellFormed())}\r\n`).join(''));
}

function folded(line: string): string {
  if (line.length <= longestLine / 3) return line;
  const parts: string[] = [];
  let start = 0;
  let length = 0;
  for (let at = 0; at < line.length;) {
    const codePoint = line.codePointAt(at)!;
    const size = utf8Length(codePoint);
    if (length + size > longestLine) {
      parts.push(line.slice(start, at));
      start = at;
      length = 1;
    }
    length += size;
    at += codePoint > 0xffff ? 2 : 1;
  }
  parts.push(line.slice(start));
  return parts.join('\r\n ');
}

function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x1_0000 ? 3 : 4;
}
