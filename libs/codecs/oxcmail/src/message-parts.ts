/** Which parts of a message are its body, and which its attachments. [MS-OXCMAIL] 2.2.3.3.2, 2.2.3.4 */
import type { MimeEntity } from '@postbus/mime';

export interface AttachedPart {
  readonly part: MimeEntity;
  /** Whether it is a child of a multipart/related: it may be shown within the HTML. [MS-OXCMAIL] 2.2.3.4.1.4.1 */
  readonly related: boolean;
  /** Whether it is one more form of a body that has others: listed nowhere, kept all the same. */
  readonly alternative: boolean;
}

export interface MessageParts {
  readonly text: MimeEntity | undefined;
  readonly html: MimeEntity | undefined;
  readonly attached: readonly AttachedPart[];
}

type Place = 'alone' | 'alternative' | 'related';

/**
 * Sorts the parts of `message`. The first entity that qualifies is the body: a text part that is not marked an
 * attachment, or a multipart/alternative that has one; everything else is attached, in order.
 * @param message a message, or the signed part of one that is read like a message
 */
export function messageParts(message: MimeEntity): MessageParts {
  const found = new FoundParts();
  found.visit(message, 'alone');
  return found;
}

class FoundParts implements MessageParts {
  text: MimeEntity | undefined;
  html: MimeEntity | undefined;
  readonly attached: AttachedPart[] = [];
  /** Set while the parts of the alternative that is the body are read, and after it. */
  #body: 'open' | 'in-alternative' | 'taken' = 'open';

  visit(entity: MimeEntity, place: Place): void {
    if (entity.parts.length === 0) this.#visitLeaf(entity, place);
    else if (entity.contentType.subtype === 'alternative') this.#visitAlternative(entity, place);
    else for (const part of entity.parts) this.visit(part, placeIn(entity, place));
  }

  #visitAlternative(entity: MimeEntity, place: Place): void {
    const before = this.#body;
    if (before === 'open') this.#body = 'in-alternative';
    const inBody = this.#body === 'in-alternative';
    for (const part of entity.parts) this.visit(part, inBody ? 'alternative' : place);
    if (before === 'open') this.#body = this.text === undefined && this.html === undefined ? 'open' : 'taken';
  }

  #visitLeaf(part: MimeEntity, place: Place): void {
    if (this.#body !== 'taken' && isBodyText(part) && this.#takeBody(part)) return;
    const alternative = place === 'alternative' && !isListed(part);
    this.attached.push({ part, related: place === 'related', alternative });
  }

  #takeBody(part: MimeEntity): boolean {
    const form = part.contentType.subtype === 'html' ? 'html' : 'text';
    if (this[form] !== undefined) return false;
    this[form] = part;
    if (this.#body === 'open') this.#body = 'taken';
    return true;
  }
}

function placeIn(multipart: MimeEntity, outer: Place): Place {
  if (multipart.contentType.subtype === 'related') return 'related';
  return outer === 'alternative' && multipart.contentType.subtype !== 'mixed' ? 'alternative' : 'alone';
}

/**
 * What can be a body: text/enriched and text/calendar are not promoted here, and a multipart in which no part could be
 * found is shown as what it is, text. [MS-OXCMAIL] 2.2.3.3.2
 */
function isBodyText(part: MimeEntity): boolean {
  const { contentType } = part;
  const isText = contentType.is('text/plain') || contentType.is('text/html') || part.isMultipart;
  return isText && part.disposition?.type !== 'attachment';
}

/** Files and invitations are shown wherever they stand. */
function isListed(part: MimeEntity): boolean {
  return (
    part.disposition?.type === 'attachment' ||
    part.contentType.is('text/calendar') ||
    part.contentType.type === 'message'
  );
}
