/** Which parts of a message are its body, and which its attachments. [MS-OXCMAIL] 2.2.3.3.2, 2.2.3.4 */
import type { MimeEntity } from '@postbus/mime';

export interface AttachedPart {
  readonly part: MimeEntity;
  /** Whether it is a child of a multipart/related, or of the multipart/mixed that is the body: it may be shown within the HTML. [MS-OXCMAIL] 2.2.3.4.1.4.1 */
  readonly related: boolean;
  /** Whether it is one more form of a body that has others: listed nowhere, kept all the same. */
  readonly alternative: boolean;
  /** How its text gets into the body, where it does: added to the body's, or converted to HTML. It is no attachment then. */
  readonly inBody?: 'joined' | 'enriched';
}

/** A multipart/signed within another multipart: it is shown like any other, and kept whole. docs/adr/0016 */
export interface SignedPart {
  readonly part: MimeEntity;
  /** What of it is attached. */
  readonly attached: readonly AttachedPart[];
  /** What is attached after its beginning first, of it or not. */
  readonly before: AttachedPart | undefined;
}

export interface MessageParts {
  readonly text: MimeEntity | undefined;
  readonly html: MimeEntity | undefined;
  /** In their order; after them those whose text gets into the body. */
  readonly attached: readonly AttachedPart[];
  /** None within another, and none that is a form of the body or the message itself. */
  readonly signed: readonly SignedPart[];
}

type Place = 'alone' | 'alternative' | 'related';
type Form = 'text' | 'html' | 'enriched';

/**
 * Sorts the parts of `message`. The first entity that qualifies is the body: a text part that is not marked an
 * attachment, or a multipart/alternative that has one; texts that follow it in a multipart/mixed which begins with it are
 * of the body too; everything else is attached, in order.
 * @param message a message, or the signed part of one that is read like a message
 * @param body `taken` where the body is known to be elsewhere: all is attached then
 */
export function messageParts(message: MimeEntity, body: 'open' | 'taken' = 'open'): MessageParts {
  const found = new FoundParts(message, body);
  found.visit(message, 'alone');
  return found.result();
}

/** Where the parts of a multipart/signed stand among those that are attached. */
interface SignedPlace {
  readonly part: MimeEntity;
  readonly from: number;
  readonly to: number;
}

class FoundParts {
  readonly #message: MimeEntity;
  #text: MimeEntity | undefined;
  #html: MimeEntity | undefined;
  #enriched: AttachedPart | undefined;
  readonly #attached: AttachedPart[] = [];
  readonly #inBody: AttachedPart[] = [];
  /** Set while the parts of the alternative that is the body are read, and after it. */
  #body: 'open' | 'in-alternative' | 'taken';
  /** Whether the body is a text that a multipart/mixed begins with: then those that follow are of it. */
  #joins = false;
  readonly #signed: SignedPlace[] = [];
  #isInSigned = false;

  constructor(message: MimeEntity, body: 'open' | 'taken') {
    this.#message = message;
    this.#body = body;
  }

