/** What a message holds, as lines for people: its properties, recipients, attachments, and what is embedded, indented. */
import {
  type AttachmentObject,
  type MessageObject,
  PidTagAttachLongFilename,
  PidTagAttachMimeTag,
  PidTagAttachSize,
  PidTagDisplayName,
  PidTagEmailAddress,
  PidTagRecipientType,
  PidTagSmtpAddress,
  PidTagSubject,
  type PropertyBag,
} from '@postbus/mapi';
import type { MessageFile } from '../convert/message-file.ts';
import { padded, shortened, visible } from '../terminal/cells.ts';
import { count, counted } from '../terminal/numbers.ts';
import type { Palette } from '../terminal/palette.ts';
import { type PropertyRow, propertyRow } from './property-row.ts';

export interface View {
  readonly palette: Palette;
  /** Cells of a line; values are cut to it. Undefined where they are shown whole. */
  readonly width: number | undefined;
}

interface Drawing extends View {
  readonly file: MessageFile;
  readonly columns: Readonly<Record<'name' | 'tag' | 'type', number>>;
}

const step = '  ';
const recipientTypes: Readonly<Record<number, string>> = { 0: 'From', 1: 'To', 2: 'Cc', 3: 'Bcc' };
/** Cells that a column takes at most, where longer names push their line. */
const widest = { name: 40, tag: 22, type: 22 };

/** @param size bytes of the file */
export function* inspectLines(file: MessageFile, name: string, size: number, view: View): Generator<string> {
  const rows = Array.from(allBags(file.object)).flatMap((bag) =>
    Array.from(bag, (property) => propertyRow(property, file.resolve)),
  );
  const widthOf = (column: 'name' | 'tag' | 'type') =>
    Math.min(widest[column], Math.max(0, ...rows.map((row) => row[column].length)));
  const columns = { name: widthOf('name'), tag: widthOf('tag'), type: widthOf('type') };
  const { palette } = view;
  yield `${palette.heading(visible(name))}  ${palette.quiet(`${file.format}, ${counted(size, 'byte')}`)}`;
  yield* messageLines(file.object, '', { ...view, file, columns });
  if (file.defects.length > 0) yield '';
  for (const { part, defect } of file.defects) {
    const place = part === '' ? 'the message' : `part ${part}`;
    yield `${palette.bad(defect.code)}  ${place}, at byte ${count(defect.offset)}`;
  }
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
  const name = visible(recipient.get(PidTagDisplayName) ?? '');
  const address = visible(recipient.get(PidTagSmtpAddress) ?? recipient.get(PidTagEmailAddress) ?? '');
  const kind = recipientTypes[(recipient.get(PidTagRecipientType) ?? 1) & 3] ?? '';
  const who = name === '' || name === address ? address : `${name} <${address}>`;
  return `${palette.quiet(padded(kind, 4))} ${palette.name(who)}`;
}

function attachmentTitle({ properties, embedded }: AttachmentObject, palette: Palette): string {
  const name =
    properties.get(PidTagAttachLongFilename) ??
    embedded?.properties.get(PidTagSubject) ??
    properties.get(PidTagDisplayName) ??
    'without a name';
  const type = embedded === undefined ? properties.get(PidTagAttachMimeTag) : 'embedded message';
  const size = properties.get(PidTagAttachSize);
  const facts = [type, size === undefined ? undefined : counted(size, 'byte')].filter((fact) => fact !== undefined);
  return `${palette.name(visible(name))}  ${palette.quiet(visible(facts.join(', ')))}`;
}

function* propertyLines(bag: PropertyBag, indent: string, drawing: Drawing): Generator<string> {
  for (const property of bag) yield indent + rowText(propertyRow(property, drawing.file.resolve), indent, drawing);
}

function rowText(row: PropertyRow, indent: string, { palette, columns, width }: Drawing): string {
  const name = padded(row.name, columns.name);
  const tag = padded(row.tag, columns.tag);
  const type = padded(row.type, columns.type);
  const before = indent.length + name.length + tag.length + type.length + 3 * step.length;
  const value = width === undefined ? row.value : shortened(row.value, Math.max(20, width - before));
  return `${palette.name(name)}${step}${palette.quiet(tag)}${step}${palette.quiet(type)}${step}${value}`.trimEnd();
}
