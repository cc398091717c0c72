/** The layers of S/MIME that a message shows: its own, and those of parts and of messages within it. RFC 8551 3.7 */
import { type MimeEntity, type MimeLimits, parseMime } from '@postbus/mime';
import { authorsOf } from './authors.ts';
import { type SecureForm, secureForm } from './secure-form.ts';

export interface SecurePart {
  /** Number of the part as IMAP counts, empty for the message itself. */
  readonly path: string;
  readonly form: SecureForm;
  /** The whole entity, header and body, as `verifyMessage` takes it; a view of the message. */
  readonly entity: Uint8Array;
  /** From and Sender of the message that the part belongs to, for `from` of `verifyMessage`; undefined where it has neither. */
  readonly from: readonly string[] | undefined;
}

interface Waiting {
  readonly entity: MimeEntity;
  readonly from: readonly string[] | undefined;
}

/**
 * Lists what in a message is signed, encrypted or compressed, the outer before the inner: mailing lists and forwards put
 * signed messages into others, and triple wrapping into itself. What lies within CMS shows when that is opened.
 */
export function secureParts(message: Uint8Array, limits?: Partial<MimeLimits>): SecurePart[] {
  const found: SecurePart[] = [];
  const waiting: Waiting[] = [ofMessage(parseMime(message, limits))];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { entity, from } = next;
    const form = secureForm(entity);
    if (form !== undefined) found.push({ path: entity.path, form, entity: entity.bytes(), from });
    if (entity.message !== undefined) waiting.push(ofMessage(entity.message));
    for (const part of entity.parts.toReversed()) waiting.push({ entity: part, from });
  }
  return found;
}

function ofMessage(entity: MimeEntity): Waiting {
  const authors = authorsOf(entity);
  return { entity, from: authors && [...authors.from, ...authors.sender] };
}
