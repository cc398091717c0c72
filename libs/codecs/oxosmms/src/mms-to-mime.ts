/** MMS objects as gateways and phones take them: multipart/related, the presentation first. RFC 2387; 3GPP TS 26.140; OMA MMS Encapsulation */
import { utf8Text } from '@postbus/bytes';
import {
  type MessageObject,
  PidNameContentClass,
  PidTagAttachContentId,
  PidTagBody,
  PidTagHtml,
  PidTagNativeBody,
  PidTagRtfCompressed,
  textIn,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { toMime } from '@postbus/oxcmail';
import { mmsEntity } from './mms-entity.ts';
import { newContentIdSuffix } from './mms-parts.ts';
import { OmsContentClass } from './oms-values.ts';
import { readMms } from './read-mms.ts';
import { type TextMessageToMimeOptions, withNumberDomain } from './sms-mime.ts';
import { bagWithout, unresolved } from './value-in.ts';

/** Fields of the entity, which the multipart has of its own. */
const entityField = /^content-(?:type|transfer-encoding|disposition|id|location|base|description)$/i;
const bodies = [PidTagBody, PidTagHtml, PidTagRtfCompressed, PidTagNativeBody];
const suffixText = /@([\w.-]{1,100})>?$/;

/**
 * Writes the slides of an MMS object with a presentation made anew: whatever the object had, what is written refers to
 * its parts. As a mail for readers of mail, `toMime` of oxcmail writes the same object with its HTML body.
 * @throws {OxosmmsError} `value-not-here` where a value lies outside and `options.resolve` is missing
 */
export function mmsToMime(message: MessageObject, options: TextMessageToMimeOptions = {}): Uint8Array<ArrayBuffer> {
  const resolve = options.resolve ?? unresolved;
  return mmsEntity(readMms(message, resolve), {
    ...options,
    fields: headerFields(message, options),
    contentIdSuffix: contentIdSuffixOf(message),
  });
}

/** That of the object's own Content-IDs, so that they stay as they are. */
function contentIdSuffixOf({ attachments }: MessageObject): string {
  for (const { properties } of attachments) {
    const found = suffixText.exec(textIn(properties, PidTagAttachContentId) ?? '')?.[1];
    if (found !== undefined) return found;
  }
  return newContentIdSuffix();
}

/** Those that oxcmail writes of a message without body and attachments. */
function headerFields(message: MessageObject, options: TextMessageToMimeOptions): string[] {
  const properties = bagWithout(message.properties, bodies).set(PidNameContentClass, OmsContentClass.mms);
  const bare = toMime(
    { properties, recipients: message.recipients, attachments: [] },
    withNumberDomain({ ...options, tnef: 'never' }),
  );
  const fields = [...parseMime(bare).headers].filter(({ name }) => !entityField.test(name));
  return fields.map(({ bytes }) => utf8Text(bytes).replace(/\r\n$/, ''));
}
