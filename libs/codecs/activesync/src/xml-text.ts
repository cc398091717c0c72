/** Which text an inline string may carry: the characters of XML 1.0 section 2.2, as receivers turn it into XML. */
// oxlint-disable-next-line no-control-regex
const notXml = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;
// oxlint-disable-next-line no-control-regex
const hasNotXml = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** `text` with U+FFFD for each character that XML cannot carry. */
export function xmlText(text: string): string {
  return (hasNotXml.test(text) ? text.replace(notXml, '\ufffd') : text).toWellFormed();
}

/** Whether `bytes` are UTF-8 without NUL. */
export function isInlineUtf8(bytes: Uint8Array): boolean {
  let ascii = true;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === 0) return false;
    if (byte >= 0x80) ascii = false;
  }
  return ascii || isUtf8(bytes);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strictUtf8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
