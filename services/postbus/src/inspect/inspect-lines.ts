/** What a message holds, as lines for people: its properties, recipients, attachments, and what is embedded, indented. */
import {
  AttachMethod,
  type AttachmentObject,
  type MessageObject,
  PidTagAttachDataBinary,
  PidTagAttachFilename,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
  PidTagAttachSize,
  PidTagDisplayName,
  PidTagSubject,
  type PropertyBag,
  isExternal,
} from '@postbus/mapi';
import type { MessageFile } from '@postbus/message-file';
import { padded, shortened, visible } from '../terminal/cells.ts';
import { counted } from '../terminal/numbers.ts';
import type { Palette } from '../terminal/palette.ts';
import { recipientText, recipientType, titleLines } from './message-title.ts';
import { type PropertyRow, propertyRow } from './property-row.ts';
import { fullLimits, lineLimits } from './value-text.ts';

export interface View {
  readonly palette: Palette;
  /** Cells of a line; values are cut to it. Undefined where they are shown whole. */
  readonly width: number | undefined;
}

interface Drawing extends View {
  readonly rows: ReadonlyMap<PropertyBag, readonly PropertyRow[]>;
  readonly columns: Readonly<Record<Column, number>>;
}
type Column = 'name' | 'tag' | 'type';

const step = '  ';
const recipientTypes: Readonly<Record<number, string>> = { 0: 'From', 1: 'To', 2: 'Cc', 3: 'Bcc' };
const methodNames = new Map<number, string>(Object.entries(AttachMethod).map(([name, method]) => [method, name]));
/** Cells that a column takes at most, where longer names push their line. */
const widest = { name: 40, tag: 22, type: 22 };

/** @param size bytes of the file */
export function* inspectLines(file: MessageFile, name: string, size: number, view: View): Generator<string> {
  const { palette } = view;
  const rows = allRows(file, view);
  const columns = { name: widthOf('name', rows), tag: widthOf('tag', rows), type: widthOf('type', rows) };
  yield `${palette.heading(visible(name))}  ${palette.quiet(`${file.format}, ${counted(size, 'byte')}`)}`;
  yield* messageLines(file.message, '', { ...view, rows, columns });
  if (file.defects.length > 0) yield '';
  if (file.defects.length > 0) yield palette.heading(counted(file.defects.length, 'defect'));
  for (const { code, place, message } of file.defects)
    yield `${step}${palette.bad(code)} at ${visible(place)}: ${visible(message)}`;
}

function allRows({ message, resolve }: MessageFile, { width }: View): Map<PropertyBag, PropertyRow[]> {
  const limits = width === undefined ? fullLimits : lineLimits;
  const rows = new Map<PropertyBag, PropertyRow[]>();
  for (const bag of allBags(message))
    rows.set(
      bag,
      Array.from(bag, (property) => propertyRow(property, { bag, resolve, limits })),
    );
  return rows;
}

function widthOf(column: Column, rows: ReadonlyMap<PropertyBag, readonly PropertyRow[]>): number {
  let width = 0;
  for (const list of rows.values()) for (const row of list) width = Math.max(width, row[column].length);
  return Math.min(widest[column], width);
}

function* allBags(message: MessageObject): Generator<PropertyBag> {
  yield message.properties;
  yield* message.recipients;
  for (const { properties, embedded } of message.attachments) {
    yield properties;
    if (embedded !== undefined) yield* allBags(embedded);
  }
}

function* messageLines(message: MessageObject, indent: string, drawing: Drawing): Generator<string> {
  const { palette } = drawing;
  yield '';
  for (const line of titleLines(message, palette)) yield indent + line;
  yield '';
  yield indent + palette.heading(counted(message.properties.size, 'property', 'properties'));
  yield* propertyLines(message.properties, indent + step, drawing);
  if (message.recipients.length > 0) {
    yield '';
    yield indent + palette.heading(counted(message.recipients.length, 'recipient'));
    for (const recipient of message.recipients) {
      yield `${indent}${step}${recipientTitle(recipient, palette)}`;
      yield* propertyLines(recipient, indent + step + step, drawing);
    }
  }
  if (message.attachments.length > 0) {
    yield '';
    yield indent + palette.heading(counted(message.attachments.length, 'attachment'));
    for (const attachment of message.attachments) {
      yield `${indent}${step}${attachmentTitle(attachment, palette)}`;
      yield* propertyLines(attachment.properties, indent + step + step, drawing);
      if (attachment.embedded !== undefined) yield* messageLines(attachment.embedded, indent + step + step, drawing);
    }
  }
}

function recipientTitle(recipient: PropertyBag, palette: Palette): string {
  const kind = recipientTypes[recipientType(recipient)] ?? '';
  return `${palette.quiet(padded(kind, 4))} ${palette.name(visible(recipientText(recipient)))}`;
}

/** Name, media type, size, and how it is attached where it is not by its bytes. */
function attachmentTitle({ properties, embedded }: AttachmentObject, palette: Palette): string {
  const name =
    properties.get(PidTagAttachLongFilename) ??
    properties.get(PidTagAttachFilename) ??
    embedded?.properties.get(PidTagSubject) ??
    properties.get(PidTagDisplayName) ??
    'without a name';
  const method = properties.get(PidTagAttachMethod) ?? AttachMethod.afByValue;
  const size = sizeOf(properties);
  const facts = [
    embedded === undefined ? properties.get(PidTagAttachMimeTag) : 'embedded message',
    size === undefined ? undefined : counted(size, 'byte'),
    method === AttachMethod.afByValue ? undefined : methodNames.get(method),
  ].filter((fact) => fact !== undefined);
  return `${palette.name(visible(name))}  ${palette.quiet(visible(facts.join(', ')))}`;
}

/** Of the file, where there is one; PidTagAttachSize counts the properties too. */
function sizeOf(properties: PropertyBag): number | undefined {
  const data = properties.get(PidTagAttachDataBinary);
  if (data === undefined) return properties.get(PidTagAttachSize);
  return isExternal(data) ? data.size : data.length;
}

function* propertyLines(bag: PropertyBag, indent: string, drawing: Drawing): Generator<string> {
  for (const row of drawing.rows.get(bag) ?? []) yield indent + rowText(row, indent, drawing);
}

function rowText(row: PropertyRow, indent: string, { palette, columns, width }: Drawing): string {
  const name = padded(row.name, columns.name);
  const tag = padded(row.tag, columns.tag);
  const type = padded(row.type, columns.type);
  const before = indent.length + name.length + tag.length + type.length + 3 * step.length;
  const value = width === undefined ? row.value : shortened(row.value, Math.max(20, width - before));
  return `${palette.name(name)}${step}${palette.quiet(tag)}${step}${palette.quiet(type)}${step}${value}`.trimEnd();
}
