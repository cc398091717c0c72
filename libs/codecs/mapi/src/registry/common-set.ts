/** Numbered properties that any message may have. [MS-OXCMSG] 2.2.1, [MS-OXORMDR] 2.2.1, [MS-OXOFLAG] 2.2 */
import { PropertyType } from '../property-type.ts';
import { numbered } from './define.ts';
import { PSETID_Common, PSETID_Task } from './property-sets.ts';

const { PtypBinary, PtypBoolean, PtypFloating64, PtypInteger32, PtypMultipleString, PtypString, PtypTime } =
  PropertyType;
const generalMessageProperties = 'General Message Properties';
const contactProperties = 'Contact Properties';
const conversationActions = 'Conversation Actions';
const tasks = 'Tasks';
const reminders = 'Reminders';
const runTimeConfiguration = 'Run-time configuration';

export const PidLidAgingDontAgeMe = numbered('PidLidAgingDontAgeMe', PSETID_Common, 0x850e, PtypBoolean, 'Common');
export const PidLidAutoProcessState = numbered(
  'PidLidAutoProcessState',
  PSETID_Common,
  0x851a,
  PtypInteger32,
  generalMessageProperties,
);
export const PidLidBilling = numbered('PidLidBilling', PSETID_Common, 0x8535, PtypString, generalMessageProperties);
export const PidLidClassification = numbered(
  'PidLidClassification',
  PSETID_Common,
  0x85b6,
  PtypString,
  generalMessageProperties,
);
export const PidLidClassificationDescription = numbered(
  'PidLidClassificationDescription',
  PSETID_Common,
  0x85b7,
  PtypString,
  generalMessageProperties,
);
export const PidLidClassificationGuid = numbered(
  'PidLidClassificationGuid',
  PSETID_Common,
  0x85b8,
  PtypString,
  generalMessageProperties,
);
export const PidLidClassificationKeep = numbered(
  'PidLidClassificationKeep',
  PSETID_Common,
  0x85ba,
  PtypBoolean,
  generalMessageProperties,
);
export const PidLidClassified = numbered(
  'PidLidClassified',
  PSETID_Common,
  0x85b5,
  PtypBoolean,
  generalMessageProperties,
);
export const PidLidCommonEnd = numbered('PidLidCommonEnd', PSETID_Common, 0x8517, PtypTime, generalMessageProperties);
export const PidLidCommonStart = numbered(
  'PidLidCommonStart',
  PSETID_Common,
  0x8516,
  PtypTime,
  generalMessageProperties,
);
export const PidLidCompanies = numbered(
  'PidLidCompanies',
  PSETID_Common,
  0x8539,
  PtypMultipleString,
  generalMessageProperties,
);
export const PidLidContactLinkEntry = numbered(
  'PidLidContactLinkEntry',
  PSETID_Common,
  0x8585,
  PtypBinary,
  contactProperties,
);
export const PidLidContactLinkName = numbered(
  'PidLidContactLinkName',
  PSETID_Common,
  0x8586,
  PtypString,
  contactProperties,
);
export const PidLidContactLinkSearchKey = numbered(
  'PidLidContactLinkSearchKey',
  PSETID_Common,
  0x8584,
  PtypBinary,
  contactProperties,
);
export const PidLidContacts = numbered(
  'PidLidContacts',
  PSETID_Common,
  0x853a,
  PtypMultipleString,
  generalMessageProperties,
);
export const PidLidConversationActionLastAppliedTime = numbered(
  'PidLidConversationActionLastAppliedTime',
  PSETID_Common,
  0x85ca,
  PtypTime,
  conversationActions,
);
export const PidLidConversationActionMaxDeliveryTime = numbered(
  'PidLidConversationActionMaxDeliveryTime',
  PSETID_Common,
  0x85c8,
  PtypTime,
  conversationActions,
);
export const PidLidConversationActionMoveFolderEid = numbered(
  'PidLidConversationActionMoveFolderEid',
  PSETID_Common,
  0x85c6,
  PtypBinary,
  conversationActions,
);
export const PidLidConversationActionMoveStoreEid = numbered(
  'PidLidConversationActionMoveStoreEid',
  PSETID_Common,
  0x85c7,
  PtypBinary,
  conversationActions,
);
export const PidLidConversationActionVersion = numbered(
  'PidLidConversationActionVersion',
  PSETID_Common,
  0x85cb,
  PtypInteger32,
  conversationActions,
);
export const PidLidConversationProcessed = numbered(
  'PidLidConversationProcessed',
  PSETID_Common,
  0x85c9,
  PtypInteger32,
  conversationActions,
);
export const PidLidCurrentVersion = numbered(
  'PidLidCurrentVersion',
  PSETID_Common,
  0x8552,
  PtypInteger32,
  generalMessageProperties,
);
export const PidLidCurrentVersionName = numbered(
  'PidLidCurrentVersionName',
  PSETID_Common,
  0x8554,
  PtypString,
  generalMessageProperties,
);
export const PidLidFlagRequest = numbered('PidLidFlagRequest', PSETID_Common, 0x8530, PtypString, 'Flagging');
export const PidLidFlagString = numbered('PidLidFlagString', PSETID_Common, 0x85c0, PtypInteger32, tasks);
export const PidLidInfoPathFormName = numbered('PidLidInfoPathFormName', PSETID_Common, 0x85b1, PtypString, 'Common');
export const PidLidInternetAccountName = numbered(
  'PidLidInternetAccountName',
  PSETID_Common,
  0x8580,
  PtypString,
  generalMessageProperties,
);
export const PidLidInternetAccountStamp = numbered(
  'PidLidInternetAccountStamp',
  PSETID_Common,
  0x8581,
  PtypString,
  generalMessageProperties,
);
export const PidLidPercentComplete = numbered('PidLidPercentComplete', PSETID_Task, 0x8102, PtypFloating64, tasks);
export const PidLidPrivate = numbered('PidLidPrivate', PSETID_Common, 0x8506, PtypBoolean, generalMessageProperties);
export const PidLidReferenceEntryId = numbered(
  'PidLidReferenceEntryId',
  PSETID_Common,
  0x85bd,
  PtypBinary,
  contactProperties,
);
export const PidLidReminderDelta = numbered('PidLidReminderDelta', PSETID_Common, 0x8501, PtypInteger32, reminders);
export const PidLidReminderFileParameter = numbered(
  'PidLidReminderFileParameter',
  PSETID_Common,
  0x851f,
  PtypString,
  reminders,
);
export const PidLidReminderOverride = numbered('PidLidReminderOverride', PSETID_Common, 0x851c, PtypBoolean, reminders);
export const PidLidReminderPlaySound = numbered(
  'PidLidReminderPlaySound',
  PSETID_Common,
  0x851e,
  PtypBoolean,
  reminders,
);
export const PidLidReminderSet = numbered('PidLidReminderSet', PSETID_Common, 0x8503, PtypBoolean, reminders);
export const PidLidReminderSignalTime = numbered(
  'PidLidReminderSignalTime',
  PSETID_Common,
  0x8560,
  PtypTime,
  reminders,
);
export const PidLidReminderTime = numbered('PidLidReminderTime', PSETID_Common, 0x8502, PtypTime, reminders);
export const PidLidReminderTimeDate = numbered('PidLidReminderTimeDate', PSETID_Common, 0x8505, PtypTime, reminders);
export const PidLidReminderTimeTime = numbered('PidLidReminderTimeTime', PSETID_Common, 0x8504, PtypTime, reminders);
export const PidLidReminderType = numbered('PidLidReminderType', PSETID_Common, 0x851d, PtypInteger32, reminders);
export const PidLidRemoteStatus = numbered(
  'PidLidRemoteStatus',
  PSETID_Common,
  0x8511,
  PtypInteger32,
  runTimeConfiguration,
);
export const PidLidSideEffects = numbered(
  'PidLidSideEffects',
  PSETID_Common,
  0x8510,
  PtypInteger32,
  runTimeConfiguration,
);
export const PidLidSmartNoAttach = numbered(
  'PidLidSmartNoAttach',
  PSETID_Common,
  0x8514,
  PtypBoolean,
  runTimeConfiguration,
);
export const PidLidSpamOriginalFolder = numbered('PidLidSpamOriginalFolder', PSETID_Common, 0x859c, PtypBinary, 'Spam');
export const PidLidTaskComplete = numbered('PidLidTaskComplete', PSETID_Task, 0x811c, PtypBoolean, tasks);
export const PidLidTaskDateCompleted = numbered('PidLidTaskDateCompleted', PSETID_Task, 0x810f, PtypTime, tasks);
export const PidLidTaskDueDate = numbered('PidLidTaskDueDate', PSETID_Task, 0x8105, PtypTime, tasks);
export const PidLidTaskGlobalId = numbered('PidLidTaskGlobalId', PSETID_Common, 0x8519, PtypBinary, tasks);
export const PidLidTaskMode = numbered('PidLidTaskMode', PSETID_Common, 0x8518, PtypInteger32, tasks);
export const PidLidTaskStartDate = numbered('PidLidTaskStartDate', PSETID_Task, 0x8104, PtypTime, tasks);
export const PidLidTaskStatus = numbered('PidLidTaskStatus', PSETID_Task, 0x8101, PtypInteger32, tasks);
export const PidLidToDoOrdinalDate = numbered('PidLidToDoOrdinalDate', PSETID_Common, 0x85a0, PtypTime, tasks);
export const PidLidToDoSubOrdinal = numbered('PidLidToDoSubOrdinal', PSETID_Common, 0x85a1, PtypString, tasks);
export const PidLidToDoTitle = numbered('PidLidToDoTitle', PSETID_Common, 0x85a4, PtypString, tasks);
export const PidLidUseTnef = numbered('PidLidUseTnef', PSETID_Common, 0x8582, PtypBoolean, runTimeConfiguration);
export const PidLidValidFlagStringProof = numbered(
  'PidLidValidFlagStringProof',
  PSETID_Common,
  0x85bf,
  PtypTime,
  tasks,
);
export const PidLidVerbResponse = numbered(
  'PidLidVerbResponse',
  PSETID_Common,
  0x8524,
  PtypString,
  generalMessageProperties,
);
export const PidLidVerbStream = numbered('PidLidVerbStream', PSETID_Common, 0x8520, PtypBinary, runTimeConfiguration);
