/** SMS objects. [MS-OXOSMMS] 2.2, 3.1.4.1 */
import {
  type MessageObject,
  PidTagBody,
  PidTagInternetCodepage,
  PidTagNativeBody,
  PidTagNormalizedSubject,
  PidTagSubject,
  PidTagSubjectPrefix,
  type PropertyBag,
  type ResolveValue,
  textIn,
} from '@postbus/mapi';
import { recipientRows } from './mobile-user.ts';
import { setOrigin } from './origin.ts';
import { smsSubject } from './sms-subject.ts';
import { type TextMessage, type TextMessageOptions, omsProperties, readOms } from './text-message.ts';
import { bodyText, unresolved } from './value-in.ts';

export interface SmsOptions extends TextMessageOptions {
  readonly text: string;
}

export interface Sms extends TextMessage {
  readonly text: string;
}

/** UTF-8. [MS-OXOSMMS] 4.1 */
export const utf8CodePage = 0xfde9;
/** PidTagNativeBody. [MS-OXCMSG] 2.2.1.58.2 */
export const plainTextBody = 1;

/**
 * An SMS object, complete by section 2: a plain text, an abbreviation of it as subject, users by number.
 * @throws {OxosmmsError} `not-a-number`, `not-an-account-guid`, `not-a-message-class`; {MapiError} `time-out-of-range`
 */
export function smsObject(options: SmsOptions): MessageObject {
  const { text, recipients = [], origin, at, read = false } = options;
  const properties = omsProperties('sms', options);
  properties.set(PidTagBody, text).set(PidTagNativeBody, plainTextBody).set(PidTagInternetCodepage, utf8CodePage);
  setSmsSubject(properties, text);
  setOrigin(properties, origin, { at, isRead: read, hasAttachments: false });
  return { properties, recipients: recipientRows(recipients), attachments: [] };
}

/** The abbreviated text, under no prefix: one in it is part of the text. [MS-OXOSMMS] 2.2.2.4 */
export function setSmsSubject(bag: PropertyBag, text: string): void {
  const subject = smsSubject(text);
  bag.set(PidTagSubject, subject).set(PidTagSubjectPrefix, '').set(PidTagNormalizedSubject, subject);
}

/**
 * What an SMS object says; nothing in it is trusted to be there.
 * @param resolve reads a text that lies outside the object
 * @throws {OxosmmsError} `value-not-here` where it is needed and missing, and what `resolve` throws
 */
export function readSms(message: MessageObject, resolve: ResolveValue = unresolved): Sms {
  const text = bodyText(message, resolve);
  const { properties } = message;
  const subject = textIn(properties, PidTagSubject) ?? textIn(properties, PidTagNormalizedSubject) ?? smsSubject(text);
  return { ...readOms(message, 'sms', subject), text };
}
