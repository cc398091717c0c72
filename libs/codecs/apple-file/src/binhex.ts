/**
 * BinHex 4.0, `application/mac-binhex40`. RFC 1741
 *
 *   name length 1, name, version 1, type 4, creator 4, flags 2, data length 4, resource length 4, CRC 2;
 *   data fork, CRC 2; resource fork, CRC 2
 *
 * It carries neither dates nor comment.
 */
import { concat } from '@postbus/bytes';
import { AppleFileError } from './apple-file-error.ts';
import { decodeBinHexText, encodeBinHexText } from './binhex-text.ts';
import { crc16 } from './crc16.ts';
import { type MacFile, macFile } from './mac-file.ts';
import { fourBytes, macRomanBytes, macRomanText } from './mac-roman.ts';
import { nameLimit } from './mac-binary.ts';

export interface BinHexOptions {
  /** Decoded bytes, 256 MiB unless told. Stops text whose runs decode to ninety times its length. */
  readonly decodedBytes?: number;
}

const defaultDecodedBytes = 256 * 1024 * 1024;
/** What follows the name in the header, without its CRC. */
const afterNameLength = 19;
const crcLength = 2;

/**
 * @param text the encoded file; lines before the one that begins with a colon are passed over
 * @throws {AppleFileError} `not-binhex`, `bad-character` and `too-large` with the offset in `text`;
 * `truncated` and `bad-crc` with the offset among the decoded bytes
 */
export function readBinHex(text: Uint8Array, options: BinHexOptions = {}): MacFile {
  const bytes = decodeBinHexText(text, options.decodedBytes ?? defaultDecodedBytes);
  const nameEnd = 1 + (bytes[0] ?? 0);
  const headerEnd = nameEnd + afterNameLength;
  const header = checked(bytes, 0, headerEnd, 'header');
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const data = headerEnd + crcLength;
  const dataEnd = data + view.getUint32(nameEnd + 11);
  const resource = dataEnd + crcLength;
  return macFile({
    name: macRomanText(header.subarray(1, nameEnd)),
    type: macRomanText(header.subarray(nameEnd + 1, nameEnd + 5)),
    creator: macRomanText(header.subarray(nameEnd + 5, nameEnd + 9)),
    finderFlags: view.getUint16(nameEnd + 9),
    dataFork: checked(bytes, data, dataEnd, 'data fork'),
    resourceFork: checked(bytes, resource, resource + view.getUint32(nameEnd + 15), 'resource fork'),
  });
}

/** The bytes from `start` to `end`, which their CRC follows. */
function checked(bytes: Uint8Array, start: number, end: number, what: string): Uint8Array {
  if (end + crcLength > bytes.length) throw new AppleFileError('truncated', bytes.length, `the ${what} ends`);
  const run = bytes.subarray(start, end);
  const crc = (bytes[end]! << 8) | bytes[end + 1]!;
  if (crc !== crc16(run)) throw new AppleFileError('bad-crc', end, `the CRC of the ${what} is another`);
  return run;
}

/** Text of lines of 64 characters, CRLF at their ends. The name is cut to 63 characters. */
export function binHexOf(file: MacFile): Uint8Array {
  const { dataFork, resourceFork } = file;
  const name = macRomanBytes(file.name, nameLimit);
  const header = new Uint8Array(1 + name.length + afterNameLength);
  const view = new DataView(header.buffer);
  const nameEnd = 1 + name.length;
  header[0] = name.length;
  header.set(name, 1);
  header.set(fourBytes(file.type), nameEnd + 1);
  header.set(fourBytes(file.creator), nameEnd + 5);
  view.setUint16(nameEnd + 9, file.finderFlags);
  view.setUint32(nameEnd + 11, dataFork.length);
  view.setUint32(nameEnd + 15, resourceFork.length);
  return encodeBinHexText(concat([header, dataFork, resourceFork].flatMap((run) => [run, crcOf(run)])));
}

function crcOf(run: Uint8Array): Uint8Array {
  const crc = crc16(run);
  return Uint8Array.of(crc >> 8, crc & 0xff);
}
