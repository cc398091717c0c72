export type {
  AccountId,
  ChangeNumber,
  DeviceId,
  FolderId,
  MailboxId,
  MessageId,
  TenantId,
  Uid,
} from './identifiers.ts';
export { counterLimit } from './identifiers.ts';
export { mayAccess, type MailboxScope, type Principal } from './access.ts';
export { DomainError } from './domain-error.ts';
export {
  checkFolderName,
  folderNameKey,
  mailContainerClass,
  specialFolders,
  type Folder,
  type FolderRole,
} from './folder.ts';
export type { BlobRef } from './blob-ref.ts';
export {
  blobsOf,
  messageKindOf,
  type MessageKind,
  type MessageRecord,
  type NewMessage,
  type StoredMessage,
} from './message.ts';
export type {
  ChangedFolder,
  FolderReference,
  Operation,
  OperationResult,
  PlacedMessage,
  RemovedMessage,
  TombstoneReason,
  Unchanged,
} from './operation.ts';
export { addressKey, domainOf, type Account } from './account.ts';
export type { ClaimedJob, JsonValue, NewJob } from './job.ts';
export type { Device } from './device.ts';
export {
  smimePolicyDefaults,
  smimePolicySubject,
  smimePolicySubjects,
  type SmimeCertificate,
  type SmimeKey,
  type SmimePolicy,
} from './smime.ts';
export {
  isEnded,
  isWaiting,
  textMessageStates,
  type CarrierSubmission,
  type PhoneNumber,
  type PhoneRelay,
  type TextFault,
  type TextMessage,
  type TextMessageKind,
  type TextMessageMail,
  type TextMessageSource,
  type TextMessageState,
  type TextPart,
  type TextPartState,
  type TextRecipient,
} from './text-message.ts';
export type { MessageSummary } from '@postbus/oxcmail';
export { formatTraceparent, newTraceparent, parseTraceparent, type TraceContext } from './trace-context.ts';
export { senderForm, submissionLimits } from './submission-limits.ts';
