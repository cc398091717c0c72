/** Status of Search as a whole and of its store. [MS-ASCMD] 2.2.3.177.13 */
export const SearchStatus = {
  /** Done. */
  Success: 1,
  /** The request does not follow the protocol. */
  InvalidRequest: 2,
  /** Something failed on the server. */
  ServerError: 3,
  /** Document library: the link is malformed. */
  BadLink: 4,
  /** Document library: access is denied. */
  AccessDenied: 5,
  /** Document library: the resource is not there. */
  NotFound: 6,
  /** Document library: the server cannot be reached. */
  ConnectionFailed: 7,
  /** The query is too complex. */
  TooComplex: 8,
  /** The search took too long; the client may ask for less. */
  TimedOut: 10,
  /** A folder is not known; the client sends FolderSync. */
  FolderSyncRequired: 11,
  /** The range wanted is past what can be told; the client stops asking. */
  EndOfRange: 12,
  /** Document library: access is blocked by policy. */
  AccessBlocked: 13,
  /** Document library: credentials are needed. */
  CredentialsRequired: 14,
} as const;
export type SearchStatus = (typeof SearchStatus)[keyof typeof SearchStatus];
