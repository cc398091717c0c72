/** Messages that came in fragments, joined. RFC 2046 5.2.2 */
import { concat, utf8Bytes } from '@postbus/bytes';
import { type HeaderField, type MimeEntity, parseMime } from '@postbus/mime';

/** Fields that the message within has of its own; of all others those of its first envelope count. RFC 2046 5.2.2.1 */
const ofInner = /^(?:content-.*|subject|message-id|encrypted|mime-version)$/i;
/** Fragments of one message. Stops a `total` of billions from being counted. */
const mostFragments = 10_000;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Where a fragment belongs. RFC 2046 5.2.2 */
export interface PartialPlace {
  /** The same for all fragments of a message. */
  readonly id: string;
  /** From 1. */
  readonly number: number;
  /** How many there are; only the last must tell. */
  readonly total: number | undefined;
}

/** What a message tells of the fragment that it carries; undefined where it is no message/partial. */
export function partialPlace({ contentType }: MimeEntity): PartialPlace | undefined {
  if (!contentType.is('message/partial')) return undefined;
  const { parameters } = contentType;
  const id = parameters.get('id');
  const number = count(parameters.get('number'));
  if (id === undefined || id === '' || number === undefined) return undefined;
  return { id, number, total: count(parameters.get('total')) };
}

/**
 * The message that fragments make. [MS-OXCMAIL] 2.2.3.4, RFC 2046 5.2.2.1
 *
 * @param messages in any order; a fragment that came twice counts once, and what is of another message is passed over
 * @returns the bytes of the message, or undefined while one is missing
 */
export function joinPartial(messages: readonly MimeEntity[]): Uint8Array | undefined {
  const fragments = new Map<number, MimeEntity>();
  let id: string | undefined;
  let total: number | undefined;
  for (const message of messages) {
    const place = partialPlace(message);
    if (place === undefined || (id ??= place.id) !== place.id) continue;
    total ??= place.total;
    if (!fragments.has(place.number)) fragments.set(place.number, message);
  }
  return total === undefined ? undefined : joined(fragments, total);
}

function joined(fragments: ReadonlyMap<number, MimeEntity>, total: number): Uint8Array | undefined {
  const bodies: Uint8Array[] = [];
  for (let number = 1; number <= total; number++) {
    const fragment = fragments.get(number);
    if (fragment === undefined) return undefined;
    bodies.push(fragment.content());
  }
  return withFields(fragments.get(1)!, bodies);
}

/** The fields of the first envelope, those of the message within that count, and all that the fragments hold. */
function withFields(first: MimeEntity, bodies: readonly Uint8Array[]): Uint8Array {
  const inner = parseMime(bodies[0]!, { parts: 1 });
  const fields = [
    ...[...first.headers].filter((field) => !ofInner.test(field.name)),
    ...[...inner.headers].filter((field) => ofInner.test(field.name)),
  ];
  const content = bodies[0]!.subarray(inner.bodyStart);
  const lineEnd = lineEndOf(fields[0]);
  const header = fields.map(({ bytes }) => (bytes.at(-1) === lineFeed ? bytes : concat([bytes, lineEnd])));
  return concat([...header, lineEnd, content, ...bodies.slice(1)]);
}

/** As the message has them: files have LF alone. */
function lineEndOf(field: HeaderField | undefined): Uint8Array {
  const bytes = field?.bytes;
  return utf8Bytes(bytes?.at(-1) === lineFeed && bytes.at(-2) !== carriageReturn ? '\n' : '\r\n');
}

function count(text: string | undefined): number | undefined {
  const number = /^\d{1,9}$/.test(text?.trim() ?? '') ? Number(text) : 0;
  return number >= 1 && number <= mostFragments ? number : undefined;
}
