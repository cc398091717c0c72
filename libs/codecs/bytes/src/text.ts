/** Bytes as text and back, for the encodings that wire formats are written in. */
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();
/** Beyond this length one `TextDecoder` call beats joining character codes. */
const shortText = 64;
const latin1Chunk = 8192;

/** UTF-8 text of `bytes`; what is not UTF-8 becomes U+FFFD. */
export function utf8Text(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

export function utf8Bytes(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** One character a byte, U+0000 to U+00FF: nothing is lost. */
export function latin1Text(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = utf8.decode(bytes.subarray(start, end));
  // Most is ASCII, which the decoder makes three times as fast; nothing else has a character a byte and no U+FFFD.
  if (text.length === end - start && !text.includes('\ufffd')) return text;
  text = '';
  for (let at = start; at < end; at += latin1Chunk) {
    text += String.fromCharCode.apply(null, bytes.subarray(at, Math.min(end, at + latin1Chunk)) as unknown as number[]);
  }
  return text;
}

/** Text of ASCII bytes; other bytes come out as U+FFFD. */
export function asciiText(bytes: Uint8Array): string {
  if (bytes.length > shortText) return utf8.decode(bytes);
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte < 0x80 ? byte : 0xfffd);
  return text;
}

/** The low 7 bits of each character of `text`. */
export function asciiBytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index) & 0x7f;
  return bytes;
}

export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

/** Offset of the first `needle` in `haystack` at or after `from`, or -1. */
export function indexOfBytes(haystack: Uint8Array, needle: Uint8Array, from = 0): number {
  const first = needle[0];
  if (first === undefined) return from;
  for (let at = haystack.indexOf(first, from); at !== -1; at = haystack.indexOf(first, at + 1)) {
    if (at + needle.length > haystack.length) return -1;
    let matched = 1;
    while (matched < needle.length && haystack[at + matched] === needle[matched]) matched++;
    if (matched === needle.length) return at;
  }
  return -1;
}
