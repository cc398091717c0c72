/** Names and numbers by which things are known. Ids of one mailbox come from its one 48-bit counter. [MS-OXCFXICS] 2.2.1 */
export type TenantId = string;
/** Stable, never shown to people: a person's address may change. */
export type AccountId = string;
/** The mailbox of an account has the account's id. */
export type MailboxId = string;
export type FolderId = number;
/** New when a message is moved, so an id greater than a change number seen says: this one is new. */
export type MessageId = number;
export type ChangeNumber = number;
/** 32-bit, rising, of one folder; for IMAP. RFC 9051 2.3.1.1 */
export type Uid = number;
/** The DeviceId that a client names itself by. [MS-ASHTTP] 2.2.1.1.1.1.3 */
export type DeviceId = string;

/** The counter's values are below this; JavaScript holds them exactly. */
export const counterLimit = 2 ** 48;
