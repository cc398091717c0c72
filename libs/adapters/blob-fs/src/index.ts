export { BlobFsError } from './blob-fs-error.ts';
export { openFileBlobStore, type FileBlobStoreOptions } from './file-blob-store.ts';
