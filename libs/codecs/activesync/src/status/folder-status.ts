/** Status of FolderSync, FolderCreate, FolderDelete and FolderUpdate. [MS-ASCMD] 2.2.3.177.3 to 2.2.3.177.6 */
export const FolderStatus = {
  /** Done. */
  Success: 1,
  /** FolderCreate, FolderUpdate: a folder with this name is under this parent already; FolderUpdate: the folder is special. */
  FolderExists: 2,
  /** FolderDelete: the folder is special. FolderCreate, FolderUpdate: it is the recipient information cache. */
  SpecialFolder: 3,
  /** FolderDelete, FolderUpdate: there is no folder with this ServerId. */
  FolderNotFound: 4,
  /** FolderCreate, FolderUpdate: there is no folder with this ParentId. */
  ParentNotFound: 5,
  /** Something failed on the server; the client tries again. */
  ServerError: 6,
  /** The SyncKey is not known, or not the last; the client starts again from SyncKey 0. */
  InvalidSyncKey: 9,
  /** The request is malformed, or has a value that does not fit. */
  MalformedRequest: 10,
  /** An unknown error; the client tries again later. */
  UnknownError: 11,
  /** The server met an error that it has no code for; the client tries again later. */
  UnknownCode: 12,
} as const;
export type FolderStatus = (typeof FolderStatus)[keyof typeof FolderStatus];
