/**
 * Messages whose known properties have values of their own kind. What comes from outside gives an id any type, and
 * whoever asks for a text would be given a number.
 */
import {
  type MessageObject,
  type Property,
  PropertyBag,
  PropertyType,
  type PropertyValue,
  definitionOf,
  isExternal,
  keyText,
} from '@postbus/mapi';
import type { MessageDefect } from './message-file.ts';

/** How a value is held: several types are held alike, and each does for the other. */
type Kind = 'number' | 'bigint' | 'boolean' | 'string' | 'bytes';

/** Multi-valued types have this bit. [MS-OXCDATA] 2.11.1 */
const multiple = 0x1000;
const kinds = new Map<number, Kind>([
  [PropertyType.PtypInteger16, 'number'],
  [PropertyType.PtypInteger32, 'number'],
  [PropertyType.PtypFloating32, 'number'],
  [PropertyType.PtypFloating64, 'number'],
  [PropertyType.PtypFloatingTime, 'number'],
  [PropertyType.PtypErrorCode, 'number'],
  [PropertyType.PtypCurrency, 'bigint'],
  [PropertyType.PtypInteger64, 'bigint'],
  [PropertyType.PtypTime, 'bigint'],
  [PropertyType.PtypBoolean, 'boolean'],
  [PropertyType.PtypString, 'string'],
  [PropertyType.PtypString8, 'string'],
  [PropertyType.PtypGuid, 'string'],
]);
const typeNames = new Map<number, string>(Object.entries(PropertyType).map(([name, type]) => [type, name]));

/** @returns `message` without properties of another kind than theirs, and a defect for each */
export function withOwnTypes(message: MessageObject): { message: MessageObject; defects: MessageDefect[] } {
  const defects: MessageDefect[] = [];
  return { message: checked(message, '', defects), defects };
}

function checked(message: MessageObject, path: string, defects: MessageDefect[]): MessageObject {
  const { properties, recipients, attachments } = message;
  return {
    properties: checkedBag(properties, path, defects),
    recipients: recipients.map((one, index) => checkedBag(one, `${path}/recipients/${index}`, defects)),
    attachments: attachments.map(({ properties: bag, embedded }, index) => {
      const at = `${path}/attachments/${index}`;
      const own = checkedBag(bag, at, defects);
      if (embedded === undefined) return { properties: own };
      return { properties: own, embedded: checked(embedded, `${at}/message`, defects) };
    }),
  };
}

/** `bag` itself where all is well. */
function checkedBag(bag: PropertyBag, path: string, defects: MessageDefect[]): PropertyBag {
  const faulty = new Set<Property>();
  for (const property of bag) {
    const definition = definitionOf(property.key, property.type);
    if (definition === undefined || isOfType(property.value, definition.type)) continue;
    faulty.add(property);
    const types = [property.type, definition.type].map((type) => typeNames.get(type) ?? String(type));
    const message = `${definition.canonicalName} is ${types[0]}, not ${types[1]}, and was left out`;
    defects.push({ code: 'property-of-another-type', message, place: `${path}/${keyText(property.key)}` });
  }
  return faulty.size === 0 ? bag : new PropertyBag([...bag].filter((property) => !faulty.has(property)));
}

function isOfType(value: PropertyValue, type: PropertyType): boolean {
  const kind = kinds.get(type & ~multiple) ?? 'bytes';
  if (Array.isArray(value)) return (type & multiple) !== 0 && value.every((item: unknown) => isOfKind(item, kind));
  if ((type & multiple) !== 0) return false;
  return isExternal(value) ? kind === 'string' || kind === 'bytes' : isOfKind(value, kind);
}

function isOfKind(value: unknown, kind: Kind): boolean {
  return kind === 'bytes' ? value instanceof Uint8Array : typeof value === kind;
}
