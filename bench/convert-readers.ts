/** Ways to read a message wholly: headers, bodies and attachments decoded; ours makes the whole property bag besides. */
import { isExternal, type MessageObject } from '@postbus/mapi';
import { type MimeEntity, parseMime } from '@postbus/mime';
import { resolverOf, toMessageObject } from '@postbus/oxcmail';
import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';

export type ReadMessage = (source: Uint8Array) => Promise<unknown> | undefined;

/** Everything that can be held in the object is decoded into it; what cannot is decoded, too. */
const whole = { attachmentInlineLimit: Infinity, bodyInlineLimit: Infinity } as const;
/** What mailparser makes beyond the message: text of HTML, HTML of text, links. */
const messageOnly = {
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipImageLinks: true,
  skipTextLinks: true,
} as const;

/** The name under which our decoding alone is measured, which makes no properties. */
export const decodedOnly = 'decoded only';

export const readers: Readonly<Record<string, ReadMessage>> = {
  postbus: (source) => {
    const mime = parseMime(source);
    decodeHeaders(mime);
    decodeValues(toMessageObject(mime, whole), source);
    return undefined;
  },
  [decodedOnly]: (source) => {
    const mime = parseMime(source);
    decodeHeaders(mime);
    for (const entity of mime.walk()) {
      if (entity.isMultipart || entity.message !== undefined) continue;
      decoded += entity.contentType.type === 'text' ? entity.text().length : entity.content().length;
    }
    return undefined;
  },
  mailparser: (source) => simpleParser(Buffer.from(source.buffer, source.byteOffset, source.length), messageOnly),
  'postal-mime': (source) => PostalMime.parse(source),
};

let decoded = 0;

function decodeHeaders(mime: MimeEntity): void {
  for (const entity of mime.walk()) for (const field of entity.headers) decoded += field.text.length;
}

/** The values that are still outside the object: the transport headers, what is of a kind that is attached as it came. */
function decodeValues({ properties, attachments }: MessageObject, source: Uint8Array): void {
  const resolve = resolverOf(source);
  for (const { value } of properties) if (isExternal(value)) decoded += resolve(value).length;
  for (const attachment of attachments) {
    for (const { value } of attachment.properties) if (isExternal(value)) decoded += resolve(value).length;
    if (attachment.embedded !== undefined) decodeValues(attachment.embedded, source);
  }
}
