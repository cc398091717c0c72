/** The layout of property streams. [MS-OXMSG] 2.4 */

/** Bytes before the first entry, by the object that the stream is of. [MS-OXMSG] 2.4.1 */
export const PropertyStreamHeader = { topLevel: 32, embeddedMessage: 24, recipientOrAttachment: 8 } as const;

/** Where the counts lie in the header of a message. [MS-OXMSG] 2.4.1.1 */
export const CountField = { nextRecipientId: 8, nextAttachmentId: 12, recipients: 16, attachments: 20 } as const;

/** A tag, flags, and 8 bytes of a value or of the size of one. [MS-OXMSG] 2.4.2 */
export const entrySize = 16;
export const EntryField = { tag: 0, flags: 4, value: 8, size: 8, reserved: 12 } as const;

/** PROPATTR_READABLE and PROPATTR_WRITABLE. [MS-OXMSG] 2.4.2.1 */
export const readableAndWritable = 6;

/** The size of a value that is a storage, and what the reserved field tells of it. [MS-OXMSG] 2.4.2.2 */
export const storageSize = 0xffff_ffff;
export const StorageKind = { embeddedMessage: 1, customAttachment: 4 } as const;
