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

export { CommonStatus } from './status/common-status.ts';
export { FolderStatus } from './status/folder-status.ts';
export { GetItemEstimateStatus } from './status/get-item-estimate-status.ts';
export { ItemOperationsStatus } from './status/item-operations-status.ts';
export { MeetingResponseStatus } from './status/meeting-response-status.ts';
export { MoveItemsStatus } from './status/move-items-status.ts';
export { PingStatus } from './status/ping-status.ts';
export {
  PolicyAcknowledgement,
  PolicyStatus,
  ProvisionStatus,
  WipeAcknowledgement,
} from './status/provision-status.ts';
export { ResolveRecipientsStatus } from './status/resolve-recipients-status.ts';
export { SearchStatus } from './status/search-status.ts';
export { SettingsStatus } from './status/settings-status.ts';
export { SyncStatus } from './status/sync-status.ts';
export { ValidateCertStatus } from './status/validate-cert-status.ts';

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
export {
  Importance,
  LastVerb,
  applicationData,
  maxAddressListLength,
  maxCategories,
  type ApplicationData,
} from './classes/email.ts';
export { ItemClass, fetchedClass } from './classes/item-class.ts';
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
export {
  folderCreateRequest,
  folderCreateResponse,
  type FolderCreateRequest,
  type FolderCreateResponse,
} from './commands/folder-create.ts';
export {
  folderDeleteRequest,
  folderDeleteResponse,
  type FolderDeleteRequest,
  type FolderDeleteResponse,
} from './commands/folder-delete.ts';
export {
  folderUpdateRequest,
  folderUpdateResponse,
  type FolderUpdateRequest,
  type FolderUpdateResponse,
} from './commands/folder-update.ts';
export {
  getItemEstimateRequest,
  getItemEstimateResponse,
  type GetItemEstimateRequest,
  type GetItemEstimateResponse,
} from './commands/get-item-estimate.ts';
export {
  ItemStore,
  itemOperationsRequest,
  itemOperationsResponse,
  type ItemOperation,
  type ItemOperationsRequest,
  type ItemOperationsResponse,
  type ItemProperties,
} from './commands/item-operations.ts';
export {
  UserResponse,
  meetingResponseRequest,
  meetingResponseResponse,
  type MeetingResponseRequest,
  type MeetingResponseResponse,
} from './commands/meeting-response.ts';
export {
  moveItemsRequest,
  moveItemsResponse,
  type MoveItemsRequest,
  type MoveItemsResponse,
} from './commands/move-items.ts';
export { type DeviceDetails, type DeviceInformation } from './commands/device-information.ts';
export { type EasProvisionDoc } from './commands/policy-document.ts';
export {
  provisionRequest,
  provisionResponse,
  wbxmlPolicyType,
  type ProvisionRequest,
  type ProvisionResponse,
} from './commands/provision.ts';
export { OofState, type OutOfOffice } from './commands/out-of-office.ts';
export {
  CertificateRetrieval,
  RecipientType,
  resolveRecipientsRequest,
  resolveRecipientsResponse,
  type ResolveRecipientsRequest,
  type ResolveRecipientsResponse,
} from './commands/resolve-recipients.ts';
export {
  SearchStore,
  searchRequest,
  searchResponse,
  type SearchOptions,
  type SearchProperties,
  type SearchQuery,
  type SearchRequest,
  type SearchResponse,
  type SearchResult,
} from './commands/search.ts';
export {
  sendMailRequest,
  sendMailResponse,
  type SendMailRequest,
  type SendMailResponse,
} from './commands/send-mail.ts';
export { settingsRequest, settingsResponse, type SettingsRequest, type SettingsResponse } from './commands/settings.ts';
export {
  smartForwardRequest,
  smartForwardResponse,
  type SmartForwardRequest,
  type SmartForwardResponse,
} from './commands/smart-forward.ts';
export {
  smartReplyRequest,
  smartReplyResponse,
  type SmartReplyRequest,
  type SmartReplyResponse,
} from './commands/smart-reply.ts';
export {
  validateCertRequest,
  validateCertResponse,
  type ValidateCertRequest,
  type ValidateCertResponse,
} from './commands/validate-cert.ts';

export {
  addedClass,
  isSmsFilter,
  optionsByClass,
  type ClassOptions,
  type OptionsByClass,
} from './sms/options-by-class.ts';
export { stickyOptions, type StickyOptions } from './sms/sticky-options.ts';
export {
  maxMobileAddresses,
  maxNumberLength,
  mobileAddressText,
  readMobileAddresses,
  type MalformedAddress,
  type MobileAddress,
  type MobileAddressList,
} from './sms/mobile-address.ts';
export type { ServedSmsItem, SmsChange, SmsConversation, SmsItem } from './sms/sms-item.ts';
export { defaultSmsLimits, readSmsChange, readSmsItem, type ReadSmsItem, type SmsLimits } from './sms/read-sms-item.ts';
export { smsApplicationData, smsChangeData } from './sms/write-sms-item.ts';
export { plainTextPreference, smsBody } from './sms/sms-body.ts';
export { xmlText } from './xml-text.ts';
export {
  smsAdd,
  smsAdded,
  smsChange,
  smsClientAdd,
  smsDelete,
  smsFetched,
  smsNotAdded,
  smsSoftDelete,
} from './sms/sms-commands.ts';
export { outboundSmsDetails, readOutboundSms, type OutboundSms } from './sms/outbound-sms.ts';
export { SmsError, type SmsErrorCode } from './sms/sms-error.ts';

export { commandCodes, isCommandName, type CommandName } from './http/command-codes.ts';
export type { CommandParameters, CommandRequestLine } from './http/command-request-line.ts';
export { decodeRequestLine, maxQueryLength } from './http/decode-request-line.ts';
export { encodeBase64Query } from './http/base64-query.ts';
export { encodePlainQuery } from './http/plain-query.ts';
export { RequestLineError, type RequestLineErrorCode } from './http/request-line-error.ts';
export { MultipartError, decodeMultipart, encodeMultipart, multipartContentType } from './http/multipart-response.ts';
