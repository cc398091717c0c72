/** What marks an attachment as MacBinary. [MS-OXCMSG] 2.2.2.20, 2.2.2.21; [MS-OXCMAIL] 2.1.3.4.2 */
import { concat, fromHex, utf8Bytes } from '@postbus/bytes';
import type { MacFile } from './mac-file.ts';
import { fourBytes } from './mac-roman.ts';

/** PidTagAttachEncoding of an attachment whose PidTagAttachDataBinary is MacBinary. */
export const macBinaryEncoding: Uint8Array = fromHex('2a864886f714030b01');

/** PidTagAttachAdditionalInformation: `:CREA:TYPE`, 10 bytes. */
export function creatorAndType(file: Pick<MacFile, 'type' | 'creator'>): Uint8Array {
  const colon = utf8Bytes(':');
  return concat([colon, fourBytes(file.creator), colon, fourBytes(file.type)]);
}
