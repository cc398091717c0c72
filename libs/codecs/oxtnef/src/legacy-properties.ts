/** What attributes and encapsulated properties tell of a message, made one. [MS-OXTNEF] 2.1.3 */
import {
  PidTagMessageClass,
  type PropertyBag,
  receivedRepresentingGroup,
  senderGroup,
  sentRepresentingGroup,
} from '@postbus/mapi';
import { type AddressProperties, readCountedAddress, setAddress } from './address-attributes.ts';
import type { LegacyMessage } from './message-attributes.ts';
import { meetingRole } from './message-class.ts';
import type { StreamCodePage } from './stream-code-page.ts';

/** Adds to `encapsulated` what only attributes tell; of an address that it has in part, nothing. */
export function addLegacyProperties(encapsulated: PropertyBag, legacy: LegacyMessage, codePage: StreamCodePage): void {
  setOwner(legacy, encapsulated, codePage);
  const told = new Set(
    [senderGroup, sentRepresentingGroup, receivedRepresentingGroup]
      .filter((user) => hasAddress(encapsulated, user))
      .flatMap(keys),
  );
  for (const property of legacy.properties) {
    if (encapsulated.find(property.key) === undefined && !told.has(property.key)) encapsulated.put(property);
  }
}

/** attOwner is the organizer: who a response is for, and who any other message is from. [MS-OXTNEF] 2.3.3.10 */
function setOwner({ properties, owner }: LegacyMessage, encapsulated: PropertyBag, codePage: StreamCodePage): void {
  const address = owner === undefined ? undefined : readCountedAddress(owner, codePage);
  if (address === undefined) return;
  const messageClass = encapsulated.get(PidTagMessageClass) ?? properties.get(PidTagMessageClass);
  const user = meetingRole(messageClass) === 'response' ? receivedRepresentingGroup : sentRepresentingGroup;
  if (!properties.has(user.emailAddress)) setAddress(properties, user, address);
}

function hasAddress(bag: PropertyBag, user: AddressProperties): boolean {
  return bag.has(user.name) || bag.has(user.emailAddress) || bag.has(user.entryId);
}

function keys(user: AddressProperties): (number | object)[] {
  return [user.name.key, user.addressType.key, user.emailAddress.key, user.entryId.key];
}
