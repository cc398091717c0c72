/** What attributes and encapsulated properties tell of a message, made one. [MS-OXTNEF] 2.1.3 */
import { PidTagMessageClass, PropertyBag } from '@postbus/mapi';
import {
  type AddressProperties,
  readCountedAddress,
  receivedRepresenting,
  sender,
  sentRepresenting,
  setAddress,
} from './address-attributes.ts';
import type { LegacyMessage } from './message-attributes.ts';
import { meetingRole } from './message-class.ts';
import type { StreamCodePage } from './stream-code-page.ts';

/** The properties of a message; where both tell one, the encapsulated one counts, and of an address all four. */
export function mergeProperties(
  legacy: LegacyMessage,
  encapsulated: PropertyBag,
  codePage: StreamCodePage,
): PropertyBag {
  setOwner(legacy, encapsulated, codePage);
  const merged = new PropertyBag(encapsulated);
  const told = new Set(
    [sender, sentRepresenting, receivedRepresenting].filter((user) => hasAddress(encapsulated, user)).flatMap(keys),
  );
  for (const property of legacy.properties) {
    if (merged.find(property.key) === undefined && !told.has(property.key)) merged.put(property);
  }
  return merged;
}

/** attOwner is the organizer: who a response is for, and who any other message is from. [MS-OXTNEF] 2.3.3.10 */
function setOwner({ properties, owner }: LegacyMessage, encapsulated: PropertyBag, codePage: StreamCodePage): void {
  const address = owner === undefined ? undefined : readCountedAddress(owner, codePage);
  if (address === undefined) return;
  const messageClass = encapsulated.get(PidTagMessageClass) ?? properties.get(PidTagMessageClass);
  const user = meetingRole(messageClass) === 'response' ? receivedRepresenting : sentRepresenting;
  if (!properties.has(user.emailAddress)) setAddress(properties, user, address);
}

function hasAddress(bag: PropertyBag, user: AddressProperties): boolean {
  return bag.has(user.name) || bag.has(user.emailAddress) || bag.has(user.entryId);
}

function keys(user: AddressProperties): (number | object)[] {
  return [user.name.key, user.addressType.key, user.emailAddress.key, user.entryId.key];
}
