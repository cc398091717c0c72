/** SMS objects as mail, and mail as SMS objects. [MS-OXOSMMS] 2.2.2.3, [MS-OXCMAIL] 2.1.3.3.1 */
import {
  type MessageObject,
  PidNameContentClass,
  PidNameOMSSourceType,
  PidTagBody,
  PidTagBodyContentId,
  PidTagBodyContentLocation,
  PidTagHtml,
  PidTagMessageClass,
  PidTagNativeBody,
  PidTagRtfCompressed,
  PidTagRtfInSync,
  isExternal,
} from '@postbus/mapi';
import type { MimeEntity } from '@postbus/mime';
import { type ToMessageOptions, type ToMimeOptions, resolverOf, toMessageObject, toMime } from '@postbus/oxcmail';
import { OmsMessageClass } from './message-class.ts';
import { addressOfNumber, withNumbers } from './number-address.ts';
import { OmsContentClass, type OmsKind, OmsSourceType } from './oms-values.ts';
import { plainTextBody, setSmsSubject } from './sms-object.ts';
import { setKind } from './text-message.ts';
import { bagWithout, bodyText } from './value-in.ts';

export interface TextMessageToMimeOptions extends ToMimeOptions {
  /** The domain at which numbers are users: `+14255550123@sms.example.org`. Without it they are IMCEA addresses at `invalid`. */
  readonly numberDomain?: string;
}

export interface TextMessageFromMimeOptions extends ToMessageOptions {
  /** Domains at which numbers are users. Those of MMS (`/TYPE=PLMN`) and IMCEA at `invalid` are always read. */
  readonly numberDomains?: readonly string[];
  /** What it was written by. */
  readonly source?: OmsSourceType;
}

/** Bodies that a plain text has not. */
const richBodies = [PidTagHtml, PidTagRtfCompressed, PidTagRtfInSync];
/** What the header of a body part told. */
export const bodyPlaces = [PidTagBodyContentId, PidTagBodyContentLocation];

/**
 * Writes an SMS object as a mail of plain text, of Content-Class MS-OMS-SMS. The account, the schedule, the source and the
 * model have no field in mail: a TNEF message (`tnef: 'always'`) keeps them.
 * @throws {OxcmailError} as `toMime` does
 */
export function smsToMime(message: MessageObject, options: TextMessageToMimeOptions = {}): Uint8Array<ArrayBuffer> {
  const properties = bagWithout(message.properties, message.properties.has(PidTagBody) ? richBodies : []).set(
    PidNameContentClass,
    OmsContentClass.sms,
  );
  return toMime({ ...message, properties }, withNumberDomain(options));
}

/**
 * A mail as an SMS object, complete by section 2: its text, users by number where they are numbers. Never throws.
 * @param mime the message as a whole
 */
export function smsFromMime(mime: MimeEntity, options: TextMessageFromMimeOptions = {}): MessageObject {
  const mail = withNumbers(toMessageObject(mime, options), options.numberDomains ?? []);
  const text = bodyText(mail, resolverOf(mime.source)).replace(/(?:\r\n|\r|\n)+$/, '');
  const body = mail.properties.get(PidTagBody);
  const properties = bagWithout(mail.properties, [...richBodies, ...bodyPlaces])
    .set(PidTagBody, isExternal(body) ? body : text)
    .set(PidTagNativeBody, plainTextBody);
  setSmsSubject(properties, text);
  return setClass({ ...mail, properties }, 'sms', options);
}

/** Makes a converted mail one of `kind`, unless it came with a class that is: one out of TNEF. */
export function setClass(message: MessageObject, kind: OmsKind, { source }: TextMessageFromMimeOptions): MessageObject {
  const { properties } = message;
  const known: unknown = properties.get(PidTagMessageClass);
  const base = OmsMessageClass[kind];
  if (typeof known !== 'string' || !known.toLowerCase().startsWith(base.toLowerCase()))
    properties.set(PidTagMessageClass, base);
  setKind(properties, kind);
  const told: unknown = properties.get(PidNameOMSSourceType);
  const isKnown = Object.values(OmsSourceType).some((one) => one === told);
  if (source !== undefined || !isKnown) properties.set(PidNameOMSSourceType, source ?? OmsSourceType.unknown);
  return message;
}

export function withNumberDomain({ numberDomain, ...options }: TextMessageToMimeOptions): ToMimeOptions {
  if (numberDomain === undefined) return options;
  return {
    ...options,
    smtpAddressOf: (user) => options.smtpAddressOf?.(user) ?? addressOfNumber(user, numberDomain),
  };
}
