/** Addresses in attributes: attFrom as a triple, attOwner and attSentFor as counted strings. [MS-OXTNEF] 2.1.3.1.1, 2.1.3.3.3 */
import { ByteReader, ByteWriter, BytesError } from '@postbus/bytes';
import {
  type AddressedUserGroup,
  type OneOff,
  type PropertyBag,
  oneOffEntryId,
  oneOffUser,
  textIn,
} from '@postbus/mapi';
import { terminated, textOf } from './null-terminated.ts';
import type { StreamCodePage } from './stream-code-page.ts';

/** The four properties that represent one user. [MS-OXTNEF] 2.1.3.1.1 */
export type AddressProperties = Pick<AddressedUserGroup, 'name' | 'addressType' | 'emailAddress' | 'entryId'>;

/** Kinds of triples; attFrom has the one that carries its address. */
const trpidOneOff = 0x0004;
const tripleLength = 8;

/** The address of an attFrom; undefined where the triple has none. [MS-OXTNEF] 2.1.3.3.3 */
export function readTriple(data: Uint8Array, codePage: StreamCodePage): OneOff | undefined {
  if (data.length < tripleLength) return undefined;
  const reader = new ByteReader(data);
  const kind = reader.uint16();
  reader.uint16();
  const nameLength = reader.uint16();
  const addressLength = reader.uint16();
  if (kind !== trpidOneOff || nameLength + addressLength > reader.remaining) return undefined;
  const name = textOf(reader.take(nameLength), codePage);
  return withAddress(name, textOf(reader.take(addressLength), codePage));
}

/** The address of an attOwner or attSentFor; undefined where its lengths are not true. [MS-OXTNEF] 2.1.3.3.16 */
export function readCountedAddress(data: Uint8Array, codePage: StreamCodePage): OneOff | undefined {
  const reader = new ByteReader(data);
  try {
    const name = textOf(reader.take(reader.uint16()), codePage);
    return withAddress(name, textOf(reader.take(reader.uint16()), codePage));
  } catch (error) {
    if (error instanceof BytesError) return undefined;
    throw error;
  }
}

/** `TYPE:address` taken apart. */
function withAddress(displayName: string, address: string): OneOff {
  const colon = address.indexOf(':');
  const emailAddress = address.slice(colon + 1);
  return { displayName, addressType: colon === -1 ? 'SMTP' : address.slice(0, colon), emailAddress };
}

/** Puts `address` into `bag`, with its EntryID. */
export function setAddress(bag: PropertyBag, properties: AddressProperties, address: OneOff): void {
  bag
    .set(properties.name, address.displayName)
    .set(properties.addressType, address.addressType)
    .set(properties.emailAddress, address.emailAddress)
    .set(properties.entryId, oneOffEntryId(address));
}

/** The address in `bag`: from its three properties, else from its EntryID. [MS-OXTNEF] 2.1.3.1.1, 2.2.3.12 */
export function addressOf(bag: PropertyBag, properties: AddressProperties): OneOff | undefined {
  const displayName = textIn(bag, properties.name);
  const addressType = textIn(bag, properties.addressType);
  const emailAddress = textIn(bag, properties.emailAddress);
  if (addressType && emailAddress) return { displayName: displayName ?? emailAddress, addressType, emailAddress };
  // What cannot be read as an address is not written as one; the EntryID itself goes with the properties.
  const oneOff = oneOffUser(bag.get(properties.entryId));
  return oneOff?.addressType && oneOff.emailAddress ? oneOff : undefined;
}

/** attFrom: the triple, the name padded to two bytes, the address, and zeros as long as a triple. [MS-OXTNEF] 2.1.3.3.3 */
export function tripleBytes(address: OneOff, codePage: StreamCodePage): Uint8Array | undefined {
  const name = terminated(codePage.encode(address.displayName), 2);
  const email = terminated(codePage.encode(`${address.addressType}:${address.emailAddress}`), 1);
  const group = tripleLength * 2 + name.length + email.length;
  if (group > 0xffff) return undefined;
  return new ByteWriter(group)
    .uint16(trpidOneOff)
    .uint16(group)
    .uint16(name.length)
    .uint16(email.length)
    .bytes(name)
    .bytes(email)
    .bytes(new Uint8Array(tripleLength))
    .finish();
}

/** attOwner and attSentFor; undefined where a string is too long for its count. [MS-OXTNEF] 2.1.3.3.16, 2.1.3.3.17 */
export function countedAddressBytes(address: OneOff, codePage: StreamCodePage): Uint8Array | undefined {
  const name = terminated(codePage.encode(address.displayName), 1);
  const email = terminated(codePage.encode(`${address.addressType}:${address.emailAddress}`), 1);
  if (name.length > 0xffff || email.length > 0xffff) return undefined;
  return new ByteWriter(name.length + email.length + 4)
    .uint16(name.length)
    .bytes(name)
    .uint16(email.length)
    .bytes(email)
    .finish();
}
