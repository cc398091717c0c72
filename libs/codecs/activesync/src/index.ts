export {
  decodeMessage,
  encodeMessage,
  readMessage,
  request,
  response,
  writeMessage,
  type Message,
  type ReadOptions,
} from './message.ts';
export type { Described, Infer, OtherElements } from './content.ts';
export { MessageError, type MessageErrorCode, type MessageErrorPlace } from './message-error.ts';
export { isProtocolVersion, protocolVersions, type ProtocolVersion } from './protocol-version.ts';

export { FolderStatus } from './status/folder-status.ts';
export { PingStatus } from './status/ping-status.ts';
export { SyncStatus } from './status/sync-status.ts';

export {
  AttachmentMethod,
  BodyType,
  type AddedAttachment,
  type Attachment,
  type Attachments,
  type Body,
  type BodyPart,
  type BodyPartPreference,
  type BodyPreference,
  type Location,
} from './classes/air-sync-base.ts';
export { Importance, LastVerb, applicationData, type ApplicationData } from './classes/email.ts';
export { FlagStatus, type Flag } from './classes/email-flag.ts';
export { InstanceType, type MeetingRecurrence, type MeetingRequest } from './classes/meeting-request.ts';
export type { RightsManagementLicense } from './classes/rights-management.ts';

export {
  FolderType,
  folderSyncRequest,
  folderSyncResponse,
  topFolder,
  type FolderDescription,
  type FolderSyncRequest,
  type FolderSyncResponse,
} from './commands/folder-sync.ts';
export { pingRequest, pingResponse, type PingRequest, type PingResponse } from './commands/ping.ts';
export {
  Conflict,
  FilterType,
  MimeSupport,
  mimeTruncationSizes,
  syncRequest,
  type SyncOptions,
  type SyncRequest,
  type SyncRequestCollection,
  type SyncRequestCommand,
} from './commands/sync-request.ts';
export {
  syncResponse,
  type SyncCommandResponse,
  type SyncResponse,
  type SyncResponseCollection,
  type SyncResponseCommand,
} from './commands/sync-response.ts';
