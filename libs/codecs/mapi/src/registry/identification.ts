/** What identifies objects and carries them between replicas. [MS-OXCFXICS] 2.2.1.2, [MS-OXCMSG] 2.2.1.30 */
import { PropertyType } from '../property-type.ts';
import { tagged } from './define.ts';

const { PtypBinary, PtypBoolean, PtypInteger32, PtypInteger64, PtypTime } = PropertyType;
const sync = 'Sync';
const iDProperties = 'ID Properties';
const server = 'Server';

export const PidTagAssociated = tagged('PidTagAssociated', 0x67aa, PtypBoolean, sync);
export const PidTagChangeNumber = tagged('PidTagChangeNumber', 0x67a4, PtypInteger64, sync);
export const PidTagConflictEntryId = tagged('PidTagConflictEntryId', 0x3ff0, PtypBinary, 'ICS');
export const PidTagCreatorEntryId = tagged('PidTagCreatorEntryId', 0x3ff9, PtypBinary, iDProperties);
export const PidTagDeletedCountTotal = tagged('PidTagDeletedCountTotal', 0x670b, PtypInteger32, server);
export const PidTagDeletedOn = tagged('PidTagDeletedOn', 0x668f, PtypTime, 'ExchangeFolder');
export const PidTagDepth = tagged('PidTagDepth', 0x3005, PtypInteger32, 'MapiCommon');
export const PidTagEntryId = tagged('PidTagEntryId', 0x0fff, PtypBinary, iDProperties);
export const PidTagFolderId = tagged('PidTagFolderId', 0x6748, PtypInteger64, iDProperties);
export const PidTagHierarchyChangeNumber = tagged(
  'PidTagHierarchyChangeNumber',
  0x663e,
  PtypInteger32,
  'ExchangeFolder',
);
export const PidTagInstID = tagged('PidTagInstID', 0x674d, PtypInteger64, 'ProviderDefinedNonTransmittable');
export const PidTagInstanceKey = tagged('PidTagInstanceKey', 0x0ff6, PtypBinary, 'Table Properties');
export const PidTagInstanceNum = tagged('PidTagInstanceNum', 0x674e, PtypInteger32, 'ProviderDefinedNonTransmittable');
export const PidTagLocalCommitTime = tagged('PidTagLocalCommitTime', 0x6709, PtypTime, server);
export const PidTagLocalCommitTimeMax = tagged('PidTagLocalCommitTimeMax', 0x670a, PtypTime, server);
export const PidTagMappingSignature = tagged('PidTagMappingSignature', 0x0ff8, PtypBinary, 'Miscellaneous Properties');
export const PidTagMid = tagged('PidTagMid', 0x674a, PtypInteger64, iDProperties);
export const PidTagParentEntryId = tagged('PidTagParentEntryId', 0x0e09, PtypBinary, iDProperties);
export const PidTagParentFolderId = tagged('PidTagParentFolderId', 0x6749, PtypInteger64, iDProperties);
export const PidTagParentSourceKey = tagged(
  'PidTagParentSourceKey',
  0x65e1,
  PtypBinary,
  'ExchangeNonTransmittableReserved',
);
export const PidTagPredecessorChangeList = tagged('PidTagPredecessorChangeList', 0x65e3, PtypBinary, sync);
export const PidTagRecordKey = tagged('PidTagRecordKey', 0x0ff9, PtypBinary, iDProperties);
export const PidTagRowType = tagged('PidTagRowType', 0x0ff5, PtypInteger32, 'MapiNonTransmittable');
export const PidTagRowid = tagged('PidTagRowid', 0x3000, PtypInteger32, 'MapiCommon');
export const PidTagSearchKey = tagged('PidTagSearchKey', 0x300b, PtypBinary, iDProperties);
export const PidTagSerializedReplidGuidMap = tagged(
  'PidTagSerializedReplidGuidMap',
  0x6638,
  PtypBinary,
  'Logon Properties',
);
export const PidTagSourceKey = tagged('PidTagSourceKey', 0x65e0, PtypBinary, sync);
export const PidTagStoreEntryId = tagged('PidTagStoreEntryId', 0x0ffb, PtypBinary, iDProperties);
export const PidTagStoreState = tagged('PidTagStoreState', 0x340e, PtypInteger32, 'MapiMessageStore');
export const PidTagStoreSupportMask = tagged(
  'PidTagStoreSupportMask',
  0x340d,
  PtypInteger32,
  'Miscellaneous Properties',
);
export const PidTagTargetEntryId = tagged('PidTagTargetEntryId', 0x3010, PtypBinary, iDProperties);
