/** The body of a message in the forms in which its object holds it. [MS-OXCMAIL] 2.2.3.3 */
import { charsetOfCodePage, codePageOfCharset, decodeText, isUtf8 } from '@postbus/charset';
import { utf8Bytes } from '@postbus/bytes';
import type { ExternalValue } from '@postbus/mapi';
import { type MimeEntity, decodeSlice } from '@postbus/mime';
import { type Conversion, mayHold } from './conversion-options.ts';
import { enrichedToHtml } from './enriched-text.ts';
import { codePageOfHtml, utf8CodePage } from './html-code-page.ts';
import { joinedBody, partText } from './joined-body.ts';
import type { AttachedPart, MessageParts } from './message-parts.ts';
import { binaryValue, textValue } from './part-value.ts';
import { type FoundFile, textWithoutFiles } from './uuencoded-body.ts';

const westernCodePage = 1252;
/** Encoded bytes. */
const lookedAt = 64 * 1024;

export interface BodyContent {
  readonly text?: string | ExternalValue;
  readonly html?: Uint8Array | ExternalValue;
  /** That which `html` is written in; of a body that is only text, that which it came in. */
  readonly codePage: number;
  /** The HTML decoded; empty where there is none. */
  readonly document: () => string;
  /** What is still to be attached. */
  readonly attached: readonly AttachedPart[];
  /** Files that stood in the text. */
  readonly files: readonly FoundFile[];
  /** The entity that the body is of. */
  readonly entity: MimeEntity | undefined;
}

type Own = Pick<BodyContent, 'text' | 'html' | 'codePage' | 'document' | 'files' | 'entity'>;

export function bodyContent(parts: MessageParts, conversion: Conversion): BodyContent {
  const { text, html, attached } = parts;
  const entity = html ?? text;
  const joining = attached.filter(({ inBody }) => inBody === 'joined').slice(0, conversion.joinedTexts);
  const enriched = attached.find(({ inBody }) => inBody === 'enriched');
  if (joining.length > 0) {
    const joined = joinedContent([entity!, ...joining.map(({ part }) => part)], conversion);
    if (joined !== undefined) return { ...joined, attached: attached.filter((one) => !joining.includes(one)) };
  } else if (enriched !== undefined && mayHold(conversion, sizeOf(enriched.part))) {
    return { ...enrichedContent(text, enriched.part, conversion), attached: without(attached, enriched) };
  }
  if (html === undefined) return { ...plainContent(text, conversion), attached };
  return { ...htmlContent(text, html, conversion), attached };
}

function plainContent(part: MimeEntity | undefined, conversion: Conversion): Own {
  if (part === undefined) return { codePage: utf8CodePage, document: noDocument, files: [], entity: undefined };
  const found = textWithoutFiles(part, conversion);
  const text = found?.text ?? textValue(part, conversion);
  return { text, codePage: codePageOfText(part), document: noDocument, files: found?.files ?? [], entity: part };
}

function htmlContent(text: MimeEntity | undefined, html: MimeEntity, conversion: Conversion): Own {
  const content = html.content();
  const codePage = codePageOfHtml(html, content);
  return {
    ...(text === undefined ? {} : { text: textValue(text, conversion) }),
    html: binaryValue(html, conversion, conversion.bodyInlineLimit, content).value,
    codePage,
    document: () => decodeText(content, charsetOfCodePage(codePage), { guess: true }),
    files: [],
    entity: html,
  };
}

function enrichedContent(text: MimeEntity | undefined, part: MimeEntity, conversion: Conversion): Own {
  const document = enrichedToHtml(part.text());
  return {
    ...(text === undefined ? {} : { text: textValue(text, conversion) }),
    ...utf8Html(document),
    files: [],
    entity: part,
  };
}

/** Undefined where it would be longer than may be held. */
function joinedContent(parts: readonly MimeEntity[], conversion: Conversion): Own | undefined {
  const size = parts.reduce((sum, part) => sum + sizeOf(part), 0);
  if (!mayHold(conversion, size)) return undefined;
  const files: FoundFile[] = [];
  const joined = joinedBody(parts, (part) => {
    const found = textWithoutFiles(part, conversion);
    files.push(...(found?.files ?? []));
    return found?.text ?? partText(part);
  });
  const entity = parts[0]!;
  if ('text' in joined) return { ...joined, codePage: codePageOfText(entity), document: noDocument, files, entity };
  const { html } = joined;
  return { html, codePage: utf8CodePage, document: () => decodeText(html, 'utf-8'), files: [], entity };
}

function utf8Html(document: string): Pick<Own, 'html' | 'codePage' | 'document'> {
  return { html: utf8Bytes(document), codePage: utf8CodePage, document: () => document };
}

/** Text is held as text: its code page only tells what an answer is best written in, so its beginning is looked at alone. */
function codePageOfText(part: MimeEntity): number {
  const label = part.contentType.charset;
  const codePage = label === undefined ? undefined : codePageOfCharset(label);
  if (codePage !== undefined) return codePage;
  const slice = part.bodySlice;
  const beginning = decodeSlice(part.source, { ...slice, length: Math.min(slice.length, lookedAt) });
  return isUtf8(beginning.subarray(0, lastWhole(beginning))) ? utf8CodePage : westernCodePage;
}

/** Where the last character that may be cut off begins. RFC 3629 section 3 */
function lastWhole(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && bytes.length - end < 3 && (bytes[end - 1]! & 0xc0) === 0x80) end--;
  return end > 0 && bytes[end - 1]! >= 0xc0 ? end - 1 : bytes.length;
}

function sizeOf(part: MimeEntity): number {
  return part.end - part.bodyStart;
}

function without(attached: readonly AttachedPart[], one: AttachedPart): AttachedPart[] {
  return attached.filter((other) => other !== one);
}

function noDocument(): string {
  return '';
}
