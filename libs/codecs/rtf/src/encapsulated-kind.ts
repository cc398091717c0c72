/** Recognizing RTF that encapsulates HTML or text. [MS-OXRTFEX] 2.2.3.1 */
import { RtfToken, RtfTokenizer } from './rtf-tokenizer.ts';

const inspectedTokens = 10;

/**
 * What RTF encapsulates: its first ten tokens say so, and only group starts and control words may be among them.
 * [MS-OXRTFEX] 2.1.3.1.1, 2.1.3.1.2, 2.2.3.1
 *
 * @returns undefined where the RTF is no more than RTF
 */
export function encapsulatedKind(rtf: Uint8Array): 'html' | 'text' | undefined {
  const tokenizer = new RtfTokenizer(rtf);
  for (let inspected = 0; inspected < inspectedTokens; inspected++) {
    const token = tokenizer.next();
    if (token === RtfToken.controlWord) {
      const { word, parameter } = tokenizer;
      if (word === 'fromhtml' && parameter === 1) return 'html';
      if (word === 'fromtext' && parameter === undefined) return 'text';
    } else if (token === RtfToken.text ? !isBlank(rtf, tokenizer) : token !== RtfToken.groupStart) return undefined;
  }
  return undefined;
}

/** Some writers indent their header. */
function isBlank(rtf: Uint8Array, { start, end }: RtfTokenizer): boolean {
  return rtf.subarray(start, end).every((byte) => byte === 0x20 || byte === 0x09);
}
