/** GUIDs in their text form and in the packet form, the first three fields little-endian. [MS-DTYP] 2.3.4 */
import { BytesError } from './bytes-error.ts';
import { fromHex, toHex } from './hex.ts';

/** Lower-case text form without braces: `00020329-0000-0000-c000-000000000046`. */
export type Guid = string;

const textForm = /^\{?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\}?$/i;

/** The 16 bytes of `guid`. @throws {BytesError} `not-a-guid` */
export function guidBytes(guid: Guid): Uint8Array<ArrayBuffer> {
  const fields = textForm.exec(guid);
  if (fields === null) throw new BytesError('not-a-guid', 0, 'not the text form of a GUID');
  const bytes = fromHex(fields.slice(1).join(''));
  return swapFields(bytes);
}

/** The text form of 16 bytes. @throws {BytesError} `not-a-guid` */
export function guidText(bytes: Uint8Array): Guid {
  if (bytes.length !== 16) throw new BytesError('not-a-guid', 0, `a GUID has 16 bytes, not ${bytes.length}`);
  const hex = toHex(swapFields(Uint8Array.from(bytes)));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function swapFields(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}
