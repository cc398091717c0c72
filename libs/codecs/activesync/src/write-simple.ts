/** From values to elements without children. [MS-ASDTYPE] 2 */
import type { WbxmlWriter } from '@postbus/wbxml';
import { base64Text } from './base64-text.ts';
import type { Content, DateTimeContent, IntegerContent, TextContent } from './content.ts';
import { compactDateTimeText, dateTimeText, isTellable } from './date-time.ts';
import type { Refusal } from './read-simple.ts';
import { isInlineUtf8, xmlText } from './xml-text.ts';

/** Writes what stands between the start and the end of an element. */
export function writeSimple(writer: WbxmlWriter, content: Content, value: unknown, refuse: Refusal): void {
  switch (content.kind) {
    case 'text':
      return inline(writer, textValue(value, content, refuse));
    case 'integer':
      return inline(writer, integerValue(value, content, refuse));
    case 'boolean':
      return inline(writer, typeof value === 'boolean' ? (value ? '1' : '0') : refuse('bad-value', 'not a boolean'));
    case 'dateTime':
      return inline(writer, momentValue(value, content, refuse));
    case 'decimal':
      return inline(writer, Number.isFinite(value) ? String(value) : refuse('bad-value', 'not a finite number'));
    case 'empty':
      return value === true ? undefined : refuse('bad-value', 'an empty element is there, true, or it is not');
    case 'base64':
      return inlineBytes(writer, base64Text(bytesValue(value, refuse)));
    case 'bytes':
      writer.opaque(bytesValue(value, refuse));
      return;
    default:
      return dataValue(writer, value, refuse);
  }
}

/** An empty text is an element without content. */
function inline(writer: WbxmlWriter, text: string): void {
  if (text !== '') writer.text(text);
}

function inlineBytes(writer: WbxmlWriter, text: Uint8Array): void {
  if (text.length > 0) writer.utf8(text);
}

function textValue(value: unknown, { minLength, maxLength }: TextContent, refuse: Refusal): string {
  if (typeof value !== 'string') return refuse('bad-value', 'not a string');
  if (value.length > maxLength) refuse('too-long', `${value.length} characters, ${maxLength} are allowed`);
  if (value.length < minLength) refuse('too-short', `${value.length} characters, ${minLength} are needed`);
  return xmlText(value);
}

function integerValue(value: unknown, { min, max }: IntegerContent, refuse: Refusal): string {
  if (typeof value !== 'number' || !Number.isInteger(value)) return refuse('bad-value', 'not a whole number');
  if (value < min || value > max) refuse('out-of-range', `${value} is not within ${min} and ${max}`);
  return String(value);
}

function momentValue(value: unknown, { punctuated }: DateTimeContent, refuse: Refusal): string {
  if (!(value instanceof Date) || !isTellable(value)) return refuse('bad-value', 'not a date of the years 0 to 9999');
  return punctuated ? dateTimeText(value) : compactDateTimeText(value);
}

function bytesValue(value: unknown, refuse: Refusal): Uint8Array {
  return value instanceof Uint8Array ? value : refuse('bad-value', 'not bytes');
}

function dataValue(writer: WbxmlWriter, value: unknown, refuse: Refusal): void {
  if (typeof value === 'string') return inline(writer, xmlText(value));
  const bytes = bytesValue(value, refuse);
  if (isInlineUtf8(bytes)) inlineBytes(writer, bytes);
  else writer.opaque(bytes);
}
