export { CompressionType } from './compression-header.ts';
export { compressRtf, type CompressOptions } from './compress-rtf.ts';
export {
  decompressRtf,
  type CompressionDefect,
  type CompressionDefectCode,
  type DecompressedRtf,
  type DecompressOptions,
} from './decompress-rtf.ts';
export { RtfError } from './rtf-error.ts';
export {
  deEncapsulateRtf,
  type DeEncapsulateOptions,
  type EncapsulatedHtml,
  type EncapsulatedText,
} from './de-encapsulate-rtf.ts';
export { type RtfLimits } from './rtf-limits.ts';
export { encapsulateHtml, type EncapsulateOptions } from './encapsulate-html.ts';
export { encapsulateText } from './encapsulate-text.ts';
export type { HtmlOfRtf } from './html-document.ts';
export { rtfToHtml, type RtfToHtmlOptions } from './rtf-to-html.ts';
export { rtfToText, type RtfToTextOptions } from './rtf-to-text.ts';
export type { RtfPicture } from './picture.ts';
