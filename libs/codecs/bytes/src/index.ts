export { BytesError } from './bytes-error.ts';
export { ByteReader } from './byte-reader.ts';
export { ByteWriter } from './byte-writer.ts';
export { asciiBytes, asciiText, concat, equalBytes, indexOfBytes, latin1Text, utf8Bytes, utf8Text } from './text.ts';
export { utf16Bytes, utf16Text } from './utf16.ts';
export { withoutNulls } from './nulls.ts';
export { fromBase64, toBase64 } from './base64.ts';
export { fromHex, toHex } from './hex.ts';
export { guidBytes, guidText, type Guid } from './guid.ts';
