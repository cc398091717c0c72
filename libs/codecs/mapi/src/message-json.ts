/**
 * The interchange form of messages: what `postbus convert --to json` writes, for people and for other programs.
 *
 *     { "format": "postbus.message.v1", "properties": […], "recipients": [{"properties": […]}],
 *       "attachments": [{"properties": […], "message": {"properties": …}}] }
 *
 * A property has its canonical `name` where [MS-OXPROPS] gives one, its `tag` (`0x0037001F`) or its `propertySet` with
 * `lid` or `propertyName`, its `type`, and its `value`. Reading, tag or property set and type decide; `name` is for people.
 */
import type { ExternalValue } from './external-value.ts';
import { type JsonValue, jsonValueOf, valueOfJson } from './json-value.ts';
import { MapiError } from './mapi-error.ts';
import type { AttachmentObject, MessageObject } from './message-object.ts';
import { type Property, type PropertyKey, propertyTag } from './property.ts';
import { PropertyBag } from './property-bag.ts';
import { PropertyType } from './property-type.ts';
import { definitionOf } from './registry/registry.ts';

export interface PropertyJson {
  readonly name?: string;
  readonly tag?: string;
  readonly propertySet?: string;
  readonly lid?: string;
  readonly propertyName?: string;
  readonly type: string;
  readonly value: JsonValue;
}

export interface ObjectJson {
  readonly properties: readonly PropertyJson[];
  readonly recipients: readonly { readonly properties: readonly PropertyJson[] }[];
  readonly attachments: readonly { readonly properties: readonly PropertyJson[]; readonly message?: ObjectJson }[];
}

export interface MessageJson extends ObjectJson {
  readonly format: typeof messageJsonFormat;
}

/** Puts a value that lies outside in place: text for PtypString, bytes otherwise; undefined leaves it a reference. */
export type InlineValue = (value: ExternalValue, property: Property) => Uint8Array | string | undefined;

export const messageJsonFormat = 'postbus.message.v1';
/** Stops a document made to exhaust the stack. */
const deepest = 100;

const typeNames = new Map<number, string>(Object.entries(PropertyType).map(([name, type]) => [type, name]));

/** @param inline what to do with values that lie outside the message; they stay references unless given */
export function toJson(message: MessageObject, inline?: InlineValue): MessageJson {
  return { format: messageJsonFormat, ...objectJson(message, inline) };
}

/**
 * The message of a document that `toJson` wrote, or that a person wrote like it.
 * @throws {MapiError} `not-message-json`, `too-deep`, with the path in the document
 */
export function fromJson(json: unknown): MessageObject {
  return readObject(json, '', 0);
}

function objectJson(message: MessageObject, inline?: InlineValue): ObjectJson {
  const properties = (bag: PropertyBag) => Array.from(bag, (property) => propertyJson(property, inline));
  return {
    properties: properties(message.properties),
    recipients: message.recipients.map((recipient) => ({ properties: properties(recipient) })),
    attachments: message.attachments.map(({ properties: bag, embedded }) => ({
      properties: properties(bag),
      ...(embedded === undefined ? {} : { message: objectJson(embedded, inline) }),
    })),
  };
}

function propertyJson(property: Property, inline?: InlineValue): PropertyJson {
  const { key, type } = property;
  const name = definitionOf(key, type)?.canonicalName;
  return {
    ...(name === undefined ? {} : { name }),
    ...keyJson(key, type),
    type: typeNames.get(type) ?? hexText(type, 4),
    value: jsonValueOf(property, inline),
  };
}

function keyJson(key: PropertyKey, type: PropertyType): Partial<PropertyJson> {
  if (typeof key === 'number') return { tag: hexText(propertyTag(key, type), 8) };
  return key.name === undefined
    ? { propertySet: key.guid, lid: hexText(key.lid, 4) }
    : { propertySet: key.guid, propertyName: key.name };
}

function hexText(value: number, digits: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(digits, '0')}`;
}

function readObject(json: unknown, path: string, depth: number): MessageObject {
  if (depth > deepest) throw new MapiError('too-deep', path, `embedded messages more than ${deepest} deep`);
  const { properties, recipients, attachments } = readRecord(json, path);
  return {
    properties: readProperties(properties, `${path}/properties`),
    recipients: readArray(recipients ?? [], `${path}/recipients`).map((recipient, index) => {
      const at = `${path}/recipients/${index}`;
      return readProperties(readRecord(recipient, at)['properties'], `${at}/properties`);
    }),
    attachments: readArray(attachments ?? [], `${path}/attachments`).map((attachment, index) =>
      readAttachment(attachment, `${path}/attachments/${index}`, depth),
    ),
  };
}

function readAttachment(json: unknown, path: string, depth: number): AttachmentObject {
  const { properties: list, message } = readRecord(json, path);
  const properties = readProperties(list, `${path}/properties`);
  return message === undefined
    ? { properties }
    : { properties, embedded: readObject(message, `${path}/message`, depth + 1) };
}

function readProperties(json: unknown, path: string): PropertyBag {
  return new PropertyBag(readArray(json, path).map((item, index) => readProperty(item, `${path}/${index}`)));
}

function readProperty(json: unknown, path: string): Property {
  const record = readRecord(json, path);
  const type = readType(record['type'], path);
  return { key: readKey(record, path), type, value: valueOfJson(record['value'], type, `${path}/value`) };
}

function readType(json: unknown, path: string): PropertyType {
  if (typeof json === 'string') {
    const type = json.startsWith('0x') ? Number(json) : (PropertyType as Readonly<Record<string, number>>)[json];
    if (type !== undefined && Number.isInteger(type)) return type as PropertyType;
  }
  throw new MapiError('not-message-json', `${path}/type`, 'not the name of a property type');
}

function readKey(record: Readonly<Record<string, unknown>>, path: string): PropertyKey {
  const { tag, propertySet: guid, lid, propertyName } = record;
  if (typeof tag === 'string' && /^0x[0-9a-f]{8}$/i.test(tag)) return Number(tag) >>> 16;
  if (typeof guid === 'string' && typeof lid === 'string' && /^0x[0-9a-f]{1,8}$/i.test(lid))
    return { guid, lid: Number(lid) };
  if (typeof guid === 'string' && typeof propertyName === 'string') return { guid, name: propertyName };
  throw new MapiError('not-message-json', path, 'neither a tag nor a property set with a lid or a propertyName');
}

function readRecord(json: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new MapiError('not-message-json', path || '/', 'not an object');
  return json as Readonly<Record<string, unknown>>;
}

function readArray(json: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(json)) throw new MapiError('not-message-json', path || '/', 'not an array');
  return json;
}
