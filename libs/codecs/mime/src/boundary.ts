/** Boundaries of multiparts. RFC 2046 5.1.1 */
import { asciiBytes, indexOfBytes, toHex } from '@postbus/bytes';

/** Bits enough that a boundary never comes twice. */
const randomOctets = 12;

/** Candidates that are tried as they are: who makes the same one each time gets a number behind it. */
const plainCandidates = 8;

/**
 * A boundary that stands in none of `parts`. It begins with `=_`, which neither base64 nor quoted-printable can hold,
 * and is searched for in what is under neither.
 * @param candidate makes the next one to try
 */
export function chooseBoundary(parts: readonly Uint8Array[], candidate: () => string = randomBoundary): string {
  for (let tried = 0; ; tried++) {
    const boundary = tried < plainCandidates ? candidate() : `${candidate()}_${tried}`;
    const bytes = asciiBytes(`--${boundary}`);
    if (!parts.some((part) => indexOfBytes(part, bytes) !== -1)) return boundary;
  }
}

function randomBoundary(): string {
  return `=_${toHex(crypto.getRandomValues(new Uint8Array(randomOctets)))}`;
}
