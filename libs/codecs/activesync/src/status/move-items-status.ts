/** Status of each move of MoveItems; success is 3. [MS-ASCMD] 2.2.3.177.10 */
export const MoveItemsStatus = {
  /** There is no such source collection or item; the client sends FolderSync or Sync. */
  InvalidSource: 1,
  /** There is no such destination collection; the client sends FolderSync. */
  InvalidDestination: 2,
  /** Done. */
  Success: 3,
  /** Source and destination are the same collection. */
  SameCollection: 4,
  /** The item could not be moved, or more than one destination was told. */
  CannotMove: 5,
  /** Source or destination is locked; the client tries again. */
  Locked: 7,
} as const;
export type MoveItemsStatus = (typeof MoveItemsStatus)[keyof typeof MoveItemsStatus];
