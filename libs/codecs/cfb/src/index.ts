export { CfbError, type CfbErrorCode } from './cfb-error.ts';
export type { CfbDefect, CfbDefectCode } from './defects.ts';
export { isCompoundFile, type CfbVersion } from './format.ts';
export { readCompoundFile, type CompoundFile, type ReadCompoundFileOptions } from './read-compound-file.ts';
export { CLSID_NULL, Storage, Stream, type StorageProperties, type StreamSource } from './storage.ts';
export { writeCompoundFile, type WriteCompoundFileOptions } from './write-compound-file.ts';
