/** One message file as another format: bytes in, bytes out. */
import type { Format } from './format.ts';
import { type DocumentOptions, messageDocument } from './message-document.ts';
import { mimeOf, readMessage } from './message-file.ts';

export interface ConversionTarget extends DocumentOptions {
  readonly to: Format;
}

/** @throws {ConvertError}, {MapiError}, {OxcmailError} with the place in the file */
export function convertContent(content: Uint8Array, target: ConversionTarget): Uint8Array {
  const file = readMessage(content);
  return target.to === 'json' ? messageDocument(file, target) : mimeOf(file, content);
}
