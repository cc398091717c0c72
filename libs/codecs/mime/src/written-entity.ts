/** Entities as pieces that lie one after another: what an entity is put into holds its pieces, and no byte is copied. */
import { isAscii } from '@postbus/charset';
import { encodeBase64Body } from './base64.ts';

/** Content that is put into base64 only when it is wanted: what is large lies in memory once. */
export interface Base64Content {
  readonly base64: Uint8Array;
}

export type EntityPiece = Uint8Array | Base64Content;

export interface WrittenEntity {
  readonly pieces: readonly EntityPiece[];
  /** Those in which a boundary could stand, for they are under no transfer encoding. */
  readonly searched: readonly Uint8Array[];
  /** Whether there are octets over 0x7F, which what it is put into must say. RFC 2045 6.4 */
  readonly eightBit: boolean;
}

/** Octets of a line of base64, and of as many lines as are made at once. */
const octetsOfLine = 57;
const octetsAtOnce = octetsOfLine * 16_384;

/** A whole entity that was written elsewhere, as it is. */
export function writtenEntity(bytes: Uint8Array): WrittenEntity {
  return { pieces: [bytes], searched: [bytes], eightBit: !isAscii(bytes) };
}

/** The bytes of an entity, written once. */
export function entityBytes(entity: WrittenEntity): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (const piece of entity.pieces) length += lengthOf(piece);
  const whole = new Uint8Array(length);
  let at = 0;
  for (const run of entityRuns(entity)) {
    whole.set(run, at);
    at += run.length;
  }
  return whole;
}

/** The bytes of an entity in runs of a megabyte or two at most where they are encoded, each made when it is asked for. */
export function* entityRuns({ pieces }: WrittenEntity): Generator<Uint8Array> {
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) yield piece;
    else yield* base64Runs(piece.base64);
  }
}

function* base64Runs(content: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < content.length; at += octetsAtOnce) {
    yield encodeBase64Body(content.subarray(at, at + octetsAtOnce));
  }
}

/** Four characters for three octets, and a line end for each line. RFC 2045 6.8 */
function lengthOf(piece: EntityPiece): number {
  if (piece instanceof Uint8Array) return piece.length;
  const { length } = piece.base64;
  return Math.ceil(length / 3) * 4 + Math.ceil(length / octetsOfLine) * 2;
}
