/** vCard types that are one text in one property, in both directions. [MS-OXVCARD] 2.1.3.2, 2.1.3.6, 2.1.3.9 */
import {
  type PropertyDefinition,
  PidLidFreeBusyLocation,
  PidLidInstantMessagingAddress,
  PidTagAssistant,
  PidTagHobbies,
  PidTagManagerName,
  PidTagNickname,
  PidTagProfession,
  PidTagSpouseName,
  PidTagTitle,
} from '@postbus/mapi';

export interface TextProperty {
  readonly definition: PropertyDefinition<string>;
  /** The name written, with its parameters. */
  readonly written: string;
  /** Other names that are read. */
  readonly alsoRead: readonly string[];
}

function text(definition: PropertyDefinition<string>, written: string, ...alsoRead: string[]): TextProperty {
  return { definition, written, alsoRead };
}

/** In the order in which they are written. */
export const textProperties: readonly TextProperty[] = [
  text(PidTagNickname, 'NICKNAME'),
  text(PidTagTitle, 'TITLE'),
  text(PidTagProfession, 'ROLE'),
  text(PidLidInstantMessagingAddress, 'X-MS-IMADDRESS', 'X-MS-RM-IMACCOUNT', 'IMPP'),
  text(PidTagSpouseName, 'X-MS-SPOUSE;N', 'X-SPOUSE', 'X-EVOLUTION-SPOUSE'),
  text(PidTagManagerName, 'X-MS-MANAGER;N', 'X-MANAGER', 'X-EVOLUTION-MANAGER'),
  text(PidTagAssistant, 'X-MS-ASSISTANT;N', 'X-ASSISTANT', 'X-EVOLUTION-ASSISTANT'),
  text(PidLidFreeBusyLocation, 'FBURL'),
  text(PidTagHobbies, 'X-MS-INTERESTS'),
];

/** By the name that is read, without parameters. */
export const textPropertyByName: ReadonlyMap<string, TextProperty> = new Map(
  textProperties.flatMap((property) => {
    const own = property.written.replace(/;.*/, '');
    return [own, ...property.alsoRead].map((name) => [name, property] as const);
  }),
);
