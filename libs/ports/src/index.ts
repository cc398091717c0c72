export { PortError } from './port-error.ts';
export type { AttemptLog } from './attempt-log.ts';
export { systemClock, type Clock } from './clock.ts';
export type {
  DeadLetter,
  Delivery,
  Lag,
  MessageBus,
  ReceivedRecord,
  RecordHandler,
  SharedOptions,
  Subscription,
} from './message-bus.ts';
export type { BlobStore, ByteRange, CollectOptions, Collection } from './blob-store.ts';
export type {
  Applied,
  ApplyOptions,
  FolderContentChange,
  FolderContentChanges,
  HierarchyChanges,
  ListOptions,
  ListPosition,
  MailStore,
  MailboxState,
  Outbox,
  OutboxEntry,
  OutboxLease,
} from './mail-store.ts';
export type { ClaimOptions, JobCounts, JobOutcome, JobStore } from './job-store.ts';
export { accountAdded, accountAfter, verifiedNumbers } from './account-change.ts';
export type { AccountChange, Directory, NewAccount } from './directory.ts';
export type { DeviceStore, Versioned } from './device-store.ts';
export type { SmimeEntryName, SmimePage, SmimeStore } from './smime-store.ts';
export type { InboundPart, PartToSubmit, SmsChannel, SmsChannelInbound, SubmitOutcome } from './sms-channel.ts';
export type { InboundMms, MmsChannel, MmsChannelInbound, MmsToSubmit } from './mms-channel.ts';
export type {
  AccountShare,
  AddedTextMessage,
  CarrierReceipt,
  OptOut,
  ReceivedPart,
  TextMessageStore,
} from './text-message-store.ts';
export type { AuditConclusion, AuditEntry, AuditLog, AuditOutcome, AuditQuery } from './audit-log.ts';
export { auditIds, lowestAuditId } from './audit-id.ts';
