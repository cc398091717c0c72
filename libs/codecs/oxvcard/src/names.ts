/** FN, N and ORG. [MS-OXVCARD] 2.1.3.2.1, 2.1.3.2.2, 2.1.3.6.5; [MS-OXOCNTC] 2.2.1.1 */
import {
  type PropertyBag,
  PidLidEmail1EmailAddress,
  PidLidFileUnder,
  PidLidFileUnderId,
  PidTagCompanyName,
  PidTagConversationTopic,
  PidTagDepartmentName,
  PidTagDisplayName,
  PidTagDisplayNamePrefix,
  PidTagGeneration,
  PidTagGivenName,
  PidTagMiddleName,
  PidTagNormalizedSubject,
  PidTagSubject,
  PidTagSurname,
} from '@postbus/mapi';
import type { VCardProperty } from './content-line.ts';
import { textIn } from './values-in.ts';
import { type ContentLine, contentLine, escaped } from './write-lines.ts';

/** In the order of N. */
const nameParts = [
  PidTagSurname,
  PidTagGivenName,
  PidTagMiddleName,
  PidTagDisplayNamePrefix,
  PidTagGeneration,
] as const;
/** Values of PidLidFileUnderId: `Surname, Given Middle`, the company, a text of its own. [MS-OXOCNTC] 2.2.1.1.11 */
const FileUnder = { surnameGivenMiddle: 0x8017, company: 0x3a16, ownText: -1 } as const;

export function setName(bag: PropertyBag, property: VCardProperty): void {
  property.components.slice(0, nameParts.length).forEach((component, index) => {
    const text = component.filter((value) => value !== '').join(' ');
    if (text !== '') bag.set(nameParts[index]!, text);
  });
}

/** The organization, and its units as one department. */
export function setOrganization(bag: PropertyBag, property: VCardProperty): void {
  const [company = '', ...units] = property.components.map((component) => component.join(', '));
  const department = units.filter((unit) => unit !== '').join(', ');
  if (company !== '') bag.set(PidTagCompanyName, company);
  if (department !== '') bag.set(PidTagDepartmentName, department);
}

/** The display name: FN, else what can be made of the names, the company or the address. */
export function displayNameOf(bag: PropertyBag, formattedName: string): string {
  if (formattedName !== '') return formattedName;
  const order = [PidTagDisplayNamePrefix, PidTagGivenName, PidTagMiddleName, PidTagSurname, PidTagGeneration];
  const composed = order
    .map((part) => textIn(bag, part))
    .filter((text) => text !== '')
    .join(' ');
  return composed || textIn(bag, PidTagCompanyName) || textIn(bag, PidLidEmail1EmailAddress);
}

/** The properties that every Contact object has by its name. */
export function setDisplayName(bag: PropertyBag, displayName: string): void {
  bag
    .set(PidTagDisplayName, displayName)
    .set(PidTagSubject, displayName)
    .set(PidTagNormalizedSubject, displayName)
    .set(PidTagConversationTopic, displayName);
  const [surname, given, middle] = nameParts.map((part) => textIn(bag, part));
  const fore = [given, middle].filter((part) => part !== '').join(' ');
  const byName = [surname, fore].filter((part) => part !== '').join(', ');
  const company = bag.get(PidTagCompanyName);
  if (byName !== '') bag.set(PidLidFileUnder, byName).set(PidLidFileUnderId, FileUnder.surnameGivenMiddle);
  else if (displayName === company) bag.set(PidLidFileUnder, company).set(PidLidFileUnderId, FileUnder.company);
  else bag.set(PidLidFileUnder, displayName).set(PidLidFileUnderId, FileUnder.ownText);
}

/** FN and N, which vCard 3.0 requires, and ORG where there is one. */
export function nameLines(bag: PropertyBag): ContentLine[] {
  const formatted = textIn(bag, PidTagDisplayName) || textIn(bag, PidTagNormalizedSubject);
  const structured = nameParts.map((part) => escaped(textIn(bag, part))).join(';');
  const lines = [contentLine('FN', escaped(displayNameOf(bag, formatted))), contentLine('N', structured)];
  const organization = [PidTagCompanyName, PidTagDepartmentName].map((part) => escaped(textIn(bag, part)));
  while (organization.at(-1) === '') organization.pop();
  return organization.length === 0 ? lines : [...lines, contentLine('ORG', organization.join(';'))];
}
