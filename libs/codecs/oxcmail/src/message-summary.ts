/**
 * What a list view needs of a message, made once at delivery: plain JSON, so that it is stored and sent as it is.
 * [MS-ASEMAIL] 2.2.2; [MS-OXCMSG] 2.2.1
 */

/** One mailbox. Either field may be empty, never both. */
export interface SummaryAddress {
  readonly name: string;
  /** SMTP address, or the address in its own type (`+15550100`) where `addressType` says so. */
  readonly address: string;
  /** PidTagAddressType; SMTP where absent. */
  readonly addressType?: string;
}

/** Bytes of each form of the body that the message holds; absent where it holds none. Text and HTML are counted as UTF-8. */
export interface BodySizes {
  readonly text?: number;
  readonly html?: number;
  /** RTF, compressed. */
  readonly rtf?: number;
  /** The whole original MIME. */
  readonly mime?: number;
}

export interface AttachmentSummary {
  /** Position in the message's attachments, from 0. */
  readonly index: number;
  readonly displayName: string;
  readonly contentType: string;
  /** Without angle brackets. */
  readonly contentId?: string;
  readonly contentLocation?: string;
  /** PidTagAttachMethod; by value where it is a Contact, which is given out as a vCard. [MS-OXCMSG] 2.2.2.9 */
  readonly method: number;
  /** Decoded bytes of its content. */
  readonly size: number;
  /** Shown within the HTML body, not listed beside it. */
  readonly inline: boolean;
  /** One more form of a body: kept, and listed nowhere. PidTagAttachmentHidden */
  readonly hidden?: true;
}

export interface MessageSummary {
  /** PidTagMessageClass: `IPM.Note`. */
  readonly messageClass: string;
  readonly subject: string;
  /** The subject without `Re: ` and its like. */
  readonly normalizedSubject: string;
  /** Whom the message is from (PidTagSentRepresenting…). */
  readonly from?: SummaryAddress;
  /** Who sent it for `from`; absent where it is the same mailbox. */
  readonly sender?: SummaryAddress;
  readonly to: readonly SummaryAddress[];
  readonly cc: readonly SummaryAddress[];
  readonly bcc: readonly SummaryAddress[];
  readonly replyTo: readonly SummaryAddress[];
  /** PidTagDisplayTo, PidTagDisplayCc. */
  readonly displayTo: string;
  readonly displayCc: string;
  /** Epoch ms. PidTagClientSubmitTime. */
  readonly submittedAt?: number;
  /** Epoch ms. PidTagMessageDeliveryTime; PidTagClientSubmitTime where absent. */
  readonly receivedAt?: number;
  /** 0 low, 1 normal, 2 high. [MS-OXCMSG] 2.2.1.11 */
  readonly importance: 0 | 1 | 2;
  /** 0 normal, 1 personal, 2 private, 3 confidential. [MS-OXCMSG] 2.2.1.13 */
  readonly sensitivity: 0 | 1 | 2 | 3;
  readonly read: boolean;
  /** PidTagFlagStatus: 1 followed up, 2 to be followed up; absent where it is not flagged. [MS-OXOFLAG] 2.2.1.1 */
  readonly flagStatus?: 1 | 2;
  /** PidNameKeywords; absent where there are none. */
  readonly categories?: readonly string[];
  /** PidTagLastVerbExecuted: 102 replied, 103 replied to all, 104 forwarded. [MS-OXOMSG] 2.2.1.12 */
  readonly lastVerb?: number;
  /** Epoch ms. PidTagLastVerbExecutionTime */
  readonly lastVerbAt?: number;
  /** First 255 characters of the text body, or of the HTML as text; white space collapsed. */
  readonly preview: string;
  readonly bodySizes: BodySizes;
  /** PidTagNativeBody: 0 undefined, 1 plain text, 2 RTF, 3 HTML. [MS-OXCMSG] 2.2.1.56.2 */
  readonly nativeBody: 0 | 1 | 2 | 3;
  /** PidTagInternetCodepage: 65001 is UTF-8. */
  readonly codePage: number;
  /** 32 lower-case hexadecimal digits. [MS-OXOMSG] 2.2.1.2 */
  readonly conversationId: string;
  /** Lower-case hexadecimal; 44 digits and 10 more a reply. [MS-OXOMSG] 2.2.1.3 */
  readonly conversationIndex: string;
  readonly conversationTopic: string;
  /** PidTagInternetMessageId, with its angle brackets. */
  readonly messageId?: string;
  readonly inReplyTo?: string;
  /** Message ids in the order of the field. */
  readonly references: readonly string[];
  readonly readReceiptRequested: boolean;
  /** Whether an attachment is listed beside the body. PidTagHasAttachments */
  readonly hasAttachments: boolean;
  /** All, inline ones too, in the order of PidTagAttachNumber. */
  readonly attachments: readonly AttachmentSummary[];
  /** Bytes of the message. PidTagMessageSize */
  readonly size: number;
}
