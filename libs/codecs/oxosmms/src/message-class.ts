/** Classes of SMS and MMS objects. [MS-OXOSMMS] 2.2.2.2 */
import { type MessageObject, PidTagMessageClass } from '@postbus/mapi';
import type { OmsKind } from './oms-values.ts';
import { OxosmmsError } from './oxosmms-error.ts';

export const OmsMessageClass = { sms: 'IPM.Note.Mobile.SMS', mms: 'IPM.Note.Mobile.MMS' } as const;

/** [MS-OXCMSG] 2.2.1.3: printable ASCII, no period at its ends. */
const suffixText = /^[\x21-\x2d\x2f-\x7e](?:[\x20-\x7e]*[\x21-\x2d\x2f-\x7e])?$/;
/** Characters of a whole class. [MS-OXCMSG] 2.2.1.3 */
const longestClass = 255;

/** Whether `message` is an SMS object: its class is that of SMS or begins with it, in any case. */
export function isSms(message: MessageObject): boolean {
  return isOf(message, OmsMessageClass.sms);
}

/** Whether `message` is an MMS object. */
export function isMms(message: MessageObject): boolean {
  return isOf(message, OmsMessageClass.mms);
}

/** The kind of text message that `message` is, by its class; undefined for all others. */
export function omsKindOf(message: MessageObject): OmsKind | undefined {
  if (isSms(message)) return 'sms';
  return isMms(message) ? 'mms' : undefined;
}

/**
 * The class of a kind of text message.
 * @param suffix what goes after it and a period: `Alert`
 * @throws {OxosmmsError} `not-a-message-class` for a suffix of other than printable ASCII, or too long
 */
export function omsMessageClass(kind: OmsKind, suffix?: string): string {
  const base = OmsMessageClass[kind];
  if (suffix === undefined) return base;
  const whole = `${base}.${suffix}`;
  if (!suffixText.test(suffix) || whole.length > longestClass)
    throw new OxosmmsError('not-a-message-class', 'classSuffix', 'the suffix makes no message class');
  return whole;
}

function isOf({ properties }: MessageObject, base: string): boolean {
  const value: unknown = properties.get(PidTagMessageClass);
  return typeof value === 'string' && value.slice(0, base.length).toLowerCase() === base.toLowerCase();
}
