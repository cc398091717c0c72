/** A vCard as a Contact object. [MS-OXVCARD] 2.1.3, [MS-OXOCNTC] 2.2.1 */
import { utf8Bytes } from '@postbus/bytes';
import {
  type AttachmentObject,
  type MessageObject,
  type PropertyDefinition,
  PidLidBirthdayLocal,
  PidLidBusinessCardDisplayDefinition,
  PidLidContactUserField1,
  PidLidContactUserField2,
  PidLidContactUserField3,
  PidLidContactUserField4,
  PidLidHasPicture,
  PidLidWeddingAnniversaryLocal,
  PidNameKeywords,
  PidTagBirthday,
  PidTagBody,
  PidTagBusinessHomePage,
  PidTagChildrensNames,
  PidTagGender,
  PidTagHasAttachments,
  PidTagLastModificationTime,
  PidTagMessageClass,
  PidTagPersonalHomePage,
  PidTagSensitivity,
  PidTagUserX509Certificate,
  PidTagWeddingAnniversary,
  PropertyBag,
} from '@postbus/mapi';
import { fileTimeOfDate, fileTimeOfDateTime } from './calendar-date.ts';
import type { VCardProperty } from './content-line.ts';
import { setAddressBookProvider, setEmailAddresses } from './electronic-addresses.ts';
import { displayNameOf, setDisplayName, setName, setOrganization } from './names.ts';
import { photoAttachment } from './picture.ts';
import { setAddresses } from './postal-addresses.ts';
import { type ReadVCardOptions, type VCard, readVCards } from './read-vcard.ts';
import { setMsTelephone, setTelephone } from './telephone-numbers.ts';
import { textPropertyByName } from './text-properties.ts';

export const contactClass = 'IPM.Contact';

/** Values of PidTagSensitivity. [MS-OXCMSG] 2.2.1.13 */
export const Sensitivity = { normal: 0, private: 2, confidential: 3 } as const;
/** Values of PidTagGender. [MS-OXOCNTC] 2.2.1.6.20 */
const Gender = { female: 1, male: 2 } as const;
export const userFields = [
  PidLidContactUserField1,
  PidLidContactUserField2,
  PidLidContactUserField3,
  PidLidContactUserField4,
] as const;

/**
 * The first vCard of a file as a Contact object.
 *
 * @param bytes vCard 2.1, 3.0 or 4.0
 * @returns a Message object of class IPM.Contact; the picture is its one attachment
 * @throws {VCardError} `not-a-vcard`, `too-many-lines`, `too-many-properties`
 */
export function contactFromVCard(bytes: Uint8Array, options: ReadVCardOptions = {}): MessageObject {
  return contactOf(readVCards(bytes, options)[0]!);
}

/** A vCard that was read as a Contact object. Types that have no property are passed over. */
export function contactOf({ properties }: VCard): MessageObject {
  const bag = new PropertyBag().set(PidTagMessageClass, contactClass);
  for (const property of properties) setters.get(property.name)?.(bag, property);
  const formattedName = properties.find(({ name }) => name === 'FN')?.text ?? '';
  setEmailAddresses(bag, properties, displayNameOf(bag, formattedName));
  setDisplayName(bag, displayNameOf(bag, formattedName));
  setAddresses(bag, properties);
  setAddressBookProvider(bag);
  const photo = firstPhoto(properties);
  bag.set(PidLidHasPicture, photo !== undefined).set(PidTagHasAttachments, photo !== undefined);
  return { properties: bag, recipients: [], attachments: photo === undefined ? [] : [photo] };
}

function firstPhoto(properties: readonly VCardProperty[]): AttachmentObject | undefined {
  for (const property of properties) {
    const photo = property.name === 'PHOTO' ? photoAttachment(property) : undefined;
    if (photo !== undefined) return photo;
  }
  return undefined;
}

type SetProperty = (bag: PropertyBag, property: VCardProperty) => void;

