/** Keys by which addresses are compared. [MS-OXCDATA] 2.2.5, [MS-OXOMSG] 2.2.1.52 */
import { utf8Bytes } from '@postbus/bytes';

/** PidTagSearchKey of an address: `SMTP:ANNA@EXAMPLE.ORG` and a zero byte. */
export function addressSearchKey(addressType: string, emailAddress: string): Uint8Array<ArrayBuffer> {
  return utf8Bytes(`${addressType}:${emailAddress}`.toUpperCase() + '\0');
}
