/** The attributes of a message that its properties also have, for readers that know only these. [MS-OXTNEF] 2.1.3.3, 2.2.3 */
import { ByteWriter, toHex } from '@postbus/bytes';
import {
  PidTagBody,
  PidTagClientSubmitTime,
  PidTagEndDate,
  PidTagImportance,
  PidTagLastModificationTime,
  PidTagMessageClass,
  PidTagMessageDeliveryTime,
  PidTagMessageFlags,
  PidTagOriginalMessageClass,
  PidTagOwnerAppointmentId,
  PidTagParentKey,
  PidTagReceivedRepresentingEntryId,
  PidTagResponseRequested,
  PidTagSearchKey,
  PidTagStartDate,
  PidTagSubject,
  type PropertyBag,
  type PropertyDefinition,
  receivedRepresentingGroup,
  senderGroup,
  sentRepresentingGroup,
  textIn,
} from '@postbus/mapi';
import { type AddressProperties, addressOf, countedAddressBytes, tripleBytes } from './address-attributes.ts';
import type { AttributeName } from './attribute-id.ts';
import { writeAttribute } from './attribute-writer.ts';
import type { ByteRope } from './byte-rope.ts';
import { PidTagConversationKey } from './conversation-key.ts';
import { dateTimeBytes } from './date-time.ts';
import { legacyMessageClass, meetingRole } from './message-class.ts';
import { messageStatusOf } from './message-status.ts';
import { terminated } from './null-terminated.ts';
import type { StreamCodePage } from './stream-code-page.ts';

/** attPriority by PidTagImportance. [MS-OXTNEF] 2.1.3.3 */
const priorities: readonly number[] = [3, 2, 1];

/** @param top whether the message is not embedded: one that is has its subject and body among its properties alone */
export function writeMessageAttributes(
  rope: ByteRope,
  properties: PropertyBag,
  codePage: StreamCodePage,
  top: boolean,
): void {
  const write = (name: AttributeName, data: Uint8Array | undefined) => writeAttribute(rope, name, data);
  const date = (name: AttributeName, definition: PropertyDefinition) => write(name, dateBytes(properties, definition));
  write('attMessageClass', classBytes(properties, PidTagMessageClass, codePage));
  write('attOriginalMessageClass', classBytes(properties, PidTagOriginalMessageClass, codePage));
  write(
    'attFrom',
    mapDefined(addressOf(properties, senderGroup), (address) => tripleBytes(address, codePage)),
  );
  if (top) write('attSubject', textBytes(properties, PidTagSubject, codePage));
  date('attDateSent', PidTagClientSubmitTime);
  date('attDateRecd', PidTagMessageDeliveryTime);
  write(
    'attMessageStatus',
    mapNumber(properties, PidTagMessageFlags, (flags) => Uint8Array.of(messageStatusOf(flags))),
  );
  write('attMessageID', hexBytes(properties, PidTagSearchKey));
  write('attParentID', hexBytes(properties, PidTagParentKey));
  write('attConversationID', hexBytes(properties, PidTagConversationKey));
  if (top) write('attBody', textBytes(properties, PidTagBody, codePage));
  write('attPriority', mapNumber(properties, PidTagImportance, priorityBytes));
  date('attDateModified', PidTagLastModificationTime);
  writeMeetingAttributes(rope, properties, codePage);
}

/** [MS-OXTNEF] 2.1.3.3.16 to 2.1.3.3.18, 2.2.3.11 to 2.2.3.13 */
function writeMeetingAttributes(rope: ByteRope, properties: PropertyBag, codePage: StreamCodePage): void {
  const write = (name: AttributeName, data: Uint8Array | undefined) => writeAttribute(rope, name, data);
  const counted = (user: AddressProperties) =>
    mapDefined(addressOf(properties, user), (address) => countedAddressBytes(address, codePage));
  const role = meetingRole(textIn(properties, PidTagMessageClass));
  if (role !== undefined)
    write('attOwner', counted(role === 'response' ? receivedRepresentingGroup : sentRepresentingGroup));
  write('attSentFor', counted(sentRepresentingGroup));
  const delegate: unknown = properties.get(PidTagReceivedRepresentingEntryId);
  if (role !== undefined && delegate instanceof Uint8Array) write('attDelegate', delegate);
  write('attDateStart', dateBytes(properties, PidTagStartDate));
  write('attDateEnd', dateBytes(properties, PidTagEndDate));
  write(
    'attAidOwner',
    mapNumber(properties, PidTagOwnerAppointmentId, (id) => new ByteWriter(4).uint32(id).finish()),
  );
  const requested: unknown = properties.get(PidTagResponseRequested);
  if (typeof requested === 'boolean') write('attRequestRes', Uint8Array.of(requested ? 1 : 0, 0));
}

function mapDefined<T, R>(value: T | undefined, map: (value: T) => R | undefined): R | undefined {
  return value === undefined ? undefined : map(value);
}

function mapNumber<R>(bag: PropertyBag, definition: PropertyDefinition, map: (value: number) => R): R | undefined {
  const value: unknown = bag.get(definition);
  return typeof value === 'number' ? map(value) : undefined;
}

function priorityBytes(importance: number): Uint8Array | undefined {
  const priority = priorities[importance];
  return priority === undefined ? undefined : Uint8Array.of(priority, 0);
}

/** Text of an attribute, with its terminating zero. */
export function textBytes(
  bag: PropertyBag,
  definition: PropertyDefinition,
  codePage: StreamCodePage,
): Uint8Array | undefined {
  return mapDefined(textIn(bag, definition), (text) => terminated(codePage.encode(text)));
}

function classBytes(
  bag: PropertyBag,
  definition: PropertyDefinition,
  codePage: StreamCodePage,
): Uint8Array | undefined {
  return mapDefined(textIn(bag, definition), (text) => terminated(codePage.encode(legacyMessageClass(text))));
}

/** The DTR of a PtypTime. */
export function dateBytes(bag: PropertyBag, definition: PropertyDefinition): Uint8Array | undefined {
  const value: unknown = bag.get(definition);
  return typeof value === 'bigint' ? dateTimeBytes(value) : undefined;
}

function hexBytes(bag: PropertyBag, definition: PropertyDefinition): Uint8Array | undefined {
  const value: unknown = bag.get(definition);
  if (!(value instanceof Uint8Array) || value.length === 0) return undefined;
  const digits = toHex(value).toUpperCase();
  return Uint8Array.from({ length: digits.length + 1 }, (_, index) =>
    index < digits.length ? digits.charCodeAt(index) : 0,
  );
}
