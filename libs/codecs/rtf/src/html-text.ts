/** Text in HTML: nothing of it is markup. */
import type { Utf8Sink } from './utf8-sink.ts';

const entities: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };
const special = /[<>&\u0000-\u0008\u000b-\u001f]/;
const specials = /[<>&\u0000-\u0008\u000b-\u001f]/g;
const isSpecial = Uint8Array.from({ length: 256 }, (_, byte) => (special.test(String.fromCharCode(byte)) ? 1 : 0));

/** `text` as content; control characters are left out. */
export function htmlText(text: string): string {
  return special.test(text) ? text.replace(specials, (found) => entities[found] ?? '') : text;
}

/** `text` as the value of an attribute between double quotes. */
export function attributeText(text: string): string {
  return text.replace(/[<>&"\u0000-\u001f]/g, (found) => entities[found] ?? '');
}

/** Adds ASCII from `start` to `end` as content. */
export function addHtmlText(sink: Utf8Sink, bytes: Uint8Array, start: number, end: number): void {
  let from = start;
  for (let at = start; at < end; at++) {
    if (isSpecial[bytes[at]!] === 0) continue;
    sink.copy(bytes, from, at);
    sink.text(entities[String.fromCharCode(bytes[at]!)] ?? '');
    from = at + 1;
  }
  sink.copy(bytes, from, end);
}
