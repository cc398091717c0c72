/** Values that may lie outside an object, or be of another type than they should. */
import {
  type ExternalValue,
  type MessageObject,
  PidTagBody,
  PidTagHtml,
  PropertyBag,
  type PropertyDefinition,
  type ResolveValue,
  isExternal,
} from '@postbus/mapi';
import { textBody } from '@postbus/oxcmail';
import { OxosmmsError } from './oxosmms-error.ts';

/** The `ResolveValue` of who has none. */
export function unresolved(value: ExternalValue): never {
  throw new OxosmmsError('value-not-here', value.in, 'a value lies outside, and nothing was given to read it');
}

/** The text of PidTagBody, else that of PidTagHtml: programs set either, or both. [MS-OXOSMMS] 6 <2>, <3> */
export function bodyText({ properties, recipients, attachments }: MessageObject, resolve: ResolveValue): string {
  const body: unknown = properties.get(PidTagBody);
  const html: unknown = properties.get(PidTagHtml);
  const wrong: PropertyDefinition[] = [];
  if (typeof body !== 'string' && !isExternal(body)) wrong.push(PidTagBody);
  if (!(html instanceof Uint8Array) && !isExternal(html)) wrong.push(PidTagHtml);
  return textBody({ properties: bagWithout(properties, wrong), recipients, attachments }, resolve);
}

/** A copy of `bag` without some properties. */
export function bagWithout(bag: PropertyBag, left: readonly PropertyDefinition[]): PropertyBag {
  const copy = new PropertyBag(bag);
  for (const definition of left) copy.delete(definition);
  return copy;
}
