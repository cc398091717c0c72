/** Folders and what they contain. [MS-OXCFOLD] 2.2.2, [MS-OXOSFLD] 2.2 */
import { PropertyType } from '../property-type.ts';
import { tagged } from './define.ts';

const { PtypBinary, PtypBoolean, PtypInteger32, PtypInteger64, PtypMultipleBinary, PtypObject, PtypString } =
  PropertyType;
const accessControlProperties = 'Access Control Properties';
const containerProperties = 'Container Properties';
const folderProperties = 'Folder Properties';
const mapiContainer = 'MapiContainer';

export const PidTagAccessControlListData = tagged(
  'PidTagAccessControlListData',
  0x3fe0,
  PtypBinary,
  accessControlProperties,
);
export const PidTagAdditionalRenEntryIds = tagged(
  'PidTagAdditionalRenEntryIds',
  0x36d8,
  PtypMultipleBinary,
  'Outlook Application',
);
export const PidTagAdditionalRenEntryIdsEx = tagged(
  'PidTagAdditionalRenEntryIdsEx',
  0x36d9,
  PtypBinary,
  'Outlook Application',
);
export const PidTagAttributeHidden = tagged('PidTagAttributeHidden', 0x10f4, PtypBoolean, accessControlProperties);
export const PidTagAttributeReadOnly = tagged('PidTagAttributeReadOnly', 0x10f6, PtypBoolean, accessControlProperties);
export const PidTagContainerClass = tagged('PidTagContainerClass', 0x3613, PtypString, containerProperties);
export const PidTagContainerContents = tagged('PidTagContainerContents', 0x360f, PtypObject, containerProperties);
export const PidTagContainerHierarchy = tagged('PidTagContainerHierarchy', 0x360e, PtypObject, containerProperties);
export const PidTagContentCount = tagged('PidTagContentCount', 0x3602, PtypInteger32, folderProperties);
export const PidTagContentUnreadCount = tagged('PidTagContentUnreadCount', 0x3603, PtypInteger32, folderProperties);
export const PidTagDefaultPostMessageClass = tagged('PidTagDefaultPostMessageClass', 0x36e5, PtypString, mapiContainer);
export const PidTagExtendedFolderFlags = tagged('PidTagExtendedFolderFlags', 0x36da, PtypBinary, mapiContainer);
export const PidTagFlatUrlName = tagged('PidTagFlatUrlName', 0x670e, PtypString, 'ExchangeAdministrative');
export const PidTagFolderAssociatedContents = tagged(
  'PidTagFolderAssociatedContents',
  0x3610,
  PtypObject,
  mapiContainer,
);
export const PidTagFolderFlags = tagged('PidTagFolderFlags', 0x66a8, PtypInteger32, 'ExchangeAdministrative');
export const PidTagFolderType = tagged('PidTagFolderType', 0x3601, PtypInteger32, mapiContainer);
export const PidTagFreeBusyEntryIds = tagged('PidTagFreeBusyEntryIds', 0x36e4, PtypMultipleBinary, mapiContainer);
export const PidTagHasRules = tagged('PidTagHasRules', 0x663a, PtypBoolean, 'ExchangeFolder');
export const PidTagIpmAppointmentEntryId = tagged('PidTagIpmAppointmentEntryId', 0x36d0, PtypBinary, folderProperties);
export const PidTagIpmContactEntryId = tagged('PidTagIpmContactEntryId', 0x36d1, PtypBinary, folderProperties);
export const PidTagIpmDraftsEntryId = tagged('PidTagIpmDraftsEntryId', 0x36d7, PtypBinary, folderProperties);
export const PidTagIpmJournalEntryId = tagged('PidTagIpmJournalEntryId', 0x36d2, PtypBinary, folderProperties);
export const PidTagIpmNoteEntryId = tagged('PidTagIpmNoteEntryId', 0x36d3, PtypBinary, folderProperties);
export const PidTagIpmTaskEntryId = tagged('PidTagIpmTaskEntryId', 0x36d4, PtypBinary, folderProperties);
export const PidTagMemberId = tagged('PidTagMemberId', 0x6671, PtypInteger64, accessControlProperties);
export const PidTagMemberName = tagged('PidTagMemberName', 0x6672, PtypString, accessControlProperties);
export const PidTagMemberRights = tagged('PidTagMemberRights', 0x6673, PtypInteger32, accessControlProperties);
export const PidTagRemindersOnlineEntryId = tagged('PidTagRemindersOnlineEntryId', 0x36d5, PtypBinary, mapiContainer);
export const PidTagRights = tagged('PidTagRights', 0x6639, PtypInteger32, 'ExchangeFolder');
export const PidTagSecurityDescriptorAsXml = tagged(
  'PidTagSecurityDescriptorAsXml',
  0x0e6a,
  PtypString,
  accessControlProperties,
);
export const PidTagSubfolders = tagged('PidTagSubfolders', 0x360a, PtypBoolean, mapiContainer);
