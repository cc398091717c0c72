export { canEncode, encodeText } from './encode-text.ts';
export { charsetOfCodePage, codePageOfCharset } from './code-page.ts';
export { decodeText, type DecodeOptions } from './decode-text.ts';
export { isAscii, isUtf8 } from './utf8-recognition.ts';
export { resolveCharset } from './charset-label.ts';
