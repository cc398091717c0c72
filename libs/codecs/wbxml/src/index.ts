export { codePages, isCodePage, tagAt, tagNumber, type Namespace, type Tag, type TagName } from './code-pages.ts';
export { decodeWbxml, defaultDecodeLimits, type DecodeLimits } from './decode.ts';
export { element, isElement, type WbxmlContent, type WbxmlElement } from './element.ts';
export { encodeWbxml, writeElement } from './encode.ts';
export { WbxmlError, type WbxmlErrorCode } from './wbxml-error.ts';
export { WbxmlWriter } from './wbxml-writer.ts';
