/** What a body in RTF shows, for readers that know only HTML and text. [MS-OXBBODY] 2.1.3, [MS-OXRTFEX] */
import { RtfError, type RtfLimits, deEncapsulateRtf, decompressRtf, rtfToHtml, rtfToText } from '@postbus/rtf';
import { type Conversion, mayHold } from './conversion-options.ts';

/** One form, or none. */
export type ReadableRtf = { readonly html?: string; readonly text?: string };

/**
 * The HTML or text that `compressed` encapsulates, else the HTML that it can be shown as; its text where it has pictures,
 * which would have no parts to lie in. Neither where it is damaged, or more than may be held.
 */
export function readableRtf(compressed: Uint8Array, conversion: Conversion): ReadableRtf {
  const outputBytes = conversion.derived.left;
  const readable = readableForm(compressed, { outputBytes });
  const length = (readable.html ?? readable.text ?? '').length;
  return mayHold(conversion, length) ? readable : {};
}

function readableForm(compressed: Uint8Array, limits: Pick<RtfLimits, 'outputBytes'>): ReadableRtf {
  try {
    const { rtf } = decompressRtf(compressed, { maximumSize: limits.outputBytes });
    const original = deEncapsulateRtf(rtf, { limits });
    if (original !== undefined) return original.kind === 'html' ? { html: original.html } : { text: original.text };
    const { html, pictures } = rtfToHtml(rtf, { limits });
    return pictures.length === 0 ? { html } : { text: rtfToText(rtf, { limits }) };
  } catch (error) {
    if (error instanceof RtfError) return {};
    throw error;
  }
}
