/** The messages of MM7, typed. 3GPP TS 23.140 8.7 */
import type { Mm7Address, Mm7Recipients, Mm7SenderIdentification } from './mm7-address.ts';
import type { Mm7Time } from './mm7-time.ts';
import type { Mm7Status } from './status-code.ts';

export type Mm7MessageClass = 'Personal' | 'Informational' | 'Advertisement' | 'Auto';
export type Mm7Priority = 'Low' | 'Normal' | 'High';
export type Mm7ChargedParty = 'Sender' | 'Recipient' | 'Both' | 'Neither' | 'ThirdParty';
export type Mm7ContentClass =
  | 'text'
  | 'image-basic'
  | 'image-rich'
  | 'video-basic'
  | 'video-rich'
  | 'megapixel'
  | 'content-basic'
  | 'content-rich';

/** Where the content is, and what may be done with it. */
export interface Mm7ContentReference {
  /** `cid:` and the Content-ID; made by the writer from the entity that it gets. */
  readonly href?: string;
  /** Media type of the content. */
  readonly type?: string;
  /** Whether the carrier may change it for the phone. */
  readonly allowAdaptations?: boolean;
}

/** That the sender pays for an answer, of so many octets at most and up to a time. */
export interface Mm7ReplyCharging {
  readonly size?: number;
  readonly deadline?: Mm7Time;
}

interface Versioned {
  /** Of the specification, `6.8.0`; by the schema chosen unless told. */
  readonly mm7Version?: string;
}
interface Transaction extends Versioned {
  /** Joins a request and its answer. */
  readonly transactionId: string;
}
/** For an application on the phone other than its messages. Release 6 */
interface Applications {
  readonly applicId?: string;
  readonly replyApplicId?: string;
  readonly auxApplicInfo?: string;
}

export interface SubmitRequest extends Transaction, Applications {
  readonly kind: 'submit.REQ';
  readonly sender: Mm7SenderIdentification;
  readonly recipients: Mm7Recipients;
  readonly serviceCode?: string;
  /** The message that this one answers. */
  readonly linkedId?: string;
  readonly messageClass?: Mm7MessageClass;
  readonly timeStamp?: Date;
  readonly replyCharging?: Mm7ReplyCharging;
  readonly earliestDeliveryTime?: Mm7Time;
  readonly expiryDate?: Mm7Time;
  /** Whether a delivery_report.REQ is asked for, and a read_reply.REQ. */
  readonly deliveryReport?: boolean;
  readonly readReply?: boolean;
  readonly priority?: Mm7Priority;
  readonly subject?: string;
  readonly chargedParty?: Mm7ChargedParty;
  readonly chargedPartyId?: string;
  /** Whether the content may be sent on. */
  readonly distributionIndicator?: boolean;
  readonly contentClass?: Mm7ContentClass;
  readonly drmContent?: boolean;
  readonly content?: Mm7ContentReference;
}

export interface DeliverRequest extends Transaction, Applications {
  readonly kind: 'deliver.REQ';
  readonly relayServerId?: string;
  readonly vaspId?: string;
  readonly vasId?: string;
  /** By which an answer refers to this message. */
  readonly linkedId?: string;
  readonly sender: Mm7Address;
  readonly recipients?: Mm7Recipients;
  readonly senderSpi?: string;
  readonly recipientSpi?: string;
  readonly timeStamp?: Date;
  readonly replyChargingId?: string;
  readonly priority?: Mm7Priority;
  readonly subject?: string;
  readonly content?: Mm7ContentReference;
}

export interface DeliveryReportRequest extends Transaction, Applications {
  readonly kind: 'delivery_report.REQ';
  readonly relayServerId?: string;
  readonly messageId: string;
  readonly recipient: Mm7Address;
  readonly sender: Mm7Address;
  readonly date: Date;
  /** `Retrieved`, `Expired`, `Rejected`, `Forwarded`, `Indeterminate`, or what a carrier has beside. */
  readonly mmStatus: string;
  /** `RejectionByMMSRecipient`, `RejectionByOtherRS`. */
  readonly mmStatusExtension?: string;
  readonly statusText?: string;
}

export interface ReadReplyRequest extends Transaction, Applications {
  readonly kind: 'read_reply.REQ';
  readonly relayServerId?: string;
  readonly messageId: string;
  readonly recipient: Mm7Address;
  readonly sender: Mm7Address;
  readonly timeStamp: Date;
  /** `Read`, `Deleted`, or what a carrier has beside. */
  readonly mmStatus: string;
  readonly statusText?: string;
}

export interface ReplaceRequest extends Transaction, Applications {
  readonly kind: 'replace.REQ';
  readonly sender: Mm7SenderIdentification;
  readonly messageId: string;
  readonly serviceCode?: string;
  readonly timeStamp?: Date;
  readonly readReply?: boolean;
  readonly earliestDeliveryTime?: Mm7Time;
  readonly distributionIndicator?: boolean;
  readonly contentClass?: Mm7ContentClass;
  readonly drmContent?: boolean;
  readonly content?: Mm7ContentReference;
}

export interface CancelRequest extends Transaction, Applications {
  readonly kind: 'cancel.REQ';
  readonly sender: Mm7SenderIdentification;
  readonly messageId: string;
}

interface Answer extends Transaction {
  readonly status: Mm7Status;
}
export interface SubmitResponse extends Answer {
  readonly kind: 'submit.RES';
  /** By which reports refer to the message. */
  readonly messageId?: string;
}
export interface DeliverResponse extends Answer {
  readonly kind: 'deliver.RES';
  readonly serviceCode?: string;
}
export interface PlainResponse extends Answer {
  readonly kind: 'delivery_report.RES' | 'read_reply.RES' | 'replace.RES' | 'cancel.RES';
}

/** What a SOAP fault says. SOAP 1.1 4.4 */
export interface SoapFault {
  /** `Client`, `Server`, `MustUnderstand`, `VersionMismatch`, with what stands after it: `Client.Authentication`. */
  readonly code: string;
  readonly string: string;
}

/** The answer to what could not be taken for a request: MM7_RS_error of a carrier, MM7_VASP_error of a provider. */
export interface ErrorResponse extends Versioned {
  readonly kind: 'RS_error.RES' | 'VASP_error.RES';
  /** Absent where the request had none that could be read. */
  readonly transactionId?: string;
  readonly status: Mm7Status;
  readonly fault: SoapFault;
}

/** A fault without an error of MM7 in it. */
export interface FaultResponse {
  readonly kind: 'fault';
  readonly transactionId?: string;
  readonly fault: SoapFault;
  /** Where it has an answer of another kind in its detail: that of the answer. */
  readonly status?: Mm7Status;
}

export type Mm7Request =
  | SubmitRequest
  | DeliverRequest
  | DeliveryReportRequest
  | ReadReplyRequest
  | ReplaceRequest
  | CancelRequest;
export type Mm7Response = SubmitResponse | DeliverResponse | PlainResponse;
export type Mm7Message = Mm7Request | Mm7Response | ErrorResponse | FaultResponse;
