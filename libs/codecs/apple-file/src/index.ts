export { AppleFileError, type AppleFileErrorCode } from './apple-file-error.ts';
export { appleDoubleOf, appleSingleOf, readAppleDouble, readAppleSingle } from './apple-single.ts';
export { creatorAndType, macBinaryEncoding } from './attachment-encoding.ts';
export { binHexOf, type BinHexOptions, readBinHex } from './binhex.ts';
export { macBinaryOf, macBinaryVersion, readMacBinary } from './mac-binary.ts';
export { type MacFile, macFile } from './mac-file.ts';
