/** Until when a text message is of use, as its item says it: what is changed by one commit counts whole. [MS-OXOMSG] 2.2.3.7 */
import { type MessageObject, PidTagExpiryTime, PropertyBag, epochMsOf, fileTimeOf } from '@postbus/mapi';

/** @returns epoch milliseconds; undefined where its owner said nothing */
export function expiryOf({ properties }: Pick<MessageObject, 'properties'>): number | undefined {
  const expiry = properties.get(PidTagExpiryTime);
  return typeof expiry === 'bigint' ? epochMsOf(expiry) : undefined;
}

/** @param expiresAt epoch milliseconds; undefined: what another submission of the object said counts no more */
export function withExpiry(object: MessageObject, expiresAt: number | undefined): MessageObject {
  const properties = new PropertyBag(object.properties);
  if (expiresAt === undefined) properties.delete(PidTagExpiryTime);
  else properties.set(PidTagExpiryTime, fileTimeOf(expiresAt));
  return { ...object, properties };
}
