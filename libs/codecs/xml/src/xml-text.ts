/** A document's bytes as text, by the charset that they tell. XML 1.0 F */
import { latin1Text } from '@postbus/bytes';
import { decodeText } from '@postbus/charset';

const declaration = /^<\?xml[^>]{0,100}?\sencoding\s*=\s*["']([\w.:-]{1,40})["']/;
const declarationLength = 200;

/** By a byte order mark, the null bytes of UTF-16, the charset of its part, its own declaration, else UTF-8. @param charset that of the part */
export function xmlText(bytes: Uint8Array, charset?: string): string {
  const utf16 = utf16Of(bytes);
  if (utf16 !== undefined) return decodeText(bytes, utf16);
  const declared = declaration.exec(latin1Text(bytes, 0, Math.min(bytes.length, declarationLength)))?.[1];
  return decodeText(bytes, charset ?? declared ?? 'utf-8', { guess: true });
}

/** A document begins with `<`. */
function utf16Of([first, second]: Uint8Array): string | undefined {
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le';
  return (first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c) ? 'utf-16be' : undefined;
}
