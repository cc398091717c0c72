/** Status values that any command may answer with, since version 14.0. [MS-ASCMD] 2.2.2 */
export const CommonStatus = {
  /** The body is not what the command takes: wrong Content-Type or length, or missing. */
  InvalidContent: 101,
  /** The body is WBXML that cannot be decoded. */
  InvalidWbxml: 102,
  /** The XML does not follow the protocol. */
  InvalidXml: 103,
  /** A date and time cannot be read. */
  InvalidDateTime: 104,
  /** Ids that do not go together, as a LongId beside an ItemId. */
  InvalidCombinationOfIds: 105,
  /** An id cannot be read; not for ids of items that are not there. */
  InvalidIds: 106,
  /** The MIME of a message to send cannot be read. */
  InvalidMime: 107,
  /** The device id is missing or malformed. */
  DeviceIdMissingOrInvalid: 108,
  /** The device type is missing or malformed. */
  DeviceTypeMissingOrInvalid: 109,
  /** Something failed on the server that trying again does not cure; the client asks its user to see to it. */
  ServerError: 110,
  /** Something failed on the server that passes; the client tries again later. */
  ServerErrorRetryLater: 111,
  /** The server may not read what it needs from its directory. */
  DirectoryAccessDenied: 112,
  /** The mailbox is full. */
  MailboxQuotaExceeded: 113,
  /** The mailbox cannot be reached. */
  MailboxServerOffline: 114,
  /** The mailbox may no longer send, being too full. */
  SendQuotaExceeded: 115,
  /** A recipient cannot be resolved. */
  MessageRecipientUnresolved: 116,
  /** This message may not be replied to. */
  MessageReplyNotAllowed: 117,
  /** A message with this ClientId was sent before. */
  MessagePreviouslySent: 118,
  /** The message has no recipient. */
  MessageHasNoRecipient: 119,
  /** The server could not send the message. */
  MailSubmissionFailed: 120,
  /** The server could not make the reply. */
  MessageReplyFailed: 121,
  /** An attachment is larger than allowed. */
  AttachmentIsTooLarge: 122,
  /** The user has no mailbox. */
  UserHasNoMailbox: 123,
  /** The user must log in. */
  UserCannotBeAnonymous: 124,
  /** The user is not in the directory. */
  UserNotFound: 125,
  /** The user may not synchronize. */
  UserDisabledForSync: 126,
  /** The mailbox is on a newer server than this one can serve. */
  UserOnNewMailboxCannotSync: 127,
  /** The mailbox is on an older server than this one can serve. */
  UserOnLegacyMailboxCannotSync: 128,
  /** This user may not use this device. */
  DeviceIsBlockedForThisUser: 129,
  /** The user may not use this. */
  AccessDenied: 130,
  /** The account is disabled. */
  AccountDisabled: 131,
  /** The state of synchronization is lost; the client starts again from SyncKey 0. */
  SyncStateNotFound: 132,
  /** The state of synchronization is locked by another request. */
  SyncStateLocked: 133,
  /** The state of synchronization is broken; the client starts again from SyncKey 0. */
  SyncStateCorrupt: 134,
  /** A state of synchronization exists where a new one was to be made. */
  SyncStateAlreadyExists: 135,
  /** The state of synchronization is of another version of the server; the client starts again from SyncKey 0. */
  SyncStateVersionInvalid: 136,
  /** The server does not have this command. */
  CommandNotSupported: 137,
  /** The server does not have this command in this protocol version. */
  VersionNotSupported: 138,
  /** The device cannot keep all of the policy. */
  DeviceNotFullyProvisionable: 139,
  /** The device is to be wiped; the client sends Provision. */
  RemoteWipeRequested: 140,
  /** The device cannot be provisioned, and the policy demands it. */
  LegacyDeviceOnStrictPolicy: 141,
  /** The device has not got the policy yet; the client sends Provision. */
  DeviceNotProvisioned: 142,
  /** The policy has changed; the client sends Provision. */
  PolicyRefresh: 143,
  /** The policy key is not the one given out; the client sends Provision. */
  InvalidPolicyKey: 144,
  /** The device says that others manage it, which the policy does not allow. */
  ExternallyManagedDevicesNotAllowed: 145,
  /** A meeting was to recur and says nothing of how. */
  NoRecurrenceInCalendar: 146,
  /** An item is of another class than the folder takes. */
  UnexpectedItemClass: 147,
  /** A server behind this one has no TLS. */
  RemoteServerHasNoSsl: 148,
  /** The request that the server kept cannot be used; the client sends it whole. */
  InvalidStoredRequest: 149,
  /** The item that SmartReply or SmartForward names is not there. */
  ItemNotFound: 150,
  /** The mailbox has more folders than can be synchronized. */
  TooManyFolders: 151,
  /** The mailbox has no folders. */
  NoFoldersFound: 152,
  /** Items were lost in a move, or are no longer where they were. */
  ItemsLostAfterMove: 153,
  /** The move failed. */
  FailureInMoveOperation: 154,
  /** A conversation can be moved only for good. */
  MoveCommandDisallowedForNonPersistentMoveAction: 155,
  /** The destination of a move is not fit for it. */
  MoveCommandInvalidDestinationFolder: 156,
  /** Availability was asked for more recipients than allowed. */
  AvailabilityTooManyRecipients: 160,
  /** A distribution list has more members than availability is told for. */
  AvailabilityDistributionListLimitReached: 161,
  /** Availability is not to be had at the moment. */
  AvailabilityTransientFailure: 162,
  /** Availability is not to be had. */
  AvailabilityFailure: 163,
  /** The type in BodyPartPreference is not supported. */
  BodyPartPreferenceTypeNotSupported: 164,
  /** The request for a policy lacks the device information. */
  DeviceInformationRequired: 165,
  /** AccountId names no account of the user. */
  InvalidAccountId: 166,
  /** The account of AccountId may not send. */
  AccountSendDisabled: 167,
  /** Rights management is off. */
  IrmFeatureDisabled: 168,
  /** Rights management failed in a way that passes. */
  IrmTransientError: 169,
  /** Rights management failed for good. */
  IrmPermanentError: 170,
  /** TemplateID names no template. */
  IrmInvalidTemplateId: 171,
  /** The rights of the message do not allow this. */
  IrmOperationNotPermitted: 172,
  /** The contact has no picture. */
  NoPicture: 173,
  /** The picture is larger than MaxSize. */
  PictureTooLarge: 174,
  /** MaxPictures pictures were told before. */
  PictureLimitReached: 175,
  /** The conversation is too large to tell its parts. */
  BodyPartConversationTooLarge: 176,
  /** The user has as many devices as allowed. */
  MaximumDevicesReached: 177,
} as const;
export type CommonStatus = (typeof CommonStatus)[keyof typeof CommonStatus];
