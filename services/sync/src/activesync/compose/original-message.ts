/**
 * What of an original goes into an answer or a forward: its bodies, and its other parts byte for byte. A signed or
 * encrypted original goes along whole, as it came, since its parts alone prove nothing. [MS-ASCMD] 2.2.3.148
 */
import {
  type MimeEntity,
  decodeFlowed,
  entityWithOnly,
  messageEntity,
  parseMime,
  withHeadersPrepended,
} from '@postbus/mime';
import { htmlReferences, isClearSigned, isOpaqueOrEncrypted, messageParts } from '@postbus/oxcmail';
import type { MessageContent } from '../../content/message-content.ts';
import { isUnreadable } from '../rendering/unreadable.ts';
import { ComposeError } from './compose-error.ts';
import { withCrlf } from './line-ends.ts';

export interface OriginalMessage {
  /** Undefined where it has none. */
  readonly text: string | undefined;
  readonly html: string | undefined;
  /** Parts that the HTML shows. */
  readonly inline: readonly Uint8Array[];
  /** All others; a signed or encrypted message is one, whole. */
  readonly attached: readonly Uint8Array[];
}

/** @throws {ComposeError} `source-unreadable`; {PortError} */
export async function originalMessage(content: MessageContent): Promise<OriginalMessage> {
  const message = await originalMime(content);
  if (isOpaqueOrEncrypted(message)) {
    return { text: undefined, html: undefined, inline: [], attached: [asAttachment(message)] };
  }
  const { text, html, attached } = messageParts((isClearSigned(message) ? message.parts[0] : undefined) ?? message);
  const document = html?.text();
  const references = document === undefined ? new Set<string>() : htmlReferences(document);
  const listed = attached.filter(({ alternative }) => !alternative);
  const shown = listed.filter(({ part, related }) => related && references.has(contentId(part)));
  const others = () => listed.filter((one) => !shown.includes(one)).map(({ part }) => asPart(part, message));
  return {
    text: text === undefined ? undefined : plainText(text),
    html: document,
    inline: shown.map(({ part }) => part.bytes()),
    attached: isOneWhole(message) ? [asAttachment(message)] : others(),
  };
}

/** Whether parts of it are worth nothing without each other, wherever they stand. RFC 1847 */
function isOneWhole({ contentType, parts }: MimeEntity): boolean {
  return contentType.is('multipart/signed') || contentType.is('multipart/encrypted') || parts.some(isOneWhole);
}

/** The text of a part, with the lines of format=flowed joined. RFC 3676 */
export function plainText(part: MimeEntity): string {
  const { parameters } = part.contentType;
  if (parameters.get('format')?.toLowerCase() !== 'flowed') return part.text();
  return decodeFlowed(part.text(), { delSp: parameters.get('delsp')?.toLowerCase() === 'yes' });
}

/** Whether a field is of an entity's content, whatever message or part it is. RFC 2045 9 */
export function isContentField(name: string): boolean {
  return /^content-/i.test(name);
}

/**
 * A part as it stands in another message: one that is the whole message loses the fields of a message, one of a digest
 * tells its type. RFC 2046 5.1.5
 */
function asPart(part: MimeEntity, message: MimeEntity): Uint8Array {
  if (part === message) return entityWithOnly(part, isContentField);
  const { contentType, headers } = part;
  const told = headers.has('Content-Type') || contentType.is('text/plain');
  return told ? part.bytes() : withHeadersPrepended(part.bytes(), [`Content-Type: ${contentType.mediaType}`]);
}

/** The original; one that came as TNEF is written anew, for most readers know nothing of winmail.dat. */
async function originalMime(content: MessageContent): Promise<MimeEntity> {
  try {
    const original = parseMime(withCrlf((await content.mime()).bytes));
    return holdsTnef(original) ? parseMime(await content.writtenMime()) : original;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    throw new ComposeError('source-unreadable', 'the original cannot be read', { cause: error });
  }
}

/** Whether a part is TNEF; within what is signed it stays. */
function holdsTnef(entity: MimeEntity): boolean {
  const { contentType, parts } = entity;
  if (contentType.is('application/ms-tnef') || contentType.is('application/vnd.ms-tnef')) return true;
  return !isOneWhole(entity) && parts.some(holdsTnef);
}

function contentId(part: MimeEntity): string {
  return part.headers.first('Content-ID')?.value.replace(/^<|>$/g, '') ?? '';
}

/** The message as it is, as a file. */
function asAttachment(message: MimeEntity): Uint8Array {
  const name = 'message.eml';
  return messageEntity(message.bytes(), {
    parameters: [['name', name]],
    disposition: { type: 'attachment', parameters: [['filename', name]] },
  });
}
