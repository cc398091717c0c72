/** Which transfer encoding content needs to arrive unchanged. RFC 2045 6.2, RFC 2049 4 */
import { longestLineOf } from './line-length.ts';

export type WrittenTransferEncoding = '7bit' | '8bit' | 'binary' | 'base64' | 'quoted-printable';

/** RFC 5322 2.1.1 */
const longestLine = 998;
/** Above this share of octets that need three characters, base64 is the shorter. */
const base64Share = 1 / 6;

/**
 * Text goes as it is where lines and octets allow it, else in quoted-printable while that is shorter; the rest in base64.
 * Quoted-printable of text with line ends that are not CRLF is that of kind `binary`: they are octets like others.
 */
export function chooseTransferEncoding(
  content: Uint8Array,
  mediaType: string,
  eightBit: boolean,
): WrittenTransferEncoding {
  if (!mediaType.toLowerCase().startsWith('text/')) return 'base64';
  const { high, control, lineEnds, bareLineEnds, blanksAtEnd } = census(content);
  const short = longestLineOf(content) <= longestLine && control === 0 && bareLineEnds === 0;
  if (short && blanksAtEnd === 0 && high === 0) return '7bit';
  if (short && eightBit) return '8bit';
  const encoded = high + control + (bareLineEnds > 0 ? lineEnds : 0);
  return encoded > content.length * base64Share ? 'base64' : 'quoted-printable';
}

/** Whether there is a CR or a LF that is no part of a CRLF. */
export function hasBareLineEnds(content: Uint8Array): boolean {
  return census(content).bareLineEnds > 0;
}

interface Census {
  /** Over 0x7E. */
  readonly high: number;
  readonly control: number;
  /** Each CR and each LF. */
  readonly lineEnds: number;
  readonly bareLineEnds: number;
  readonly blanksAtEnd: number;
}

function census(content: Uint8Array): Census {
  let high = 0;
  let control = 0;
  let lineEnds = 0;
  let bareLineEnds = 0;
  let blanksAtEnd = 0;
  for (let at = 0; at < content.length; at++) {
    const byte = content[at]!;
    if (byte >= 0x7f) high++;
    else if (byte > 0x20) continue;
    else if (byte === 0x0d || byte === 0x0a) {
      lineEnds++;
      if (byte === 0x0d ? content[at + 1] !== 0x0a : content[at - 1] !== 0x0d) bareLineEnds++;
    } else if (byte !== 0x20 && byte !== 0x09) control++;
    else if (at + 1 === content.length || content[at + 1] === 0x0d) blanksAtEnd++;
  }
  return { high, control, lineEnds, bareLineEnds, blanksAtEnd };
}
