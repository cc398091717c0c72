/** An entity made ready to be signed or encrypted: CRLF line ends, 7-bit. RFC 8551 3.1.1 to 3.1.3 */
import { asciiBytes, concat } from '@postbus/bytes';
import type { HeaderField, MimeEntity, WrittenTransferEncoding } from '@postbus/mime';
import { leafBody } from './leaf-body.ts';
import { isUnixText, withCrlf } from './line-ends.ts';
import { fieldBytes, isContentField } from './message-header.ts';
import { isSevenBit } from './seven-bit.ts';

export interface PreparedEntity {
  /** One after another; views of the message where nothing had to change. */
  readonly pieces: readonly Uint8Array[];
  /** Whether mail takes it as it is: no octet over 127, no NUL, no bare CR or LF, no line over 998 characters. */
  readonly isSevenBit: boolean;
}

const lineEnd = asciiBytes('\r\n');
/** What a signature or the recipients of encryption rest on byte for byte. RFC 1847 */
const isSecured = ({ contentType }: MimeEntity): boolean =>
  contentType.is('multipart/signed') || contentType.is('multipart/encrypted');

/** The entity of `message`: its Content-* fields and its body, each part that needs it under a transfer encoding. */
export function preparedEntity(message: MimeEntity): PreparedEntity {
  const writer = new EntityWriter(message);
  const isClean = writer.write(message, []);
  return { pieces: writer.pieces, isSevenBit: isClean };
}

class EntityWriter {
  readonly pieces: Uint8Array[] = [];
  readonly #root: MimeEntity;

  constructor(root: MimeEntity) {
    this.#root = root;
  }

  /** @param boundaries of the multiparts around it @returns whether all that was written is 7-bit */
  write(entity: MimeEntity, boundaries: readonly string[]): boolean {
    if (isSecured(entity)) return this.#secured(entity);
    const { message } = entity;
    if (message !== undefined && message.source === entity.source) return this.#embedding(entity, message, boundaries);
    return entity.parts.length > 0 ? this.#multipart(entity, boundaries) : this.#leaf(entity, boundaries);
  }

  /** As it is; where header and body come from a file of Unix, with the line ends that mail gives it. */
  #secured(entity: MimeEntity): boolean {
    const body = entity.bodyBytes();
    const header = this.#header(entity);
    const written = isUnixText(entity.bytes()) ? withCrlf(body) : body;
    this.pieces.push(header, written);
    return isSevenBit(header) && isSevenBit(written);
  }

  #embedding(entity: MimeEntity, message: MimeEntity, boundaries: readonly string[]): boolean {
    const place = this.pieces.push(lineEnd) - 1;
    return this.#contain(entity, place, this.write(message, boundaries));
  }

  #multipart(entity: MimeEntity, boundaries: readonly string[]): boolean {
    const { source, parts } = entity;
    const place = this.pieces.push(lineEnd) - 1;
    const inside = [...boundaries, entity.contentType.boundary ?? ''];
    const [first, ...others] = parts;
    let isClean = this.#between(source.subarray(entity.bodyStart, first!.start), lastLine);
    isClean = this.write(first!, inside) && isClean;
    let from = first!.end;
    for (const part of others) {
      isClean = this.#between(source.subarray(from, part.start)) && isClean;
      isClean = this.write(part, inside) && isClean;
      from = part.end;
    }
    isClean = this.#between(source.subarray(from, entity.end), firstLine) && isClean;
    return this.#contain(entity, place, isClean);
  }

  /**
   * Delimiters with what stands around them, which nobody reads: where it is not 7-bit, it is left out. RFC 2046 5.1.1
   * @param delimiter cuts the delimiter out of a preamble or an epilogue
   */
  #between(bytes: Uint8Array, delimiter?: (lines: Uint8Array) => Uint8Array): boolean {
    const whole = withCrlf(bytes);
    const written = delimiter === undefined || isSevenBit(whole) ? whole : delimiter(whole);
    this.pieces.push(written);
    return isSevenBit(written);
  }

  /** The header of what contains others, which says 8bit or binary only where that is so. RFC 2045 6.4 */
  #contain(entity: MimeEntity, place: number, isClean: boolean): boolean {
    const labelled = entity.transferEncoding === '8bit' || entity.transferEncoding === 'binary';
    const header = this.#header(entity, labelled && isClean ? '7bit' : undefined);
    this.pieces[place] = header;
    return isClean && isSevenBit(header);
  }

  #leaf(entity: MimeEntity, boundaries: readonly string[]): boolean {
    const { body, encoding } = leafBody(entity, boundaries);
    const header = this.#header(entity, encoding);
    this.pieces.push(header, body);
    return isSevenBit(header) && isSevenBit(body);
  }

  /** @param encoding the one that is to be named; undefined where the header stays as it is */
  #header(entity: MimeEntity, encoding?: WrittenTransferEncoding): Uint8Array {
    const isRoot = entity === this.#root;
    if (!isRoot && encoding === undefined) return withCrlf(entity.headerBytes());
    const fields = [...entity.headers].filter(
      (field) => (!isRoot || isContentField(field)) && (encoding === undefined || !isEncoding(field)),
    );
    const named =
      encoding === undefined || encoding === '7bit' ? [] : [asciiBytes(`Content-Transfer-Encoding: ${encoding}\r\n`)];
    return concat([...fields.map(fieldBytes), ...named, lineEnd]);
  }
}

const isEncoding = ({ name }: HeaderField): boolean => name.toLowerCase() === 'content-transfer-encoding';

/** The delimiter at the end of a preamble. */
const lastLine = (lines: Uint8Array): Uint8Array => lines.subarray(lines.lastIndexOf(0x0a, lines.length - 2) + 1);

/** The line end of the last part and the closing delimiter, before an epilogue. */
function firstLine(lines: Uint8Array): Uint8Array {
  const end = lines.indexOf(0x0a, lines.indexOf(0x0a) + 1);
  return end === -1 ? lines : lines.subarray(0, end + 1);
}
