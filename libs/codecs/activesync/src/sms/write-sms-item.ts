/** From text messages to ApplicationData. [MS-ASMS] 2.2.2, 3.2.5.1 */
import type { BodyPreference } from '../classes/air-sync-base.ts';
import type { ApplicationData } from '../classes/email.ts';
import { mobileAddressText } from './mobile-address.ts';
import { smsBody } from './sms-body.ts';
import type { SmsChange, SmsItem } from './sms-item.ts';

/** UTF-8, as what has no code page of its own goes out. */
const utf8CodePage = 65_001;

/**
 * The elements of a text message, as a server tells it, or a client adds it.
 * @param preference how much of the text the other side takes; all of it unless told
 */
export function smsApplicationData(item: SmsItem, preference?: BodyPreference): ApplicationData {
  const { from, dateReceived, importance, read, text, flag = {}, conversation } = item;
  const To = mobileAddressText(item.to);
  const From = from === undefined ? '' : mobileAddressText([from]);
  return {
    ...(To !== '' && { To }),
    ...(From !== '' && { From }),
    ...(dateReceived !== undefined && { DateReceived: dateReceived }),
    Importance: importance,
    Read: read,
    Body: smsBody(text, preference),
    InternetCPID: String(item.internetCodePage ?? utf8CodePage),
    Flag: flag,
    ...(conversation !== undefined && { ConversationId: conversation.id, ConversationIndex: conversation.index }),
  };
}

/** The elements of a Change: what is not told stays. */
export function smsChangeData({ read, flag }: SmsChange): ApplicationData {
  return { ...(read !== undefined && { Read: read }), ...(flag !== undefined && { Flag: flag }) };
}
