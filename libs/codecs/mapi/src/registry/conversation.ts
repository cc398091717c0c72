/** Conversations, follow-up flags and what was done with a message. [MS-OXOMSG] 2.2.1, [MS-OXOFLAG] 2.2.1 */
import { PropertyType } from '../property-type.ts';
import { tagged } from './define.ts';

const { PtypBinary, PtypBoolean, PtypInteger32, PtypString, PtypTime } = PropertyType;
const historyProperties = 'History Properties';
const generalMessageProperties = 'General Message Properties';
const mapiNonTransmittable = 'MapiNonTransmittable';

export const PidTagChangeKey = tagged('PidTagChangeKey', 0x65e2, PtypBinary, historyProperties);
export const PidTagConversationId = tagged('PidTagConversationId', 0x3013, PtypBinary, 'Conversations');
export const PidTagConversationIndex = tagged('PidTagConversationIndex', 0x0071, PtypBinary, generalMessageProperties);
export const PidTagConversationIndexTracking = tagged(
  'PidTagConversationIndexTracking',
  0x3016,
  PtypBoolean,
  'Conversations',
);
export const PidTagConversationTopic = tagged('PidTagConversationTopic', 0x0070, PtypString, generalMessageProperties);
export const PidTagFlagCompleteTime = tagged('PidTagFlagCompleteTime', 0x1091, PtypTime, 'Miscellaneous Properties');
export const PidTagFlagStatus = tagged('PidTagFlagStatus', 0x1090, PtypInteger32, 'Miscellaneous Properties');
export const PidTagFollowupIcon = tagged('PidTagFollowupIcon', 0x1095, PtypInteger32, 'RenMessageFolder');
export const PidTagIconIndex = tagged('PidTagIconIndex', 0x1080, PtypInteger32, generalMessageProperties);
export const PidTagLastModifierEntryId = tagged('PidTagLastModifierEntryId', 0x3ffb, PtypBinary, historyProperties);
export const PidTagLastModifierName = tagged('PidTagLastModifierName', 0x3ffa, PtypString, historyProperties);
export const PidTagLastVerbExecuted = tagged('PidTagLastVerbExecuted', 0x1081, PtypInteger32, historyProperties);
export const PidTagLastVerbExecutionTime = tagged('PidTagLastVerbExecutionTime', 0x1082, PtypTime, historyProperties);
export const PidTagReplyTemplateId = tagged('PidTagReplyTemplateId', 0x65c2, PtypBinary, 'Rules');
export const PidTagReplyTime = tagged('PidTagReplyTime', 0x0030, PtypTime, 'MapiEnvelope');
export const PidTagResponseRequested = tagged(
  'PidTagResponseRequested',
  0x0063,
  PtypBoolean,
  'MapiEnvelope Property set',
);
export const PidTagSwappedToDoData = tagged('PidTagSwappedToDoData', 0x0e2d, PtypBinary, mapiNonTransmittable);
export const PidTagSwappedToDoStore = tagged('PidTagSwappedToDoStore', 0x0e2c, PtypBinary, mapiNonTransmittable);
export const PidTagToDoItemFlags = tagged('PidTagToDoItemFlags', 0x0e2b, PtypInteger32, mapiNonTransmittable);
