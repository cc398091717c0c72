/** Keys by which addresses are compared. [MS-OXCDATA] 2.2.5, [MS-OXOMSG] 2.2.1.52 */
import { utf8Bytes } from '@postbus/bytes';

/** PidTagSearchKey of an address: `SMTP:ANNA@EXAMPLE.ORG` and a zero byte. */
export function addressSearchKey(addressType: string, emailAddress: string): Uint8Array<ArrayBuffer> {
  const text = `${addressType}:${emailAddress}\0`;
  const key = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // Upper case may be longer than what it is of, and so may UTF-8.
    if (unit >= 0x80) return utf8Bytes(text.toUpperCase());
    key[at] = unit >= 0x61 && unit <= 0x7a ? unit - 0x20 : unit;
  }
  return key;
}
