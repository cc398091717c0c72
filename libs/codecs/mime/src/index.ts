export { type AddressOrGroup, type Group, isGroup, type Mailbox, mailboxes, parseAddressList } from './address-list.ts';
export { decodeBase64Body, encodeBase64Body } from './base64.ts';
export { ContentType, type Disposition, parseContentType, parseDisposition } from './content-type.ts';
export { type DateTime, parseDateTime } from './date-time.ts';
export { decodeEncodedWords } from './encoded-word.ts';
export { HeaderField } from './header-field.ts';
export { HeaderList } from './header-list.ts';
export { decodeHeaderBytes, unfold } from './header-text.ts';
export { parseMessageIds } from './message-id.ts';
export type { MimeDefect, MimeDefectCode } from './mime-defect.ts';
export { type ByteRange, MimeEntity } from './mime-entity.ts';
export { defaultMimeLimits, type MimeLimits } from './mime-limits.ts';
export { type Parameterized, parseParameterized } from './parameterized.ts';
export { parseMime } from './parse-mime.ts';
export { decodeQuotedPrintable, encodeQuotedPrintable, type QuotedPrintableKind } from './quoted-printable.ts';
export {
  type BodySlice,
  decodeSlice,
  decodeTransferEncoding,
  encodeTransferEncoding,
  parseTransferEncoding,
  type TransferEncoding,
} from './transfer-encoding.ts';
export { decodeUuencode, type Uuencoded } from './uuencode.ts';
export { decodeFlowed, type FlowedParagraph, flowedParagraphs } from './flowed.ts';
export { entityWithOnly, withHeadersPrepended, withoutHeaders } from './header-edit.ts';
export {
  addressField,
  dateField,
  formatDateTime,
  type HeaderWriteOptions,
  idField,
  parameterizedField,
  textField,
} from './header-write.ts';
export { foldField } from './fold.ts';
export { longestLineOf } from './line-length.ts';
export {
  type EntityOptions,
  leafEntity,
  type LeafOptions,
  messageEntity,
  multipartEntity,
  type MultipartOptions,
  type ParameterList,
  writeLeaf,
  writeMessage,
  writeMultipart,
} from './mime-builder.ts';
export {
  type Base64Content,
  entityBytes,
  type EntityPiece,
  entityRuns,
  type WrittenEntity,
  writtenEntity,
} from './written-entity.ts';
export { addrSpecText } from './addr-spec-write.ts';
export { domainToAscii, withAsciiDomain } from './idna.ts';
export { chooseTransferEncoding, type WrittenTransferEncoding } from './transfer-encoding-choice.ts';
