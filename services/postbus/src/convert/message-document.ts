/** The JSON document of a message, docs/message-json.md: a property a line, so that people and diffs can read it. */
import { toBase64, utf8Bytes } from '@postbus/bytes';
import { type ObjectJson, PropertyType, type PropertyJson, toJson } from '@postbus/mapi';
import { resolveText } from '@postbus/oxcmail';
import type { MessageFile } from './message-file.ts';

export interface DocumentOptions {
  /** Whether the document carries the original MIME, so that it can be given back byte for byte. */
  readonly withMime: boolean;
}

/** All values are in place; a value in a blob, which no file has, stays the reference that it was. */
export function messageDocument(file: MessageFile, { withMime }: DocumentOptions): Uint8Array {
  const { format, ...object } = toJson(file.object, (value, { type }) => {
    if (value.in === 'blob') return undefined;
    return type === PropertyType.PtypString ? resolveText(value, file.resolve) : file.resolve(value);
  });
  const mime = withMime && file.mime !== undefined ? [`  "mime": ${JSON.stringify(toBase64(file.mime))}`] : [];
  const members = [`  "format": ${JSON.stringify(format)}`, ...objectMembers(object, '  '), ...mime];
  return utf8Bytes(`{\n${members.join(',\n')}\n}\n`);
}

function objectMembers({ properties, recipients, attachments }: ObjectJson, indent: string): string[] {
  const inner = `${indent}  `;
  const recipientItems = recipients.map(({ properties }) => block([propertiesMember(properties, `${inner}  `)], inner));
  const attachmentItems = attachments.map(({ properties, message }) => {
    const deeper = `${inner}  `;
    const embedded =
      message === undefined
        ? []
        : [`${deeper}"message": {\n${objectMembers(message, `${deeper}  `).join(',\n')}\n${deeper}}`];
    return block([propertiesMember(properties, deeper), ...embedded], inner);
  });
  return [
    propertiesMember(properties, indent),
    arrayMember('recipients', recipientItems, indent),
    arrayMember('attachments', attachmentItems, indent),
  ];
}

function propertiesMember(properties: readonly PropertyJson[], indent: string): string {
  return arrayMember(
    'properties',
    properties.map((property) => `${indent}  ${JSON.stringify(property)}`),
    indent,
  );
}

function arrayMember(name: string, items: readonly string[], indent: string): string {
  return items.length === 0 ? `${indent}"${name}": []` : `${indent}"${name}": [\n${items.join(',\n')}\n${indent}]`;
}

function block(members: readonly string[], indent: string): string {
  return `${indent}{\n${members.join(',\n')}\n${indent}}`;
}