const setters: ReadonlyMap<string, SetProperty> = new Map<string, SetProperty>([
  ['N', setName],
  ['ORG', setOrganization],
  ['TEL', setTelephone],
  ['X-MS-TEL', setMsTelephone],
  ['BDAY', (bag, property) => setDate(bag, [PidTagBirthday, PidLidBirthdayLocal], property)],
  ['ANNIVERSARY', setAnniversary],
  ['X-MS-ANNIVERSARY', setAnniversary],
  ['X-ANNIVERSARY', setAnniversary],
  ['X-EVOLUTION-ANNIVERSARY', setAnniversary],
  ['NOTE', setNote],
  ['CATEGORIES', (bag, { list }) => addTo(bag, PidNameKeywords, list)],
  ['X-MS-CHILD', (bag, { text }) => addTo(bag, PidTagChildrensNames, text === '' ? [] : [text])],
  ['REV', (bag, { text }) => bag.set(PidTagLastModificationTime, fileTimeOfDateTime(text))],
  ['URL', setUrl],
  ['CLASS', setClass],
  ['KEY', setKey],
  ['GENDER', setGender],
  ['X-MS-TEXT', setUserField],
  ['X-MS-OL-DESIGN', (bag, property) => bag.set(PidLidBusinessCardDisplayDefinition, designOf(property))],
  ...Array.from(textPropertyByName, ([name, { definition }]): [string, SetProperty] => [
    name,
    (bag, { list, text }) => setOnce(bag, definition, name === 'NICKNAME' ? list.join(', ') : text),
  ]),
]);

function setOnce(bag: PropertyBag, definition: PropertyDefinition<string>, text: string): void {
  if (text !== '' && !bag.has(definition)) bag.set(definition, text);
}

function addTo(bag: PropertyBag, definition: PropertyDefinition<readonly string[]>, texts: readonly string[]): void {
  const all = new Set([...(bag.get(definition) ?? []), ...texts]);
  if (all.size > 0) bag.set(definition, [...all]);
}

function setDate(bag: PropertyBag, definitions: readonly PropertyDefinition<bigint>[], { text }: VCardProperty): void {
  for (const definition of definitions) bag.set(definition, fileTimeOfDate(text));
}

function setAnniversary(bag: PropertyBag, property: VCardProperty): void {
  setDate(bag, [PidTagWeddingAnniversary, PidLidWeddingAnniversaryLocal], property);
}

/** Several notes become one body. */
function setNote(bag: PropertyBag, { text }: VCardProperty): void {
  const before = bag.get(PidTagBody);
  const note = text.replace(/\r\n|\r|\n/g, '\r\n');
  if (note !== '') bag.set(PidTagBody, typeof before === 'string' ? `${before}\r\n${note}` : note);
}

/** `home` is the personal page; any other is that of the business. */
function setUrl(bag: PropertyBag, { types, text }: VCardProperty): void {
  setOnce(bag, types.has('home') ? PidTagPersonalHomePage : PidTagBusinessHomePage, text);
}

function setClass(bag: PropertyBag, { text }: VCardProperty): void {
  const level = text.toUpperCase();
  const restricted = level === 'CONFIDENTIAL' ? Sensitivity.confidential : Sensitivity.normal;
  bag.set(PidTagSensitivity, level === 'PRIVATE' ? Sensitivity.private : restricted);
}

/** Certificates; a key that only stands elsewhere, or is text, is passed over. */
function setKey(bag: PropertyBag, { bytes }: VCardProperty): void {
  if (bytes === undefined || bytes.length === 0) return;
  bag.set(PidTagUserX509Certificate, [...(bag.get(PidTagUserX509Certificate) ?? []), bytes]);
}

function setGender(bag: PropertyBag, { text }: VCardProperty): void {
  const sex = text.charAt(0).toUpperCase();
  if (sex === 'F') bag.set(PidTagGender, Gender.female);
  if (sex === 'M') bag.set(PidTagGender, Gender.male);
}

function setUserField(bag: PropertyBag, { text }: VCardProperty): void {
  const free = userFields.find((definition) => !bag.has(definition));
  if (free !== undefined && text !== '') bag.set(free, text);
}

function designOf(property: VCardProperty): Uint8Array {
  return property.bytes ?? utf8Bytes(property.text);
}
