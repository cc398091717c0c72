/** Status of Ping. [MS-ASCMD] 2.2.3.177.11 */
export const PingStatus = {
  /** The heartbeat interval passed and nothing changed; the client sends Ping again. */
  Expired: 1,
  /** Something changed in the folders listed; the client sends Sync for each. */
  Changes: 2,
  /** The request lacks what the server has not kept; the client sends all parameters. */
  MissingParameters: 3,
  /** The request is malformed. */
  SyntaxError: 4,
  /** HeartbeatInterval is out of range; the answer has the nearest. */
  HeartbeatOutOfRange: 5,
  /** More folders than the server watches; the answer has how many it does, in MaxFolders. */
  TooManyFolders: 6,
  /** The folder hierarchy has changed; the client sends FolderSync. */
  FolderSyncRequired: 7,
  /** Something failed on the server; the client tries again. */
  ServerError: 8,
} as const;
export type PingStatus = (typeof PingStatus)[keyof typeof PingStatus];
