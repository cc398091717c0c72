/** Names of the storages and streams of a .msg file. [MS-OXMSG] 2.1.3, 2.2, 2.4 */

export const propertyStreamName = '__properties_version1.0';
export const namedPropertyStorageName = '__nameid_version1.0';
const substream = '__substg1.0_';
const recipient = '__recip_version1.0_#';
const attachment = '__attach_version1.0_#';

const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0'));

function hex8(value: number): string {
  return pairs[value >>> 24]! + pairs[(value >>> 16) & 0xff]! + pairs[(value >>> 8) & 0xff]! + pairs[value & 0xff]!;
}

/** The stream, or storage, with the value of a property. [MS-OXMSG] 2.1.3 */
export function valueStreamName(tag: number): string {
  return substream + hex8(tag);
}

/** The stream with one value of a property that has several. [MS-OXMSG] 2.1.4.2.2 */
export function itemStreamName(tag: number, index: number): string {
  return `${substream}${hex8(tag)}-${hex8(index)}`;
}

/** The tag in the name of a value stream; undefined for any other name. */
export function tagOfStreamName(name: string): number | undefined {
  return numberAfter(substream, name);
}

/** [MS-OXMSG] 2.2.1 */
export function recipientStorageName(index: number): string {
  return recipient + hex8(index);
}

export function recipientIndexOf(name: string): number | undefined {
  return numberAfter(recipient, name);
}

/** [MS-OXMSG] 2.2.2 */
export function attachmentStorageName(index: number): string {
  return attachment + hex8(index);
}

export function attachmentIndexOf(name: string): number | undefined {
  return numberAfter(attachment, name);
}

function numberAfter(prefix: string, name: string): number | undefined {
  if (name.length !== prefix.length + 8 || !hasPrefix(name, prefix)) return undefined;
  let number = 0;
  for (let index = prefix.length; index < name.length; index++) {
    const digit = digitOf(name.charCodeAt(index));
    if (digit === undefined) return undefined;
    number = ((number << 4) | digit) >>> 0;
  }
  return number;
}

/** The value of a hexadecimal digit by its character code. */
function digitOf(code: number): number | undefined {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = (code | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : undefined;
}

/** Names are the same in upper and lower case. [MS-CFB] 2.6.4 */
function hasPrefix(name: string, prefix: string): boolean {
  return name.startsWith(prefix) || name.slice(0, prefix.length).toLowerCase() === prefix;
}
