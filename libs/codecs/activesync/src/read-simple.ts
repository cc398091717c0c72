/** From elements without children to values. [MS-ASDTYPE] 2 */
import { BytesError, fromBase64, utf8Bytes, utf8Text } from '@postbus/bytes';
import { type WbxmlElement, isElement } from '@postbus/wbxml';
import type { Content, IntegerContent, TextContent } from './content.ts';
import { parseDateTime } from './date-time.ts';
import type { MessageErrorCode } from './message-error.ts';

/** Throws the error of the element that is being read. */
export type Refusal = (code: MessageErrorCode, message: string) => never;

/** The value of an element that holds no child elements. */
export function readSimple(element: WbxmlElement, content: Content, refuse: Refusal): unknown {
  switch (content.kind) {
    case 'text':
      return readText(textOf(element, refuse), content, refuse);
    case 'integer':
      return readInteger(textOf(element, refuse).trim(), content, refuse);
    case 'boolean':
      return readBoolean(textOf(element, refuse).trim(), content.whenEmpty, refuse);
    case 'dateTime':
      return parseDateTime(textOf(element, refuse).trim()) ?? refuse('bad-value', 'this is not a date and time');
    case 'decimal':
      return readDecimal(textOf(element, refuse).trim(), refuse);
    case 'empty':
      return textOf(element, refuse).trim() === '' || refuse('bad-value', 'this element holds nothing');
    case 'base64':
      return hasBytes(element) ? bytesOf(element, refuse) : readBase64(textOf(element, refuse), refuse);
    case 'bytes':
      return bytesOf(element, refuse);
    default:
      return hasBytes(element) ? bytesOf(element, refuse) : textOf(element, refuse);
  }
}

function readText(text: string, { minLength, maxLength }: TextContent, refuse: Refusal): string {
  if (text.length > maxLength) refuse('too-long', `${text.length} characters, ${maxLength} are allowed`);
  if (text.length < minLength) refuse('too-short', `${text.length} characters, ${minLength} are needed`);
  return text;
}

function readInteger(text: string, { min, max }: IntegerContent, refuse: Refusal): number {
  if (!/^[+-]?\d{1,15}$/.test(text)) refuse('bad-value', 'this is not a whole number');
  const value = Number(text);
  if (value < min || value > max) refuse('out-of-range', `${value} is not within ${min} and ${max}`);
  return value === 0 ? 0 : value;
}

function readBoolean(text: string, whenEmpty: boolean | undefined, refuse: Refusal): boolean {
  if (text === '1') return true;
  if (text === '0') return false;
  if (text === '' && whenEmpty !== undefined) return whenEmpty;
  return refuse('bad-value', 'this is neither 0 nor 1');
}

function readDecimal(text: string, refuse: Refusal): number {
  if (!/^[+-]?\d{1,15}(?:\.\d{1,17})?(?:[eE][+-]?\d{1,2})?$/.test(text)) refuse('bad-value', 'this is not a number');
  return Number(text);
}

function readBase64(text: string, refuse: Refusal): Uint8Array {
  try {
    return fromBase64(text.replace(/\s+/g, ''));
  } catch (error) {
    if (!(error instanceof BytesError)) throw error;
    return refuse('bad-value', `this is not base64: ${error.message}`);
  }
}

function hasBytes(element: WbxmlElement): boolean {
  return element.content.some((piece) => piece instanceof Uint8Array);
}

/** All text of an element; opaque data is UTF-8 text. */
function textOf(element: WbxmlElement, refuse: Refusal): string {
  const [first] = element.content;
  if (element.content.length === 1 && typeof first === 'string') return first;
  let text = '';
  for (const piece of element.content) {
    if (typeof piece === 'string') text += piece;
    else if (isElement(piece)) refuse('unexpected-content', `${piece.name} where only text belongs`);
    else text += utf8Text(piece);
  }
  return text;
}

/** All opaque data of an element; text is UTF-8. */
function bytesOf(element: WbxmlElement, refuse: Refusal): Uint8Array {
  const [first] = element.content;
  if (element.content.length === 1 && first instanceof Uint8Array) return first;
  return utf8Bytes(textOf(element, refuse));
}
