/**
 * A client's message with its original added: the bodies are written anew, everything else is put in byte for byte.
 * [MS-ASCMD] 2.2.1.19, 2.2.1.20
 */
import { concat, utf8Bytes, utf8Text } from '@postbus/bytes';
import { isAscii } from '@postbus/charset';
import type { MessageRecord } from '@postbus/domain';
import { type MimeEntity, entityWithOnly, leafEntity, multipartEntity } from '@postbus/mime';
import { isClearSigned, isOpaqueOrEncrypted, messageParts } from '@postbus/oxcmail';
import { textToHtml } from '../rendering/text-to-html.ts';
import { wholeField } from './line-ends.ts';
import { type OriginalMessage, isContentField, plainText } from './original-message.ts';
import { type QuoteKind, quoteAsHtml, quoteAsText } from './quote.ts';

export interface Addition {
  readonly record: MessageRecord;
  readonly original: OriginalMessage;
  readonly kind: QuoteKind;
}

/** Whether nothing may be added: one changed byte breaks a signature, and what is encrypted nobody can add to. */
export function isSealed(message: MimeEntity): boolean {
  return isClearSigned(message) || isOpaqueOrEncrypted(message);
}

/** @returns the whole message; `client` as it is where it is sealed */
export function combinedMessage(client: MimeEntity, addition: Addition): Uint8Array {
  if (isSealed(client)) return client.bytes();
  const fields = [...client.headers].filter(({ name }) => !isContentField(name));
  return concat([...fields.map(wholeField), withAttachments(client, addition)]);
}

/** A forward takes all parts of its original along, an answer those that the HTML shows. */
function withAttachments(client: MimeEntity, addition: Addition): Uint8Array {
  const rewriting = new Rewriting(newBodies(client, addition));
  const attached = addition.kind === 'forward' ? addition.original.attached : [];
  if (attached.length === 0) return rewriting.content(client);
  const hasRoom = client.contentType.is('multipart/mixed') && !rewriting.replaces(client);
  const before = hasRoom ? rewriting.parts(client) : [rewriting.content(client)];
  return multipartEntity('mixed', [...before, ...attached]);
}

/** The entities that take the place of the client's bodies; that of the message itself where it has none. */
function newBodies(client: MimeEntity, { record, original, kind }: Addition): Map<MimeEntity, Uint8Array> {
  const { text, html } = messageParts(client);
  const written = text === undefined ? '' : plainText(text);
  const asText = () => textEntity(`${written}\r\n\r\n${quoteAsText(record, original, kind)}`);
  const asHtml = () => {
    const document = html?.text() ?? textToHtml(written);
    return related(htmlEntity(inserted(document, quoteAsHtml(record, original, kind))), original.inline);
  };
  if (html !== undefined) {
    return new Map([...(text === undefined ? [] : [[text, asText()] as const]), [html, asHtml()]]);
  }
  const body = original.html === undefined ? asText() : multipartEntity('alternative', [asText(), asHtml()]);
  if (text !== undefined) return new Map([[text, body]]);
  const empty = client.end === client.bodyStart;
  return new Map([[client, empty ? body : multipartEntity('mixed', [body, entityWithOnly(client, isContentField)])]]);
}

function related(html: Uint8Array, inline: readonly Uint8Array[]): Uint8Array {
  if (inline.length === 0) return html;
  return multipartEntity('related', [html, ...inline], { parameters: [['type', 'text/html']] });
}

function textEntity(text: string): Uint8Array {
  return leafEntity('text/plain', utf8Bytes(crlf(text)), { parameters: [['charset', 'utf-8']] });
}

function htmlEntity(document: string): Uint8Array {
  return leafEntity('text/html', utf8Bytes(crlf(document)), { parameters: [['charset', 'utf-8']] });
}

function crlf(text: string): string {
  return text.replace(/\r\n|\r|\n/g, '\r\n').toWellFormed();
}

/** `document` with `html` at the end of its body. */
function inserted(document: string, html: string): string {
  const end = [...document.matchAll(/<\/(?:body|html)\s*>/gi)];
  const at = (end.findLast(([tag]) => /^<\/body/i.test(tag)) ?? end.at(-1))?.index ?? document.length;
  return `${document.slice(0, at)}${html}${document.slice(at)}`;
}

/** A tree of entities written with some of them replaced; those without a replaced one inside stay as they are. */
class Rewriting {
  constructor(private readonly replacements: ReadonlyMap<MimeEntity, Uint8Array>) {}

  replaces(entity: MimeEntity): boolean {
    return this.replacements.has(entity);
  }

  /** The entity with the fields of its content alone, as it stands behind the other fields of a message. */
  content(entity: MimeEntity): Uint8Array {
    const replaced = this.replacements.get(entity);
    if (replaced !== undefined) return replaced;
    if (!this.#isTouched(entity)) return entityWithOnly(entity, isContentField);
    const { subtype, parameters } = entity.contentType;
    return multipartEntity(subtype, this.parts(entity), {
      fields: otherContentFields(entity),
      parameters: [...parameters].filter(([name]) => name !== 'boundary'),
    });
  }

  parts(entity: MimeEntity): Uint8Array[] {
    return entity.parts.map((part) => (this.#isTouched(part) ? this.content(part) : part.bytes()));
  }

  #isTouched(entity: MimeEntity): boolean {
    return this.replacements.has(entity) || entity.parts.some((part) => this.#isTouched(part));
  }
}

/** Content-ID, Content-Description and their like. */
function otherContentFields(entity: MimeEntity): string[] {
  return [...entity.headers]
    .filter(({ name, bytes }) => /^content-(?!type$|transfer-encoding$|disposition$)/i.test(name) && isAscii(bytes))
    .map(({ bytes }) => utf8Text(bytes).trimEnd());
}
