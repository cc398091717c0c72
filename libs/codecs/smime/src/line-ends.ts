/** Line ends of MIME: CRLF, RFC 5322 2.1, and what files of Unix make of them. RFC 8551 3.1.1 */

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Whether there is a LF without a CR before it. */
export function hasBareLineFeeds(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1))
    if (bytes[at - 1] !== carriageReturn) return true;
  return false;
}

/** Whether all line ends are bare LFs, as in a file of Unix. */
export function isUnixText(bytes: Uint8Array): boolean {
  const first = bytes.indexOf(lineFeed);
  if (first === -1) return false;
  for (let at = first; at !== -1; at = bytes.indexOf(lineFeed, at + 1))
    if (bytes[at - 1] === carriageReturn) return false;
  return true;
}

/** `bytes` with a CR before each LF that has none; `bytes` itself where nothing changes. */
export function withCrlf(bytes: Uint8Array): Uint8Array {
  const bare = countBareLineFeeds(bytes);
  if (bare === 0) return bytes;
  const out = new Uint8Array(bytes.length + bare);
  let length = 0;
  let before = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === lineFeed && before !== carriageReturn) out[length++] = carriageReturn;
    out[length++] = byte;
    before = byte;
  }
  return out;
}

function countBareLineFeeds(bytes: Uint8Array): number {
  let bare = 0;
  for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1))
    if (bytes[at - 1] !== carriageReturn) bare++;
  return bare;
}
