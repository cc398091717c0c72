/**
 * MacBinary I, II and III: what PidTagAttachDataBinary of a Macintosh file holds. [MS-OXCMAIL] 2.2.3.4.2, [MS-OXCMSG] 2.2.2.20
 *
 * A header of 128 bytes, a secondary header, the data fork, the resource fork, the Get Info comment, each but the last
 * filled up to a multiple of 128. Numbers are big-endian.
 */
import { AppleFileError } from './apple-file-error.ts';
import { crc16 } from './crc16.ts';
import { type MacFile, macFile } from './mac-file.ts';
import { fourBytes, macRomanBytes, macRomanText } from './mac-roman.ts';
import { fromSecondsSince1904, knownDates, secondsSince1904 } from './mac-time.ts';

/** Where the fields of the header are. */
const at = {
  nameLength: 1,
  name: 2,
  type: 65,
  creator: 69,
  flagsHigh: 73,
  zero74: 74,
  vertical: 75,
  horizontal: 77,
  folder: 79,
  locked: 81,
  zero82: 82,
  dataLength: 83,
  resourceLength: 87,
  created: 91,
  modified: 95,
  commentLength: 99,
  flagsLow: 101,
  signature: 102,
  script: 106,
  extendedFlags: 107,
  secondaryLength: 120,
  version: 122,
  minimumVersion: 123,
  crc: 124,
} as const;
const headerLength = 128;
const blockLength = 128;
export const nameLimit = 63;
/** `mBIN`, of MacBinary III. */
const signature = 0x6d42_494e;
const versionNumber = { ii: 129, iii: 130 } as const;
/** Forks of a MacBinary I are no longer; what tells more is something else. */
const longestForkOfI = 0x7f_ffff;

/**
 * Which MacBinary `bytes` are, or undefined. II and III are told by their CRC or signature; I, which has neither, by
 * bytes that must be zero and lengths that fit.
 */
export function macBinaryVersion(bytes: Uint8Array): 1 | 2 | 3 | undefined {
  if (bytes.length < headerLength || bytes[0] !== 0 || bytes[at.zero74] !== 0) return undefined;
  const nameLength = bytes[at.nameLength]!;
  if (nameLength === 0 || nameLength > nameLimit) return undefined;
  const view = viewOf(bytes);
  if (view.getUint32(at.signature) === signature) return 3;
  if (view.getUint16(at.crc) === crc16(bytes.subarray(0, at.crc)) && bytes[at.minimumVersion] !== 0) return 2;
  return isVersion1(bytes, view) ? 1 : undefined;
}

function isVersion1(bytes: Uint8Array, view: DataView): boolean {
  if (bytes[at.zero82] !== 0 || bytes.subarray(at.flagsLow, at.crc).some((byte) => byte !== 0)) return false;
  const data = view.getUint32(at.dataLength);
  const resource = view.getUint32(at.resourceLength);
  if (data > longestForkOfI || resource > longestForkOfI || data + resource === 0) return false;
  return headerLength + filled(data) + resource <= bytes.length;
}

/**
 * @returns a file whose forks share the memory of `bytes`
 * @throws {AppleFileError} `not-macbinary`; `truncated` with the length that there is. A comment that is cut off is left out
 */
export function readMacBinary(bytes: Uint8Array): MacFile {
  const version = macBinaryVersion(bytes);
  if (version === undefined) throw new AppleFileError('not-macbinary', 0, 'no header of MacBinary I, II or III');
  const view = viewOf(bytes);
  const data = headerLength + (version === 1 ? 0 : filled(view.getUint16(at.secondaryLength)));
  const dataEnd = data + view.getUint32(at.dataLength);
  const resource = data + filled(dataEnd - data);
  const resourceEnd = resource + view.getUint32(at.resourceLength);
  const end = resourceEnd === resource ? dataEnd : resourceEnd;
  if (end > bytes.length)
    throw new AppleFileError('truncated', bytes.length, `the forks reach to ${end}, the file ends`);
  const comment = resource + filled(resourceEnd - resource);
  return macFile({
    ...describedBy(bytes, view, version),
    dataFork: bytes.subarray(data, dataEnd),
    resourceFork: bytes.subarray(resource, resourceEnd),
    comment: macRomanText(bytes.subarray(comment, comment + view.getUint16(at.commentLength))),
  });
}

function describedBy(bytes: Uint8Array, view: DataView, version: 1 | 2 | 3): Partial<MacFile> {
  const flagsLow = version === 1 ? 0 : bytes[at.flagsLow]!;
  return {
    name: macRomanText(bytes.subarray(at.name, at.name + bytes[at.nameLength]!)),
    type: macRomanText(bytes.subarray(at.type, at.type + 4)),
    creator: macRomanText(bytes.subarray(at.creator, at.creator + 4)),
    finderFlags: (bytes[at.flagsHigh]! << 8) | flagsLow,
    location: { vertical: view.getInt16(at.vertical), horizontal: view.getInt16(at.horizontal) },
    folder: view.getInt16(at.folder),
    isLocked: (bytes[at.locked]! & 1) !== 0,
    script: version === 3 ? bytes[at.script]! : 0,
    extendedFlags: version === 3 ? bytes[at.extendedFlags]! : 0,
    ...knownDates(fromSecondsSince1904(view.getUint32(at.created)), fromSecondsSince1904(view.getUint32(at.modified))),
  };
}

/** A MacBinary III file. The name is cut to 63 characters and is never empty; the comment is cut to 65,535. */
export function macBinaryOf(file: MacFile): Uint8Array {
  const { dataFork, resourceFork } = file;
  const comment = macRomanBytes(file.comment, 0xffff);
  const resource = headerLength + filled(dataFork.length);
  const commentAt = resource + filled(resourceFork.length);
  const bytes = new Uint8Array(commentAt + filled(comment.length));
  writeHeader(bytes, file, comment.length);
  bytes.set(dataFork, headerLength);
  bytes.set(resourceFork, resource);
  bytes.set(comment, commentAt);
  return bytes;
}

function writeHeader(bytes: Uint8Array, file: MacFile, commentLength: number): void {
  const view = viewOf(bytes);
  const name = macRomanBytes(file.name === '' ? 'untitled' : file.name, nameLimit);
  bytes[at.nameLength] = name.length;
  bytes.set(name, at.name);
  bytes.set(fourBytes(file.type), at.type);
  bytes.set(fourBytes(file.creator), at.creator);
  bytes[at.flagsHigh] = file.finderFlags >> 8;
  view.setInt16(at.vertical, file.location.vertical);
  view.setInt16(at.horizontal, file.location.horizontal);
  view.setInt16(at.folder, file.folder);
  bytes[at.locked] = file.isLocked ? 1 : 0;
  view.setUint32(at.dataLength, file.dataFork.length);
  view.setUint32(at.resourceLength, file.resourceFork.length);
  view.setUint32(at.created, secondsSince1904(file.created));
  view.setUint32(at.modified, secondsSince1904(file.modified));
  view.setUint16(at.commentLength, commentLength);
  bytes[at.flagsLow] = file.finderFlags & 0xff;
  view.setUint32(at.signature, signature);
  bytes[at.script] = file.script;
  bytes[at.extendedFlags] = file.extendedFlags;
  bytes[at.version] = versionNumber.iii;
  bytes[at.minimumVersion] = versionNumber.ii;
  view.setUint16(at.crc, crc16(bytes.subarray(0, at.crc)));
}

function filled(length: number): number {
  return Math.ceil(length / blockLength) * blockLength;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
