/** The object of a text message that was sent, perhaps, as one that is to be sent. [MS-OXOSMMS] 2.2.1, 3.2.1 */
import type { TextMessage } from '@postbus/domain';
import {
  type MessageObject,
  PidNameOMSAccountGuid,
  PidNameOMSScheduleTime,
  PidTagClientSubmitTime,
  PidTagDisplayTo,
  PidTagExpiryTime,
  PidTagMessageDeliveryTime,
  PidTagMessageFlags,
  PropertyBag,
  fileTimeOf,
} from '@postbus/mapi';
import { smsObject } from '@postbus/oxosmms';

/** [MS-OXCMSG] 2.2.1.6 */
const mfSubmitted = 0x4;

/** Said of the first time. */
const notAgain = [PidNameOMSScheduleTime, PidNameOMSAccountGuid, PidTagExpiryTime, PidTagMessageDeliveryTime];

/** @param at epoch milliseconds: when it was submitted again */
export function objectToSendAgain(
  object: MessageObject,
  { recipients }: Pick<TextMessage, 'recipients'>,
  at: number,
): MessageObject {
  const properties = new PropertyBag(object.properties);
  for (const property of notAgain) properties.delete(property);
  properties
    .set(PidTagMessageFlags, (properties.get(PidTagMessageFlags) ?? 0) | mfSubmitted)
    .set(PidTagClientSubmitTime, fileTimeOf(at))
    .set(PidTagDisplayTo, recipients.map(({ number, name }) => name ?? number).join('; '));
  // Rows are the same for both kinds.
  const { recipients: rows } = smsObject({ origin: 'submitted', text: '', recipients });
  return { ...object, properties, recipients: rows };
}
