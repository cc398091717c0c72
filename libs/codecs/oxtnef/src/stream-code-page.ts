/** The code page of 8-bit text in a stream. [MS-OXTNEF] 2.1.3.3.2 */
import { canEncode, charsetOfCodePage, decodeText, encodeText } from '@postbus/charset';

export interface StreamCodePage {
  /** As Windows numbers them; undefined where the stream tells none that is known. */
  readonly codePage: number | undefined;
  decode(bytes: Uint8Array): string;
  encode(text: string): Uint8Array;
  canEncode(text: string): boolean;
}

export const windows1252 = 1252;
export const utf8 = 65001;

/** @param codePage undefined or unknown: UTF-8 is read where the bytes are UTF-8, windows-1252 otherwise */
export function streamCodePage(codePage: number | undefined): StreamCodePage {
  const charset = codePage === undefined ? undefined : charsetOfCodePage(codePage);
  return {
    codePage: charset === undefined ? undefined : codePage,
    decode: (bytes) => decodeText(bytes, charset),
    encode: (text) => encodeText(text, charset ?? 'windows-1252'),
    canEncode: (text) => canEncode(text, charset ?? 'windows-1252'),
  };
}
