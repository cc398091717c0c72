export {
  detectFormat,
  extensionOf,
  formatNamed,
  formatOfMediaType,
  formats,
  mediaTypeOf,
  type MessageFormat,
} from './format.ts';
export type { MessageDefect, MessageFile, MessageSource } from './message-file.ts';
export { MessageFileError, type MessageFileErrorCode } from './message-file-error.ts';
export { readMessageFile, type ReadMessageOptions } from './read-message-file.ts';
export { writeMessageFile, type WriteMessageOptions } from './write-message-file.ts';
export type { WriteEmlOptions } from './write-eml.ts';
export { convertMessage, type ConvertedMessage, type ConvertOptions } from './convert-message.ts';
export { isMbox, splitMbox, splitMboxChunks } from './split-mbox.ts';
export type { MboxMessage, MboxOptions, MboxVariant } from './mbox-message.ts';
