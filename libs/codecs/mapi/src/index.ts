export { PropertyType } from './property-type.ts';
export {
  isExternal,
  type BlobValue,
  type ExternalValue,
  type MimeSlice,
  type ResolveValue,
  type TransferEncoding,
} from './external-value.ts';
export {
  keyText,
  propertyTag,
  type Property,
  type PropertyDefinition,
  type PropertyKey,
  type PropertyName,
  type PropertyValue,
  type ScalarValue,
} from './property.ts';
export { PropertyBag } from './property-bag.ts';
export { textIn } from './text-in.ts';
export { AttachMethod, RecipientType, type AttachmentObject, type MessageObject } from './message-object.ts';
export { MapiError, type MapiErrorCode } from './mapi-error.ts';
export { epochMsOf, fileTimeOf } from './filetime.ts';
export { md5 } from './md5.ts';
export {
  isConversationIndex,
  newConversationIndex,
  readConversationIndex,
  replyConversationIndex,
  type ConversationIndex,
} from './conversation-index.ts';
export { conversationIdOf, type ConversationProperties } from './conversation-id.ts';
export { isOneOffEntryId, oneOffEntryId, oneOffEntryIds, readOneOffEntryId, type OneOff } from './one-off-entry-id.ts';
export {
  oneOffUser,
  readReceiptGroup,
  receivedRepresentingGroup,
  recipientGroup,
  reportGroup,
  senderGroup,
  sentRepresentingGroup,
  type AddressedUserGroup,
  type UserGroup,
} from './user-group.ts';
export { flatEntryList, readFlatEntryList } from './flat-entry-list.ts';
export { addressSearchKey } from './search-key.ts';
export { fromStored, toStored, type StoredMessage } from './stored-form.ts';
export {
  fromJson,
  messageJsonFormat,
  toJson,
  type InlineValue,
  type MessageJson,
  type ObjectJson,
  type PropertyJson,
} from './message-json.ts';
export type { ExternalJson, JsonScalar, JsonValue } from './json-value.ts';
export { definitionByName, definitionOf, definitions } from './registry/registry.ts';
export * from './registry/property-sets.ts';
export * from './registry/address-set.ts';
export * from './registry/attachment.ts';
export * from './registry/body.ts';
export * from './registry/common-set.ts';
export * from './registry/conversation.ts';
export * from './registry/folder.ts';
export * from './registry/identification.ts';
export * from './registry/internet.ts';
export * from './registry/mail-user.ts';
export * from './registry/message.ts';
export * from './registry/named-set.ts';
export * from './registry/recipient.ts';
export * from './registry/report.ts';
export * from './registry/retention.ts';
export * from './registry/sender.ts';
export * from './registry/smime-result.ts';
export * from './registry/unified-messaging.ts';
