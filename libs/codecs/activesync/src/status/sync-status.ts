/** Status of Sync, of the whole, of a collection and of an item. [MS-ASCMD] 2.2.3.177.17 */
export const SyncStatus = {
  /** Done. Scope: all. */
  Success: 1,
  /** The SyncKey is not known; the client starts the collection again from SyncKey 0. Scope: collection. */
  InvalidSyncKey: 3,
  /** The request does not follow the protocol. Scope: item or whole. */
  ProtocolError: 4,
  /** Something failed on the server; the client tries again. Scope: whole. */
  ServerError: 5,
  /** The client sent an item that is malformed or cannot be converted; it is not tried again. Scope: item. */
  ConversionError: 6,
  /** The item changed on both sides, and the server's change was kept. Scope: item. */
  Conflict: 7,
  /** There is no such item on the server; the client synchronizes again. Scope: item or collection. */
  ObjectNotFound: 8,
  /** The command cannot be completed, as when the mailbox is full. Scope: item or collection. */
  CannotComplete: 9,
  /** The folders here are not those of the client; it sends FolderSync, then synchronizes again. Scope: whole or collection. */
  FolderHierarchyChanged: 12,
  /** An empty or partial request needs what the server no longer has; the client sends the whole. Scope: whole. */
  RequestIncomplete: 13,
  /** Wait or HeartbeatInterval is out of range; Limit says what the nearest is. Scope: whole. */
  InvalidWait: 14,
  /** Too many collections; Limit says how many there may be. Scope: whole. */
  InvalidCollections: 15,
  /** Something passing stood in the way, as another request of the device; the client sends the request again. Scope: whole. */
  Retry: 16,
} as const;
export type SyncStatus = (typeof SyncStatus)[keyof typeof SyncStatus];
