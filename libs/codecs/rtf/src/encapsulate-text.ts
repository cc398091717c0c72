/** Plain text in RTF that says that it was plain text. [MS-OXRTFEX] 2.1.3.1.1, 2.1.3 */
import { asciiBytes } from '@postbus/bytes';
import type { EncapsulateOptions } from './encapsulate-html.ts';
import { rtfText } from './rtf-text.ts';

/**
 * Encapsulates plain text. [MS-OXRTFEX] 2.1.3.1.1
 *
 * @param text `deEncapsulateRtf` gives it back with CRLF for every line end
 * @returns RTF in ASCII, not compressed
 */
export function encapsulateText(text: string, options: EncapsulateOptions = {}): Uint8Array {
  const codePage = options.codePage ?? 1252;
  return asciiBytes(
    `{\\rtf1\\ansi\\ansicpg${codePage}\\fromtext \\deff0{\\fonttbl\r\n{\\f0\\fmodern Courier New;}}\r\n` +
      `{\\colortbl;\\red0\\green0\\blue0;}\r\n\\uc1\\pard\\plain\\deftab360 \\f0\\fs20 ${rtfText(text)}}`,
  );
}
