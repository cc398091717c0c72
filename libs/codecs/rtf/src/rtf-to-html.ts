/**
 * Plain RTF as HTML that is good to read. [MSFT-RTF]
 * Nothing of the document becomes markup: text and attributes are escaped, links and fonts are checked.
 */
import { HtmlConversion } from './html-conversion.ts';
import type { ImageOptions } from './html-document.ts';
import type { RtfPicture } from './picture.ts';
import type { RtfLimits } from './rtf-limits.ts';

export interface RtfToHtmlOptions extends ImageOptions {
  readonly limits?: Partial<RtfLimits>;
}

export interface HtmlOfRtf {
  /** A whole document. */
  readonly html: string;
  readonly pictures: readonly RtfPicture[];
  /** Whether a limit cut the rest off. */
  readonly truncated: boolean;
}

/**
 * Makes HTML of RTF. RTF that encapsulates HTML or text has that itself: ask `deEncapsulateRtf` first.
 *
 * @param rtf uncompressed, as `decompressRtf` gives it; damaged RTF gives what can be had
 */
export function rtfToHtml(rtf: Uint8Array, options: RtfToHtmlOptions = {}): HtmlOfRtf {
  const conversion = new HtmlConversion(rtf, options.limits ?? {}, options);
  const html = conversion.run();
  return { html, pictures: conversion.pictures, truncated: conversion.truncated };
}
