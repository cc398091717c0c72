/** Which transfer encoding content needs to arrive unchanged. RFC 2045 6.2, RFC 2049 4 */
import { longestLineOf } from './line-length.ts';

export type WrittenTransferEncoding = '7bit' | '8bit' | 'binary' | 'base64' | 'quoted-printable';

/** RFC 5322 2.1.1 */
const longestLine = 998;
/** Above this share of octets that need three characters, base64 is the shorter. */
const base64Share = 1 / 6;

/** Text goes as it is where lines and octets allow it, else in quoted-printable while that is shorter; the rest in base64. */
export function chooseTransferEncoding(
  content: Uint8Array,
  mediaType: string,
  eightBit: boolean,
): WrittenTransferEncoding {
  if (!mediaType.toLowerCase().startsWith('text/')) return 'base64';
  const { high, control, bareLineEnds, blanksAtEnd } = census(content);
  const short = longestLineOf(content) <= longestLine && control === 0 && bareLineEnds === 0;
  if (short && blanksAtEnd === 0 && high === 0) return '7bit';
  if (short && eightBit) return '8bit';
  return high + control > content.length * base64Share || bareLineEnds > 0 ? 'base64' : 'quoted-printable';
}

function census(content: Uint8Array): { high: number; control: number; bareLineEnds: number; blanksAtEnd: number } {
  let high = 0;
  let control = 0;
  let bareLineEnds = 0;
  let blanksAtEnd = 0;
  for (let at = 0; at < content.length; at++) {
    const byte = content[at]!;
    if (byte >= 0x7f) high++;
    else if (byte === 0x0d ? content[at + 1] !== 0x0a : byte === 0x0a && content[at - 1] !== 0x0d) bareLineEnds++;
    else if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) control++;
    else if ((byte === 0x20 || byte === 0x09) && (at + 1 === content.length || content[at + 1] === 0x0d)) blanksAtEnd++;
  }
  return { high, control, bareLineEnds, blanksAtEnd };
}
