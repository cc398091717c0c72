/** Status of GetItemEstimate. [MS-ASCMD] 2.2.3.177.7 */
export const GetItemEstimateStatus = {
  /** Done. */
  Success: 1,
  /** A collection was invalid, or there is no such collection; the client sends FolderSync. */
  InvalidCollection: 2,
  /** The collection was never synchronized; the client sends Sync with SyncKey 0 first. */
  NotPrimed: 3,
  /** The SyncKey is malformed or not known; the client starts the collection again. */
  InvalidSyncKey: 4,
} as const;
export type GetItemEstimateStatus = (typeof GetItemEstimateStatus)[keyof typeof GetItemEstimateStatus];