  result(): MessageParts {
    const enriched = this.#enriched === undefined ? [] : [this.#enriched];
    const attached = [...this.#attached, ...enriched, ...this.#inBody];
    const signed = this.#signed.map(({ part, from, to }) => ({
      part,
      attached: attached.slice(from, to),
      before: attached[from],
    }));
    return { text: this.#text, html: this.#html, attached, signed };
  }

  /** @param mixed whether all that `entity` lies in are multipart/mixed */
  visit(entity: MimeEntity, place: Place, mixed = true): void {
    if (entity.parts.length === 0 || isAppleDouble(entity)) this.#visitLeaf(entity, place);
    else if (entity.contentType.subtype === 'alternative') this.#visitAlternative(entity, place);
    else if (entity.contentType.subtype === 'mixed' && mixed) this.#visitMixed(entity, place);
    else if (this.#isKeptWhole(entity, place)) this.#visitSigned(entity, place);
    else for (const part of entity.parts) this.visit(part, placeIn(entity, place), false);
  }

  #isKeptWhole(entity: MimeEntity, place: Place): boolean {
    if (entity.contentType.subtype !== 'signed' || entity === this.#message || this.#isInSigned) return false;
    return entity.contentType.type === 'multipart' && place !== 'alternative' && this.#body !== 'in-alternative';
  }

  #visitSigned(entity: MimeEntity, place: Place): void {
    const from = this.#attached.length;
    this.#isInSigned = true;
    for (const part of entity.parts) this.visit(part, placeIn(entity, place), false);
    this.#isInSigned = false;
    this.#signed.push({ part: entity, from, to: this.#attached.length });
  }

  #visitAlternative(entity: MimeEntity, place: Place): void {
    const before = this.#body;
    if (before === 'open') this.#body = 'in-alternative';
    const inBody = this.#body === 'in-alternative';
    for (const part of entity.parts) this.visit(part, inBody ? 'alternative' : place, false);
    if (before === 'open') this.#body = this.#hasBody() ? 'taken' : 'open';
  }

  /** [MS-OXCMAIL] 2.2.3.3.2.2 */
  #visitMixed(entity: MimeEntity, outer: Place): void {
    const place = placeIn(entity, outer);
    for (const [index, part] of entity.parts.entries()) {
      const isLeaf = part.parts.length === 0;
      if (this.#joins && isLeaf && isBodyText(part) && part.fileName === undefined) {
        this.#inBody.push({ part, related: false, alternative: false, inBody: 'joined' });
      } else this.visit(part, this.#joins && isLeaf ? 'related' : place);
      if (index === 0 && isLeaf) this.#joins ||= part === this.#text || part === this.#html;
    }
  }

  #visitLeaf(part: MimeEntity, place: Place): void {
    if (this.#body !== 'taken' && isBodyText(part) && this.#takeBody(part)) return;
    this.#attach(part, place);
  }

  #attach(part: MimeEntity, place: Place): void {
    const alternative = place === 'alternative' && !isListed(part);
    this.#attached.push({ part, related: place === 'related', alternative });
  }

  #takeBody(part: MimeEntity): boolean {
    const form = formOf(part);
    if (form === 'enriched') return this.#takeEnriched(part);
    if (form === 'html' ? this.#html !== undefined : this.#text !== undefined) return false;
    if (form === 'html') this.#takeHtml(part);
    else this.#text = part;
    if (this.#body === 'open') this.#body = 'taken';
    return true;
  }

  /** HTML is better than what would be made from text/enriched. */
  #takeHtml(part: MimeEntity): void {
    this.#html = part;
    if (this.#enriched === undefined) return;
    this.#attach(this.#enriched.part, 'alternative');
    this.#enriched = undefined;
  }

  #takeEnriched(part: MimeEntity): boolean {
    if (this.#html !== undefined || this.#enriched !== undefined) return false;
    this.#enriched = { part, related: false, alternative: this.#body === 'in-alternative', inBody: 'enriched' };
    if (this.#body === 'open') this.#body = 'taken';
    return true;
  }

  #hasBody(): boolean {
    return this.#text !== undefined || this.#html !== undefined || this.#enriched !== undefined;
  }
}

function placeIn(multipart: MimeEntity, outer: Place): Place {
  if (multipart.contentType.subtype === 'related') return 'related';
  return outer === 'alternative' && multipart.contentType.subtype !== 'mixed' ? 'alternative' : 'alone';
}

/** One file in two parts. RFC 1740 */
function isAppleDouble(entity: MimeEntity): boolean {
  return entity.contentType.is('multipart/appledouble') && entity.parts.length === 2;
}

function formOf({ contentType }: MimeEntity): Form {
  if (contentType.subtype === 'html') return 'html';
  return contentType.subtype === 'enriched' ? 'enriched' : 'text';
}

/**
 * What can be a body: text/calendar is not promoted here, and a multipart in which no part could be found is shown as
 * what it is, text. [MS-OXCMAIL] 2.2.3.3.2
 */
function isBodyText(part: MimeEntity): boolean {
  const { type, subtype } = part.contentType;
  const isText = type === 'text' && (subtype === 'plain' || subtype === 'html' || subtype === 'enriched');
  return (isText || part.isMultipart) && part.disposition?.type !== 'attachment';
}

/** Files and invitations are shown wherever they stand. */
function isListed(part: MimeEntity): boolean {
  return (
    part.disposition?.type === 'attachment' ||
    part.contentType.is('text/calendar') ||
    part.contentType.type === 'message'
  );
}
