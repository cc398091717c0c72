/** The policy that a device is to keep. [MS-ASPROV] 2.2.2.28 */
import { type Infer, boolean, integer, text, unsignedByte, unsignedInteger } from '../content.ts';
import { container, elements, list, optional } from '../container.ts';

/** What is absent is not restricted. */
export const easProvisionDoc = container(
  elements('Provision', {
    DevicePasswordEnabled: optional(boolean),
    AlphanumericDevicePasswordRequired: optional(boolean),
    PasswordRecoveryEnabled: optional(boolean),
    RequireStorageCardEncryption: optional(boolean),
    AttachmentsEnabled: optional(boolean),
    MinDevicePasswordLength: optional(unsignedByte),
    /** Seconds. */
    MaxInactivityTimeDeviceLock: optional(unsignedInteger),
    MaxDevicePasswordFailedAttempts: optional(unsignedByte),
    /** Bytes. */
    MaxAttachmentSize: optional(unsignedInteger),
    AllowSimpleDevicePassword: optional(boolean),
    /** Days. */
    DevicePasswordExpiration: optional(unsignedInteger),
    DevicePasswordHistory: optional(unsignedInteger),
    AllowStorageCard: optional(boolean),
    AllowCamera: optional(boolean),
    RequireDeviceEncryption: optional(boolean),
    AllowUnsignedApplications: optional(boolean),
    AllowUnsignedInstallationPackages: optional(boolean),
    MinDevicePasswordComplexCharacters: optional(unsignedByte),
    AllowWiFi: optional(boolean),
    AllowTextMessaging: optional(boolean),
    AllowPOPIMAPEmail: optional(boolean),
    AllowBluetooth: optional(integer({ min: 0, max: 2 })),
    AllowIrDA: optional(boolean),
    RequireManualSyncWhenRoaming: optional(boolean),
    AllowDesktopSync: optional(boolean),
    MaxCalendarAgeFilter: optional(unsignedInteger),
    AllowHTMLEmail: optional(boolean),
    MaxEmailAgeFilter: optional(unsignedInteger),
    MaxEmailBodyTruncationSize: optional(integer({ min: -1 })),
    MaxEmailHTMLBodyTruncationSize: optional(integer({ min: -1 })),
    RequireSignedSMIMEMessages: optional(boolean),
    RequireEncryptedSMIMEMessages: optional(boolean),
    RequireSignedSMIMEAlgorithm: optional(integer({ min: 0, max: 1 })),
    RequireEncryptionSMIMEAlgorithm: optional(integer({ min: 0, max: 4 })),
    AllowSMIMEEncryptionAlgorithmNegotiation: optional(integer({ min: 0, max: 2 })),
    AllowSMIMESoftCerts: optional(boolean),
    AllowBrowser: optional(boolean),
    AllowConsumerEmail: optional(boolean),
    AllowRemoteDesktop: optional(boolean),
    AllowInternetSharing: optional(boolean),
    UnapprovedInROMApplicationList: optional(list('Provision', 'ApplicationName', text())),
    ApprovedApplicationList: optional(list('Provision', 'Hash', text())),
  }),
);
export type EasProvisionDoc = Infer<typeof easProvisionDoc>;
