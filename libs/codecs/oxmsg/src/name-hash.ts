/** In which stream of the mapping a name is found, and by which number. [MS-OXMSG] 2.2.3.2.2 */
import { utf16Bytes } from '@postbus/bytes';
import { type PropertyName, PS_INTERNET_HEADERS } from '@postbus/mapi';

/** The streams for looking names up: as many as the MOD of the equation. */
const hashStreams = 0x1f;
const firstHashStream = 0x1000;

const crcTable = new Uint32Array(256).map((_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1;
  return crc;
});

/** The CRC-32 of [MS-OXRTFCP] 2.1.3.2, which starts from 0 and is not inverted at the end. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return crc >>> 0;
}

/** The LID, or the CRC-32 of the name in UTF-16; names of Internet headers count in lower case. */
export function nameIdentifier(name: PropertyName): number {
  if (name.name === undefined) return name.lid;
  return crc32(utf16Bytes(name.guid === PS_INTERNET_HEADERS ? name.name.toLowerCase() : name.name));
}

/** @param guidIndexAndKind as in the entry stream: the index of the GUID above, whether the name is a string below */
export function hashStreamId(identifier: number, guidIndexAndKind: number): number {
  return firstHashStream + (((identifier ^ guidIndexAndKind) >>> 0) % hashStreams);
}
