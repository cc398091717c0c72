/**
 * The JSON form of a message, docs/message-json.md, written: a property a line, so that people and diffs can read it.
 * All values are in place; one in a blob, which no file has, stays the reference that it was.
 */
import {
  type MessageObject,
  type Property,
  PropertyBag,
  type PropertyJson,
  PropertyType,
  type ResolveValue,
  isExternal,
  messageJsonFormat,
  toJson,
} from '@postbus/mapi';
import { resolveText } from '@postbus/oxcmail';
import { DocumentWriter } from './document-writer.ts';

export interface WriteJsonOptions {
  /** Put in the document, so that it can be given back byte for byte. */
  readonly mime: Uint8Array | undefined;
  readonly resolve: ResolveValue;
}

interface Document {
  readonly writer: DocumentWriter;
  readonly resolve: ResolveValue;
}

/** Bytes from which a binary value does not pass through a string. */
const largeBinary = 1024;

/** @throws {OxcmailError} where `resolve` cannot read a value */
export function writeJson(message: MessageObject, { mime, resolve }: WriteJsonOptions): Uint8Array<ArrayBuffer> {
  const writer = new DocumentWriter();
  writer.text(`{\n  "format": ${JSON.stringify(messageJsonFormat)},\n`);
  writeMembers(message, '  ', { writer, resolve });
  if (mime !== undefined) {
    writer.text(',\n  "mime": "');
    writer.base64(mime);
    writer.text('"');
  }
  writer.text('\n}\n');
  return writer.bytes();
}

function writeMembers({ properties, recipients, attachments }: MessageObject, indent: string, document: Document) {
  const { writer } = document;
  const deeper = `${indent}    `;
  writeProperties(properties, indent, document);
  writer.text(',\n');
  writeArray('recipients', recipients, indent, writer, (recipient) => {
    writer.text(`${indent}  {\n`);
    writeProperties(recipient, deeper, document);
    writer.text(`\n${indent}  }`);
  });
  writer.text(',\n');
  writeArray('attachments', attachments, indent, writer, (attachment) => {
    writer.text(`${indent}  {\n`);
    writeProperties(attachment.properties, deeper, document);
    if (attachment.embedded !== undefined) {
      writer.text(`,\n${deeper}"message": {\n`);
      writeMembers(attachment.embedded, `${deeper}  `, document);
      writer.text(`\n${deeper}}`);
    }
    writer.text(`\n${indent}  }`);
  });
}

function writeProperties(bag: PropertyBag, indent: string, document: Document): void {
  writeArray('properties', [...bag], indent, document.writer, (property) => {
    document.writer.text(`${indent}  `);
    writeProperty(property, document);
  });
}

function writeProperty(property: Property, { writer, resolve }: Document): void {
  const large = largeValue(property, resolve);
  if (large === undefined) return writer.text(JSON.stringify(propertyJson(property, resolve)));
  const empty = JSON.stringify(propertyJson({ ...property, value: new Uint8Array(0) }, resolve));
  writer.text(empty.slice(0, -'"}'.length));
  writer.base64(large);
  writer.text('"}');
}

function largeValue({ type, value }: Property, resolve: ResolveValue): Uint8Array | undefined {
  if (type === PropertyType.PtypString) return undefined;
  if (value instanceof Uint8Array) return value.length < largeBinary ? undefined : value;
  if (!isExternal(value) || value.in === 'blob' || value.size < largeBinary) return undefined;
  return resolve(value);
}

function propertyJson(property: Property, resolve: ResolveValue): PropertyJson {
  const alone = { properties: new PropertyBag([property]), recipients: [], attachments: [] };
  const { properties } = toJson(alone, (value, { type }) => {
    if (value.in === 'blob') return undefined;
    return type === PropertyType.PtypString ? resolveText(value, resolve) : resolve(value);
  });
  return properties[0]!;
}

function writeArray<Item>(
  name: string,
  items: readonly Item[],
  indent: string,
  writer: DocumentWriter,
  writeItem: (item: Item) => void,
): void {
  if (items.length === 0) return writer.text(`${indent}"${name}": []`);
  writer.text(`${indent}"${name}": [\n`);
  items.forEach((item, index) => {
    if (index > 0) writer.text(',\n');
    writeItem(item);
  });
  writer.text(`\n${indent}]`);
}
