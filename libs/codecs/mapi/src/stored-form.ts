/**
 * Messages as plain JSON, as small as it stays readable: what stores keep and worker threads hand over. Nothing is lost.
 *
 *     message    = [properties, recipients, attachments]
 *     properties = [name, value, name, value, …]      name = tag | [type, GUID, LID | string]
 *     recipients = [properties, …]
 *     attachments = [{"p": properties, "m": message}, …]   m only where one is embedded
 *     value      = string | number | boolean | {"i": decimal} | {"b": base64} | {"f": "NaN"} | {"x": external} | [value, …]
 */
import { fromBase64, toBase64 } from '@postbus/bytes';
import { type ExternalValue, isExternal } from './external-value.ts';
import { MapiError } from './mapi-error.ts';
import type { AttachmentObject, MessageObject } from './message-object.ts';
import { type Property, type PropertyKey, type PropertyValue, type ScalarValue, propertyTag } from './property.ts';
import { PropertyBag } from './property-bag.ts';
import type { PropertyType } from './property-type.ts';

type StoredScalar =
  | string
  | number
  | boolean
  | { readonly i: string }
  | { readonly b: string }
  | { readonly f: string };
type StoredValue = StoredScalar | readonly StoredScalar[] | { readonly x: ExternalValue };
type StoredName = number | readonly [type: number, guid: string, name: number | string];
type StoredProperties = readonly (StoredName | StoredValue)[];
export type StoredMessage = readonly [
  properties: StoredProperties,
  recipients: readonly StoredProperties[],
  attachments: readonly { readonly p: StoredProperties; readonly m?: StoredMessage }[],
];

/** Stops a stored value made to exhaust the stack. */
const deepest = 100;

export function toStored(message: MessageObject): StoredMessage {
  return [
    storedProperties(message.properties),
    message.recipients.map(storedProperties),
    message.attachments.map(({ properties, embedded }) =>
      embedded === undefined
        ? { p: storedProperties(properties) }
        : { p: storedProperties(properties), m: toStored(embedded) },
    ),
  ];
}

/**
 * The message that `toStored` was given.
 * @param stored what `JSON.parse` gives
 * @throws {MapiError} `not-a-stored-message`, `too-deep`, with the path in `stored`
 */
export function fromStored(stored: unknown): MessageObject {
  return readMessage(stored, '', 0);
}

function storedProperties(bag: PropertyBag): StoredProperties {
  const stored: (StoredName | StoredValue)[] = [];
  for (const { key, type, value } of bag) stored.push(storedName(key, type), storedValue(value));
  return stored;
}

function storedName(key: PropertyKey, type: PropertyType): StoredName {
  return typeof key === 'number' ? propertyTag(key, type) : [type, key.guid, key.name ?? key.lid];
}

function storedValue(value: PropertyValue): StoredValue {
  if (Array.isArray(value)) return (value as readonly ScalarValue[]).map(storedScalar);
  return isExternal(value) ? { x: value } : storedScalar(value as ScalarValue);
}

function storedScalar(value: ScalarValue): StoredScalar {
  if (typeof value === 'bigint') return { i: String(value) };
  if (value instanceof Uint8Array) return { b: toBase64(value) };
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
    return { f: Object.is(value, -0) ? '-0' : String(value) };
  return value;
}

function readMessage(stored: unknown, path: string, depth: number): MessageObject {
  if (depth > deepest) throw new MapiError('too-deep', path, `embedded messages more than ${deepest} deep`);
  const [properties, recipients, attachments] = readArray(stored, path);
  return {
    properties: readProperties(properties, `${path}/0`),
    recipients: readArray(recipients, `${path}/1`).map((recipient, index) =>
      readProperties(recipient, `${path}/1/${index}`),
    ),
    attachments: readArray(attachments, `${path}/2`).map((attachment, index) =>
      readAttachment(attachment, `${path}/2/${index}`, depth),
    ),
  };
}

function readAttachment(stored: unknown, path: string, depth: number): AttachmentObject {
  if (!isRecord(stored)) throw malformed(path, 'an attachment is an object');
  const properties = readProperties(stored['p'], `${path}/p`);
  return stored['m'] === undefined
    ? { properties }
    : { properties, embedded: readMessage(stored['m'], `${path}/m`, depth + 1) };
}

function readProperties(stored: unknown, path: string): PropertyBag {
  const items = readArray(stored, path);
  const bag = new PropertyBag();
  for (let at = 0; at + 1 < items.length; at += 2) {
    bag.put({ ...readName(items[at], `${path}/${at}`), value: readValue(items[at + 1], `${path}/${at + 1}`) });
  }
  return bag;
}

function readName(stored: unknown, path: string): Pick<Property, 'key' | 'type'> {
  if (typeof stored === 'number') return { key: stored >>> 16, type: (stored & 0xffff) as PropertyType };
  const [type, guid, name] = readArray(stored, path);
  if (typeof type !== 'number' || typeof guid !== 'string') throw malformed(path, 'not the name of a property');
  if (typeof name === 'number') return { key: { guid, lid: name }, type: type as PropertyType };
  if (typeof name === 'string') return { key: { guid, name }, type: type as PropertyType };
  throw malformed(path, 'not the name of a property');
}

function readValue(stored: unknown, path: string): PropertyValue {
  if (Array.isArray(stored)) return stored.map((item, index) => readScalar(item, `${path}/${index}`));
  if (!isRecord(stored) || stored['x'] === undefined) return readScalar(stored, path);
  if (!isExternal(stored['x'])) throw malformed(path, 'neither a blob nor a slice of MIME');
  return stored['x'];
}

function readScalar(stored: unknown, path: string): ScalarValue {
  if (typeof stored === 'string' || typeof stored === 'number' || typeof stored === 'boolean') return stored;
  if (!isRecord(stored)) throw malformed(path, 'not a value');
  const { i, b, f } = stored;
  try {
    if (typeof i === 'string') return BigInt(i);
    if (typeof b === 'string') return fromBase64(b);
  } catch (error) {
    throw malformed(path, 'not a number or not base64', error);
  }
  if (typeof f === 'string') return Number(f);
  throw malformed(path, 'not a value');
}

function readArray(stored: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(stored)) throw malformed(path, 'not an array');
  return stored;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(path: string, message: string, cause?: unknown): MapiError {
  return new MapiError('not-a-stored-message', path === '' ? '/' : path, message, { cause });
}
