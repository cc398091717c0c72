/** Signed parts of a message, which are kept whole beside what is shown of them. docs/adr/0016 */
import type { MimeEntity } from '@postbus/mime';
import { type Conversion, isInOriginal, mayHold } from './conversion-options.ts';
import type { AttachedPart, MessageParts, SignedPart } from './message-parts.ts';

export interface KeptParts {
  /** That of the body: what is signed stays whole. */
  readonly conversion: Conversion;
  /** Those of `attached` that no signed part holds. */
  others(attached: readonly AttachedPart[]): readonly AttachedPart[];
  /** `attached` with each signed part before what is attached of it. */
  among(attached: readonly AttachedPart[]): readonly (AttachedPart | SignedPart)[];
}

/** The signed parts of `parts`; those that do not lie in the original are held in the object, as long as they may be. */
export function keptParts(parts: MessageParts, conversion: Conversion): KeptParts {
  const signed = parts.signed.filter(
    ({ part }) => isInOriginal(part, conversion) || mayHold(conversion, part.end - part.start),
  );
  if (signed.length === 0) return { conversion, others: (attached) => attached, among: (attached) => attached };
  const within = new Set(signed.flatMap(({ attached }) => attached));
  const body = parts.html ?? parts.text;
  const hasBody = body !== undefined && signed.some(({ part }) => holds(part, body));
  return {
    conversion: hasBody ? { ...conversion, uuencodedFiles: 0 } : conversion,
    others: (attached) => attached.filter((one) => !within.has(one)),
    among: (attached) => withSigned(attached, signed),
  };
}

function withSigned(attached: readonly AttachedPart[], signed: readonly SignedPart[]): (AttachedPart | SignedPart)[] {
  const places = new Set(attached);
  const waiting = Map.groupBy(signed, ({ before }) =>
    before !== undefined && places.has(before) ? before : undefined,
  );
  const all = attached.flatMap((one) => [...(waiting.get(one) ?? []), one]);
  return [...all, ...(waiting.get(undefined) ?? [])];
}

function holds(outer: MimeEntity, inner: MimeEntity): boolean {
  return inner.source === outer.source && inner.start >= outer.start && inner.end <= outer.end;
}
