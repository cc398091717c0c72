/** The elements of each message, in the order of the schema. 3GPP TS 23.140 8.7, Annex L */
import { address, recipients, senderIdentification } from './address-type.ts';
import type { Mm7Message, Mm7Request, Mm7Response } from './messages.ts';
import type { Mm7Release } from './mm7-schema.ts';
import {
  type ValueType,
  boolean,
  content,
  date,
  oneOf,
  replyCharging,
  status,
  text,
  time,
  token,
} from './value-type.ts';

export interface Field {
  readonly element: string;
  readonly key: string;
  readonly type: ValueType<unknown>;
  readonly isRequired: boolean;
  /** The first release that has it. */
  readonly since: Mm7Release;
}

export interface Operation {
  readonly element: string;
  readonly kind: (Mm7Request | Mm7Response)['kind'];
  readonly fields: readonly Field[];
}

type Kind = Operation['kind'];
type MessageOf<K extends Kind, M = Mm7Message> = M extends { readonly kind: infer Own }
  ? K extends Own
    ? M
    : never
  : never;
type Rule = 'required' | 'optional' | 'release 6';
type Row<M> = {
  [K in keyof M & string]-?: readonly [element: string, key: K, type: ValueType<NonNullable<M[K]>>, rule: Rule];
}[keyof M & string];

const messageClass = oneOf('Personal', 'Informational', 'Advertisement', 'Auto');
const priority = oneOf('Low', 'Normal', 'High');
const chargedParty = oneOf('Sender', 'Recipient', 'Both', 'Neither', 'ThirdParty');
const contentClass = oneOf(
  'text',
  'image-basic',
  'image-rich',
  'video-basic',
  'video-rich',
  'megapixel',
  'content-basic',
  'content-rich',
);
const applications = [
  ['ApplicID', 'applicId', token, 'release 6'],
  ['ReplyApplicID', 'replyApplicId', token, 'release 6'],
  ['AuxApplicInfo', 'auxApplicInfo', text, 'release 6'],
] as const;
/** Always written; some that read well enough leave it out. */
const version = ['MM7Version', 'mm7Version', token, 'optional'] as const;
const answer = [version, ['Status', 'status', status, 'required']] as const;

