/** TEL and X-MS-TEL. [MS-OXVCARD] 2.1.3.4.1, 2.1.3.9.5 */
import {
  type PropertyBag,
  type PropertyDefinition,
  PidTagAssistantTelephoneNumber,
  PidTagBusiness2TelephoneNumber,
  PidTagBusinessFaxNumber,
  PidTagBusinessTelephoneNumber,
  PidTagCallbackTelephoneNumber,
  PidTagCarTelephoneNumber,
  PidTagCompanyMainTelephoneNumber,
  PidTagHome2TelephoneNumber,
  PidTagHomeFaxNumber,
  PidTagHomeTelephoneNumber,
  PidTagIsdnNumber,
  PidTagMobileTelephoneNumber,
  PidTagOtherTelephoneNumber,
  PidTagPagerTelephoneNumber,
  PidTagPrimaryFaxNumber,
  PidTagPrimaryTelephoneNumber,
  PidTagRadioTelephoneNumber,
  PidTagTelecommunicationsDeviceForDeafTelephoneNumber,
} from '@postbus/mapi';
import type { VCardProperty } from './content-line.ts';
import { textIn } from './values-in.ts';
import { type ContentLine, contentLine, escaped } from './write-lines.ts';

type Text = PropertyDefinition<string>;

/** Types that choose the property, the more telling first, and where the first and the second number of one go. */
const placesByTypes: readonly (readonly [types: readonly string[], ...places: Text[]])[] = [
  [['work', 'fax'], PidTagBusinessFaxNumber],
  [['home', 'fax'], PidTagHomeFaxNumber],
  [['fax'], PidTagPrimaryFaxNumber],
  [['pager'], PidTagPagerTelephoneNumber],
  [['cell'], PidTagMobileTelephoneNumber],
  [['car'], PidTagCarTelephoneNumber],
  [['isdn'], PidTagIsdnNumber],
  [['work'], PidTagBusinessTelephoneNumber, PidTagBusiness2TelephoneNumber],
  [['home'], PidTagHomeTelephoneNumber, PidTagHome2TelephoneNumber],
  [['pcs'], PidTagMobileTelephoneNumber],
  ...['msg', 'voice', 'video', 'bbs', 'modem', 'text', 'textphone'].map(
    (type) => [[type], PidTagOtherTelephoneNumber] as const,
  ),
  [['pref'], PidTagPrimaryTelephoneNumber],
];

const msTelephones: readonly (readonly [type: string, place: Text])[] = [
  ['COMPANY', PidTagCompanyMainTelephoneNumber],
  ['ASSISTANT', PidTagAssistantTelephoneNumber],
  ['CALLBACK', PidTagCallbackTelephoneNumber],
  ['RADIO', PidTagRadioTelephoneNumber],
  ['TTYTDD', PidTagTelecommunicationsDeviceForDeafTelephoneNumber],
];

const writtenTypes: readonly (readonly [type: string, place: Text])[] = [
  ['work,pref', PidTagBusinessTelephoneNumber],
  ['work', PidTagBusiness2TelephoneNumber],
  ['home', PidTagHomeTelephoneNumber],
  ['home', PidTagHome2TelephoneNumber],
  ['cell', PidTagMobileTelephoneNumber],
  ['voice', PidTagOtherTelephoneNumber],
  ['pref', PidTagPrimaryTelephoneNumber],
  ['pager', PidTagPagerTelephoneNumber],
  ['car', PidTagCarTelephoneNumber],
  ['isdn', PidTagIsdnNumber],
  ['work,fax', PidTagBusinessFaxNumber],
  ['home,fax', PidTagHomeFaxNumber],
  ['fax', PidTagPrimaryFaxNumber],
];

/** One TEL: to the first free property of its types; numbers past that are passed over, as the document says. */
export function setTelephone(bag: PropertyBag, property: VCardProperty): void {
  const number = numberOf(property);
  const { types } = property;
  const [, ...places] = placesByTypes.find(([wanted]) => wanted.every((type) => types.has(type))) ?? [
    [],
    PidTagOtherTelephoneNumber,
  ];
  setFirstFree(bag, places, number);
}

/** One X-MS-TEL; its type stands as `TYPE=COMPANY` or alone. */
export function setMsTelephone(bag: PropertyBag, property: VCardProperty): void {
  const { types } = property;
  const place = msTelephones.find(([type]) => types.has(type.toLowerCase()))?.[1];
  if (place !== undefined) setFirstFree(bag, [place], numberOf(property));
}

export function telephoneLines(bag: PropertyBag): ContentLine[] {
  return [...linesOf(bag, 'TEL', writtenTypes), ...linesOf(bag, 'X-MS-TEL', msTelephones)];
}

function linesOf(bag: PropertyBag, name: string, places: typeof writtenTypes): ContentLine[] {
  return places.flatMap(([type, place]) => {
    const number = textIn(bag, place);
    return number === '' ? [] : [contentLine(`${name};TYPE=${type}`, escaped(number))];
  });
}

function setFirstFree(bag: PropertyBag, places: readonly Text[], number: string): void {
  const free = places.find((place) => !bag.has(place));
  if (free !== undefined && number !== '') bag.set(free, number);
}

/** Without the `tel:` of vCard 4.0. */
function numberOf(property: VCardProperty): string {
  return property.text.replace(/^tel:/i, '');
}
