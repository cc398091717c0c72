/**
 * Properties that say what a message is in this store, or what this server found of it: no sender may set them, whatever
 * its TNEF holds. [MS-OXCFXICS] 3.2.5.5, [MS-OXCSPAM] 2.2.1
 */
import * as mapi from '@postbus/mapi';

const own = new Set<mapi.PropertyKey>(
  [
    mapi.PidTagAccess,
    mapi.PidTagAccessLevel,
    mapi.PidTagAssociated,
    mapi.PidTagChangeKey,
    mapi.PidTagChangeNumber,
    mapi.PidTagConflictEntryId,
    mapi.PidTagContentFilterSpamConfidenceLevel,
    mapi.PidTagCreatorEntryId,
    mapi.PidTagDeletedOn,
    mapi.PidTagEntryId,
    mapi.PidTagFolderId,
    mapi.PidTagHasAttachments,
    mapi.PidTagInConflict,
    mapi.PidTagInstID,
    mapi.PidTagInstanceKey,
    mapi.PidTagInstanceNum,
    mapi.PidTagLocalCommitTime,
    mapi.PidTagLocalCommitTimeMax,
    mapi.PidTagMappingSignature,
    mapi.PidTagMessageFlags,
    mapi.PidTagMessageSize,
    mapi.PidTagMessageSizeExtended,
    mapi.PidTagMessageStatus,
    mapi.PidTagMid,
    mapi.PidTagObjectType,
    mapi.PidTagParentEntryId,
    mapi.PidTagParentFolderId,
    mapi.PidTagParentSourceKey,
    mapi.PidTagPredecessorChangeList,
    mapi.PidTagProcessed,
    mapi.PidTagPurportedSenderDomain,
    mapi.PidTagRead,
    mapi.PidTagRecordKey,
    mapi.PidTagRowid,
    mapi.PidTagSenderIdStatus,
    mapi.PidTagSourceKey,
    mapi.PidTagStoreEntryId,
    mapi.PidTagStoreState,
    mapi.PidTagStoreSupportMask,
    mapi.PidTagTransportMessageHeaders,
  ].map(({ key }) => key),
);

/** Whether only this store or server sets the property that `key` names. */
export function isOwnProperty(key: mapi.PropertyKey): boolean {
  return own.has(key);
}
