/**
 * Plain RTF as HTML that is good to read. [MSFT-RTF]
 * Nothing of the document becomes markup: text and attributes are escaped, links and fonts are checked.
 */
import { HtmlConversion } from './html-conversion.ts';
import type { HtmlOfRtf, ImageOptions } from './html-document.ts';
import type { RtfLimits } from './rtf-limits.ts';

export interface RtfToHtmlOptions extends ImageOptions {
  readonly limits?: Partial<RtfLimits>;
}

/**
 * Makes HTML of RTF. RTF that encapsulates HTML or text has that itself: ask `deEncapsulateRtf` first.
 *
 * @param rtf uncompressed, as `decompressRtf` gives it; damaged RTF gives what can be had
 */
export function rtfToHtml(rtf: Uint8Array, options: RtfToHtmlOptions = {}): HtmlOfRtf {
  return new HtmlConversion(rtf, options.limits ?? {}, options).run();
}
