/** Attributes of messages as MAPI properties. [MS-OXTNEF] 2.1.3.3, 2.3.3 */
import { BytesError, ByteReader, asciiText, fromHex } from '@postbus/bytes';
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
  senderGroup,
  sentRepresentingGroup,
} from '@postbus/mapi';
import { readCountedAddress, readTriple, setAddress } from './address-attributes.ts';
import type { AttributeName } from './attribute-id.ts';
import { PidTagConversationKey } from './conversation-key.ts';
import { readDateTime } from './date-time.ts';
import { messageClassOf } from './message-class.ts';
import { messageFlagsOf } from './message-status.ts';
import { textOf, untilZero } from './null-terminated.ts';
import type { StreamCodePage } from './stream-code-page.ts';

const dates: Partial<Record<AttributeName, PropertyDefinition<bigint>>> = {
  attDateSent: PidTagClientSubmitTime,
  attDateRecd: PidTagMessageDeliveryTime,
  attDateModified: PidTagLastModificationTime,
  attDateStart: PidTagStartDate,
  attDateEnd: PidTagEndDate,
};
const hexKeys: Partial<Record<AttributeName, PropertyDefinition<Uint8Array>>> = {
  attMessageID: PidTagSearchKey,
  attParentID: PidTagParentKey,
  attConversationID: PidTagConversationKey,
};
/** PidTagImportance by attPriority: 1 high, 2 normal, 3 low. [MS-OXTNEF] 2.1.3.3 */
const importances: readonly (number | undefined)[] = [undefined, 2, 1, 0];

/** What attributes tell of a message, apart from attOwner, whose meaning waits for the message class. */
export interface LegacyMessage {
  readonly properties: PropertyBag;
  owner?: Uint8Array;
}

/**
 * Puts what an attribute tells into `legacy`.
 * @param data the bytes of the attribute
 * @returns false where they are no value of it
 */
export function readMessageAttribute(
  legacy: LegacyMessage,
  name: AttributeName,
  data: Uint8Array,
  codePage: StreamCodePage,
): boolean {
  const date = dates[name];
  if (date !== undefined) return setDate(legacy.properties, date, data);
  const hexKey = hexKeys[name];
  if (hexKey !== undefined) return setHexKey(legacy.properties, hexKey, data);
  try {
    return readOther(legacy, name, data, codePage);
  } catch (error) {
    if (error instanceof BytesError) return false;
    throw error;
  }
}

function readOther(legacy: LegacyMessage, name: AttributeName, data: Uint8Array, codePage: StreamCodePage): boolean {
  const { properties } = legacy;
  switch (name) {
    case 'attMessageClass':
      properties.set(PidTagMessageClass, messageClassOf(textOf(data, codePage)));
      return true;
    case 'attOriginalMessageClass':
      properties.set(PidTagOriginalMessageClass, messageClassOf(textOf(data, codePage)));
      return true;
    case 'attSubject':
      properties.set(PidTagSubject, textOf(data, codePage));
      return true;
    case 'attBody':
      properties.set(PidTagBody, textOf(data, codePage));
      return true;
    case 'attFrom':
      return setFrom(properties, senderGroup, readTriple(data, codePage));
    case 'attSentFor':
      return setFrom(properties, sentRepresentingGroup, readCountedAddress(data, codePage));
    case 'attOwner':
      legacy.owner = data;
      return true;
    case 'attDelegate':
      properties.set(PidTagReceivedRepresentingEntryId, data);
      return true;
    default:
      return readNumber(properties, name, data);
  }
}

function readNumber(properties: PropertyBag, name: AttributeName, data: Uint8Array): boolean {
  switch (name) {
    case 'attMessageStatus':
      properties.set(PidTagMessageFlags, messageFlagsOf(new ByteReader(data).uint8()));
      return true;
    case 'attPriority': {
      const importance = importances[new ByteReader(data).uint16()];
      properties.set(PidTagImportance, importance);
      return importance !== undefined;
    }
    case 'attRequestRes':
      properties.set(PidTagResponseRequested, new ByteReader(data).uint16() !== 0);
      return true;
    case 'attAidOwner':
      properties.set(PidTagOwnerAppointmentId, new ByteReader(data).int32());
      return true;
    default:
      return true;
  }
}

function setFrom(
  properties: PropertyBag,
  user: Parameters<typeof setAddress>[1],
  address: Parameters<typeof setAddress>[2] | undefined,
): boolean {
  if (address !== undefined) setAddress(properties, user, address);
  return address !== undefined;
}

/** Sets a PtypTime from a DTR. @returns false where it is none */
export function setDate(properties: PropertyBag, definition: PropertyDefinition<bigint>, data: Uint8Array): boolean {
  const time = readDateTime(data);
  properties.set(definition, time);
  return time !== undefined;
}

function setHexKey(properties: PropertyBag, definition: PropertyDefinition<Uint8Array>, data: Uint8Array): boolean {
  const digits = asciiText(untilZero(data));
  if (digits.length % 2 !== 0 || !/^[0-9a-f]+$/i.test(digits)) return false;
  properties.set(definition, fromHex(digits));
  return true;
}
