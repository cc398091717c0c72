/** ADR and LABEL. [MS-OXVCARD] 2.1.3.3, [MS-OXOCNTC] 2.2.1.3 */
import {
  type PropertyBag,
  type PropertyDefinition,
  PidLidHomeAddress,
  PidLidOtherAddress,
  PidLidPostalAddressId,
  PidLidWorkAddress,
  PidLidWorkAddressCity,
  PidLidWorkAddressCountry,
  PidLidWorkAddressPostOfficeBox,
  PidLidWorkAddressPostalCode,
  PidLidWorkAddressState,
  PidLidWorkAddressStreet,
  PidTagCountry,
  PidTagHomeAddressCity,
  PidTagHomeAddressCountry,
  PidTagHomeAddressPostOfficeBox,
  PidTagHomeAddressPostalCode,
  PidTagHomeAddressStateOrProvince,
  PidTagHomeAddressStreet,
  PidTagLocality,
  PidTagOtherAddressCity,
  PidTagOtherAddressCountry,
  PidTagOtherAddressPostOfficeBox,
  PidTagOtherAddressPostalCode,
  PidTagOtherAddressStateOrProvince,
  PidTagOtherAddressStreet,
  PidTagPostOfficeBox,
  PidTagPostalAddress,
  PidTagPostalCode,
  PidTagStateOrProvince,
  PidTagStreetAddress,
} from '@postbus/mapi';
import type { VCardProperty } from './content-line.ts';
import { textIn } from './values-in.ts';
import { type ContentLine, contentLine, escaped } from './write-lines.ts';

type Text = PropertyDefinition<string>;

/** One address of a contact: where its parts are, in the order of ADR without the extended address. */
interface AddressPlace {
  readonly type: 'home' | 'work' | 'other';
  /** Value of PidLidPostalAddressId that says that this one is the mailing address. */
  readonly id: number;
  readonly whole: Text;
  readonly parts: readonly Text[];
}

const home: AddressPlace = {
  type: 'home',
  id: 1,
  whole: PidLidHomeAddress,
  parts: [
    PidTagHomeAddressPostOfficeBox,
    PidTagHomeAddressStreet,
    PidTagHomeAddressCity,
    PidTagHomeAddressStateOrProvince,
    PidTagHomeAddressPostalCode,
    PidTagHomeAddressCountry,
  ],
};
const work: AddressPlace = {
  type: 'work',
  id: 2,
  whole: PidLidWorkAddress,
  parts: [
    PidLidWorkAddressPostOfficeBox,
    PidLidWorkAddressStreet,
    PidLidWorkAddressCity,
    PidLidWorkAddressState,
    PidLidWorkAddressPostalCode,
    PidLidWorkAddressCountry,
  ],
};
const other: AddressPlace = {
  type: 'other',
  id: 3,
  whole: PidLidOtherAddress,
  parts: [
    PidTagOtherAddressPostOfficeBox,
    PidTagOtherAddressStreet,
    PidTagOtherAddressCity,
    PidTagOtherAddressStateOrProvince,
    PidTagOtherAddressPostalCode,
    PidTagOtherAddressCountry,
  ],
};
const places = [work, home, other];
/** The mailing address, a copy of one of the three. */
const mailing: readonly Text[] = [
  PidTagPostOfficeBox,
  PidTagStreetAddress,
  PidTagLocality,
  PidTagStateOrProvince,
  PidTagPostalCode,
  PidTagCountry,
];

/**
 * All ADR and LABEL of a vCard, and the mailing address: the one marked as preferred, else the first of work, home, other.
 * A second address of a type becomes the other one where that is free.
 */
export function setAddresses(bag: PropertyBag, properties: readonly VCardProperty[]): void {
  let preferred: AddressPlace | undefined;
  for (const property of properties) {
    if (property.name === 'ADR') {
      const place = setAddress(bag, property);
      if (property.types.has('pref')) preferred ??= place;
    } else if (property.name === 'LABEL') setWhole(bag, placeOf(property), property.text);
    else if (property.name === 'X-MS-OL-DEFAULT-POSTAL-ADDRESS') {
      preferred = places.find(({ id }) => String(id) === property.text) ?? preferred;
    }
  }
  for (const place of places) setWhole(bag, place, composed(partsOf(bag, place.parts)));
  const chosen = [preferred, ...places].find((place) => place !== undefined && hasAddress(bag, place));
  if (chosen !== undefined) setMailing(bag, chosen);
}

