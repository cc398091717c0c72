/** Bodies and message parts of an item. [MS-ASAIRS] 2.2.2.9, 2.2.2.10 */
import { type Body, type BodyPart, BodyType } from '@postbus/activesync';
import { htmlToText } from '@postbus/oxcmail';
import type { ItemOptions } from '../rendering.ts';
import { type BodyChoice, bodyChoices } from './body-choice.ts';
import type { MessageContent } from '../../content/message-content.ts';
import { textToHtml } from './text-to-html.ts';
import { truncateText, truncateUtf8 } from './truncate.ts';

/** Status of a BodyPart. [MS-ASAIRS] 2.2.2.38 */
const success = 1;

/** What is told of a body in one form. */
interface Rendered {
  readonly data: string | Uint8Array;
  /** Bytes of the whole. */
  readonly size: number;
  readonly truncated: boolean;
}

/** The body in the first form that the client takes. @throws {OxcmailError}, {PortError} */
export async function bodyOf(content: MessageContent, options: ItemOptions): Promise<Body> {
  const choices = bodyChoices(content.record, options);
  for (const choice of choices) {
    const rendered = await render(content, choice);
    if (!rendered.truncated || !choice.allOrNone) return bodyElement(content, choice, rendered);
  }
  const [first] = choices;
  const withheld = { data: '', size: knownSize(content, first!) ?? 0, truncated: true };
  return bodyElement(content, first!, withheld);
}

/**
 * The part of a conversation that the message is: here the whole of its HTML.
 * @returns undefined where none is asked for, or another type than HTML. [MS-ASAIRS] 2.2.2.41.3
 */
export async function bodyPartOf(content: MessageContent, options: ItemOptions): Promise<BodyPart | undefined> {
  const { bodyPartPreference: preference } = options;
  if (preference?.Type !== BodyType.Html) return undefined;
  const { bodyPreferences: _, ...others } = options;
  const wanted = { ...others, bodyPreferences: [preference], mimeSupport: 0 };
  const { EstimatedDataSize = 0, Truncated, Data, Preview } = await bodyOf(content, wanted);
  return { Status: success, Type: BodyType.Html, EstimatedDataSize, Truncated, Data, Preview };
}

function bodyElement(content: MessageContent, choice: BodyChoice, { data, size, truncated }: Rendered): Body {
  const preview = choice.preview === undefined ? '' : beginning(content.record.summary.preview, choice.preview);
  return {
    Type: choice.type,
    EstimatedDataSize: size,
    // Of MIME it is always told. [MS-ASCMD] 2.2.3.110.3
    Truncated: truncated || choice.type === BodyType.Mime ? truncated : undefined,
    Data: data.length === 0 ? undefined : data,
    Preview: preview === '' ? undefined : preview,
  };
}

/** Nothing is read where nothing is wanted. */
async function render(content: MessageContent, choice: BodyChoice): Promise<Rendered> {
  const size = knownSize(content, choice);
  if (choice.limit === 0 && size !== undefined) return { data: '', size, truncated: size > 0 };
  if (choice.type === BodyType.Mime) return renderMime(content, choice);
  const read = choice.type === BodyType.Html ? htmlOf : textOf;
  const { text, whole } = await read(content, choice.allOrNone ? undefined : choice.limit);
  const cut = truncateText(text, choice.limit);
  return whole
    ? { data: cut.text, size: cut.size, truncated: cut.truncated }
    : { data: cut.text, size: Math.max(size ?? 0, cut.size), truncated: true };
}

async function renderMime(content: MessageContent, { limit }: BodyChoice): Promise<Rendered> {
  // A few bytes more than the limit show whether a character would be cut.
  const { bytes, size } = await content.mime(limit === undefined ? undefined : limit + 4);
  if (limit === undefined || size <= limit) return { data: bytes, size, truncated: false };
  return { data: truncateUtf8(bytes, limit), size, truncated: true };
}

/** Bytes of the form as the summary tells; undefined where the form is to be made from another. */
function knownSize({ record }: MessageContent, { type }: BodyChoice): number | undefined {
  const { bodySizes } = record.summary;
  if (type === BodyType.Mime) return record.mime?.size;
  const { text, html } = bodySizes;
  if (text === undefined && html === undefined) return 0;
  return type === BodyType.Html ? (html ?? text) : (text ?? html);
}

async function htmlOf(content: MessageContent, most: number | undefined): Promise<{ text: string; whole: boolean }> {
  const html = await content.html(most);
  if (html !== undefined) return html;
  const text = await content.text(most);
  return text === undefined ? { text: '', whole: true } : { text: textToHtml(text.text), whole: text.whole };
}

/** HTML is read whole: how much of it makes so much text nobody knows. */
async function textOf(content: MessageContent, most: number | undefined): Promise<{ text: string; whole: boolean }> {
  const text = await content.text(most);
  if (text !== undefined) return text;
  const html = await content.html();
  return { text: html === undefined ? '' : htmlToText(html.text), whole: true };
}

/** Characters are UTF-16 code units here; none is cut in two. */
function beginning(text: string, length: number): string {
  const start = text.slice(0, length);
  return start.isWellFormed() ? start : start.slice(0, -1);
}
