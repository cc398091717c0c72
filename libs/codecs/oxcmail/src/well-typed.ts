/**
 * Message objects of other formats as readers of this one may take them: each known property of its own type. What
 * comes from outside gives an id any type, and whoever reads a text would be given a number.
 */
import { utf8Bytes } from '@postbus/bytes';
import {
  type MessageObject,
  PidTagBodyHtml,
  PidTagHtml,
  PidTagInternetCodepage,
  type Property,
  PropertyBag,
  PropertyType,
  definitionOf,
  isExternal,
} from '@postbus/mapi';
import { utf8CodePage } from './html-code-page.ts';

const unicode = new Map<PropertyType, PropertyType>([
  [PropertyType.PtypString8, PropertyType.PtypString],
  [PropertyType.PtypMultipleString8, PropertyType.PtypMultipleString],
]);

/** `message` without known properties of a type that is not theirs, in embedded messages too. */
export function wellTyped({ properties, recipients, attachments }: MessageObject): MessageObject {
  return {
    properties: withBinaryHtml(wellTypedBag(properties)),
    recipients: recipients.map(wellTypedBag),
    attachments: attachments.map(({ properties: own, embedded }) => {
      const bag = wellTypedBag(own);
      return embedded === undefined ? { properties: bag } : { properties: bag, embedded: wellTyped(embedded) };
    }),
  };
}

function wellTypedBag(bag: PropertyBag): PropertyBag {
  return PropertyBag.ofDistinct([...bag].map(inUnicode).filter(isWellTyped));
}

/** 8-bit text was decoded already: only its type is left of it. */
function inUnicode(property: Property): Property {
  const type = unicode.get(property.type);
  return type === undefined ? property : { ...property, type };
}

function isWellTyped({ key, type }: Property): boolean {
  const definition = definitionOf(key, type);
  return definition === undefined || definition.type === type;
}

/** PidTagBodyHtml and PidTagHtml have one id: HTML is held as bytes. [MS-OXCMSG] 2.2.1.58.3 */
function withBinaryHtml(bag: PropertyBag): PropertyBag {
  const html = bag.find(PidTagHtml.key);
  if (html === undefined || html.type !== PidTagBodyHtml.type) return bag;
  const { value } = html;
  bag.delete(PidTagHtml);
  if (typeof value !== 'string' || isExternal(value)) return bag;
  return bag.set(PidTagHtml, utf8Bytes(value)).set(PidTagInternetCodepage, utf8CodePage);
}