function setAddress(bag: PropertyBag, property: VCardProperty): AddressPlace | undefined {
  const [box, extended, street, ...rest] = property.components.map((component) => component.join('\n'));
  const lines = [street, extended].filter((line) => line !== undefined && line !== '');
  const values = [box, lines.join('\n'), ...rest].slice(0, mailing.length).map((value) => withCrLf(value ?? ''));
  if (values.every((value) => value === '')) return undefined;
  const place = [placeOf(property), other].find((one) => !hasAddress(bag, one));
  place?.parts.forEach((part, index) => setText(bag, part, values[index]));
  const label = property.parameter('LABEL')[0];
  if (place !== undefined && label !== undefined) setWhole(bag, place, label);
  return place;
}

/** Work where no type is given: the default of RFC 2426 3.2.1. */
function placeOf({ types }: VCardProperty): AddressPlace {
  if (types.has('home')) return home;
  const said = [...types].some((type) => type !== 'pref' && type !== '');
  return types.has('work') || !said ? work : other;
}

function setWhole(bag: PropertyBag, { whole }: AddressPlace, text: string): void {
  if (!bag.has(whole)) setText(bag, whole, withCrLf(text));
}

function setMailing(bag: PropertyBag, place: AddressPlace): void {
  bag.set(PidLidPostalAddressId, place.id);
  mailing.forEach((part, index) => setText(bag, part, bag.get(place.parts[index]!)));
  setText(bag, PidTagPostalAddress, bag.get(place.whole));
}

export function addressLines(bag: PropertyBag): ContentLine[] {
  const written = places.filter((place) => hasAddress(bag, place));
  const mailed = mailedPlace(bag, written);
  const lines = written.map((place) => addressLine(bag, place.type, place.parts, place === mailed));
  const isOnlyMailing = mailed === undefined && mailing.some((part) => hasText(bag, part));
  return isOnlyMailing ? [addressLine(bag, 'work', mailing, true), ...lines] : lines;
}

/** What PidLidPostalAddressId names; without it the mailing address is that of work, [MS-OXVCARD] 3.2. */
function mailedPlace(bag: PropertyBag, written: readonly AddressPlace[]): AddressPlace | undefined {
  const id = bag.get(PidLidPostalAddressId) ?? work.id;
  return written.find((place) => place.id === id);
}

function addressLine(bag: PropertyBag, type: string, parts: readonly Text[], isPreferred: boolean): ContentLine {
  const [box, ...rest] = partsOf(bag, parts).map((part) => escaped(part));
  const types = [type === 'other' ? 'postal' : type, ...(isPreferred ? ['pref'] : [])];
  return contentLine(`ADR;TYPE=${types.join(',')}`, [box, '', ...rest].join(';'));
}

function hasAddress(bag: PropertyBag, { parts }: AddressPlace): boolean {
  return parts.some((part) => hasText(bag, part));
}

function hasText(bag: PropertyBag, definition: Text): boolean {
  return textIn(bag, definition) !== '';
}

function partsOf(bag: PropertyBag, parts: readonly Text[]): string[] {
  return parts.map((part) => textIn(bag, part));
}

/** Street, then `City, State Code`, then the country. */
function composed([box = '', street = '', city = '', state = '', code = '', country = '']: readonly string[]): string {
  const region = [state, code].filter((part) => part !== '').join(' ');
  const town = [city, region].filter((part) => part !== '').join(', ');
  return [box, street, town, country].filter((line) => line !== '').join('\n');
}

function setText(bag: PropertyBag, definition: Text, text: string | undefined): void {
  if (text !== undefined && text !== '') bag.set(definition, text);
}

function withCrLf(text: string): string {
  return text.replace(/\r\n|\r|\n/g, '\r\n');
}