export const operations: readonly Operation[] = [
  operation('submit.REQ', 'SubmitReq', [
    version,
    ['SenderIdentification', 'sender', senderIdentification, 'required'],
    ['Recipients', 'recipients', recipients, 'required'],
    ['ServiceCode', 'serviceCode', token, 'optional'],
    ['LinkedID', 'linkedId', token, 'optional'],
    ['MessageClass', 'messageClass', messageClass, 'optional'],
    ['TimeStamp', 'timeStamp', date, 'optional'],
    ['ReplyCharging', 'replyCharging', replyCharging, 'optional'],
    ['EarliestDeliveryTime', 'earliestDeliveryTime', time, 'optional'],
    ['ExpiryDate', 'expiryDate', time, 'optional'],
    ['DeliveryReport', 'deliveryReport', boolean, 'optional'],
    ['ReadReply', 'readReply', boolean, 'optional'],
    ['Priority', 'priority', priority, 'optional'],
    ['Subject', 'subject', text, 'optional'],
    ['ChargedParty', 'chargedParty', chargedParty, 'optional'],
    ['ChargedPartyID', 'chargedPartyId', token, 'optional'],
    ['DistributionIndicator', 'distributionIndicator', boolean, 'optional'],
    ...applications,
    ['ContentClass', 'contentClass', contentClass, 'release 6'],
    ['DRMContent', 'drmContent', boolean, 'release 6'],
    ['Content', 'content', content, 'optional'],
  ]),
  operation('submit.RES', 'SubmitRsp', [...answer, ['MessageID', 'messageId', token, 'optional']]),
  operation('deliver.REQ', 'DeliverReq', [
    version,
    ['MMSRelayServerID', 'relayServerId', token, 'optional'],
    ['VASPID', 'vaspId', token, 'release 6'],
    ['VASID', 'vasId', token, 'release 6'],
    ['LinkedID', 'linkedId', token, 'optional'],
    ['Sender', 'sender', address, 'required'],
    ['Recipients', 'recipients', recipients, 'optional'],
    ['SenderSPI', 'senderSpi', token, 'optional'],
    ['RecipientSPI', 'recipientSpi', token, 'optional'],
    ['TimeStamp', 'timeStamp', date, 'optional'],
    ['ReplyChargingID', 'replyChargingId', token, 'optional'],
    ['Priority', 'priority', priority, 'optional'],
    ['Subject', 'subject', text, 'optional'],
    ...applications,
    ['Content', 'content', content, 'optional'],
  ]),
  operation('deliver.RES', 'DeliverRsp', [...answer, ['ServiceCode', 'serviceCode', token, 'optional']]),
  operation('delivery_report.REQ', 'DeliveryReportReq', [
    version,
    ['MMSRelayServerID', 'relayServerId', token, 'optional'],
    ['MessageID', 'messageId', token, 'required'],
    ['Recipient', 'recipient', address, 'required'],
    ['Sender', 'sender', address, 'required'],
    ['Date', 'date', date, 'required'],
    ['MMStatus', 'mmStatus', token, 'required'],
    ['MMStatusExtension', 'mmStatusExtension', token, 'release 6'],
    ['StatusText', 'statusText', text, 'optional'],
    ...applications,
  ]),
  operation('delivery_report.RES', 'DeliveryReportRsp', answer),
  operation('read_reply.REQ', 'ReadReplyReq', [
    version,
    ['MMSRelayServerID', 'relayServerId', token, 'optional'],
    ['MessageID', 'messageId', token, 'required'],
    ['Recipient', 'recipient', address, 'required'],
    ['Sender', 'sender', address, 'required'],
    ['TimeStamp', 'timeStamp', date, 'required'],
    ['MMStatus', 'mmStatus', token, 'required'],
    ['StatusText', 'statusText', text, 'optional'],
    ...applications,
  ]),
  operation('read_reply.RES', 'ReadReplyRsp', answer),
  operation('replace.REQ', 'ReplaceReq', [
    version,
    ['SenderIdentification', 'sender', senderIdentification, 'required'],
    ['MessageID', 'messageId', token, 'required'],
    ['ServiceCode', 'serviceCode', token, 'optional'],
    ['TimeStamp', 'timeStamp', date, 'optional'],
    ['ReadReply', 'readReply', boolean, 'optional'],
    ['EarliestDeliveryTime', 'earliestDeliveryTime', time, 'optional'],
    ['DistributionIndicator', 'distributionIndicator', boolean, 'optional'],
    ['ContentClass', 'contentClass', contentClass, 'release 6'],
    ['DRMContent', 'drmContent', boolean, 'release 6'],
    ...applications,
    ['Content', 'content', content, 'optional'],
  ]),
  operation('replace.RES', 'ReplaceRsp', answer),
  operation('cancel.REQ', 'CancelReq', [
    version,
    ['SenderIdentification', 'sender', senderIdentification, 'required'],
    ['MessageID', 'messageId', token, 'required'],
    ...applications,
  ]),
  operation('cancel.RES', 'CancelRsp', answer),
];

/** What is within the detail of a fault. */
export const errorElements = { 'RS_error.RES': 'RSErrorRsp', 'VASP_error.RES': 'VASPErrorRsp' } as const;

function operation<K extends Kind>(kind: K, element: string, rows: readonly Row<MessageOf<K>>[]): Operation {
  const fields = rows.map(([name, key, type, rule]) => ({
    element: name,
    key,
    type: type as ValueType<unknown>,
    isRequired: rule === 'required',
    since: rule === 'release 6' ? (6 as const) : (5 as const),
  }));
  return { element, kind, fields };
}
