/** Files of Macintoshes as MacBinary. [MS-OXCMAIL] 2.2.3.4.2, RFC 1740, RFC 1741 */
import {
  AppleFileError,
  type MacFile,
  creatorAndType,
  macBinaryEncoding,
  macBinaryOf,
  readAppleDouble,
  readAppleSingle,
  readBinHex,
} from '@postbus/apple-file';
import {
  PidNameAttachmentMacContentType,
  PidNameAttachmentMacInfo,
  PidTagAttachAdditionalInformation,
  PidTagAttachEncoding,
  PropertyBag,
} from '@postbus/mapi';
import type { MimeEntity } from '@postbus/mime';
import type { Conversion } from './conversion-options.ts';
import { type DerivedFile, derivedFile } from './derived-file.ts';

const binHex = 'application/mac-binhex40';

/** The file that `part` encodes as a Macintosh does; undefined where it is no such part, or damaged. */
export function macFileOf(part: MimeEntity, conversion: Conversion): DerivedFile | undefined {
  try {
    return read(part, conversion);
  } catch (error) {
    if (error instanceof AppleFileError) return undefined;
    throw error;
  }
}

function read(part: MimeEntity, conversion: Conversion): DerivedFile | undefined {
  const { mediaType } = part.contentType;
  const limits = { decodedBytes: conversion.derived.left };
  if (isBinHexEncoded(part)) {
    const file = readBinHex(part.bodyBytes(), limits);
    return mediaType === binHex ? dataForkOf(file, conversion) : macBinary(file, new PropertyBag(), conversion);
  }
  switch (mediaType) {
    case 'multipart/appledouble':
      return appleDouble(part, conversion);
    case 'application/applefile':
      return macBinary(readAppleSingle(part.content()), new PropertyBag(), conversion);
    case binHex:
      return macBinary(readBinHex(part.content(), limits), new PropertyBag(), conversion);
    default:
      return undefined;
  }
}

/** A header with the resource fork, then the data fork as a part of its own type. [MS-OXCMAIL] 2.2.3.4.2.1 */
function appleDouble(part: MimeEntity, conversion: Conversion): DerivedFile | undefined {
  const [header, data] = part.parts;
  if (header === undefined || data === undefined) return undefined;
  const info = header.content();
  const properties = new PropertyBag()
    .set(PidNameAttachmentMacContentType, data.contentType.mediaType)
    .set(PidNameAttachmentMacInfo, info);
  return macBinary(readAppleDouble(info, data.content()), properties, conversion);
}

function macBinary(file: MacFile, properties: PropertyBag, conversion: Conversion): DerivedFile | undefined {
  properties.set(PidTagAttachEncoding, macBinaryEncoding).set(PidTagAttachAdditionalInformation, creatorAndType(file));
  return derivedFile({ value: macBinaryOf(file), name: file.name, properties }, conversion);
}

/** What is BinHex twice over gives its data fork alone. [MS-OXCMAIL] 2.2.3.4.1.3 */
function dataForkOf({ dataFork, name }: MacFile, conversion: Conversion): DerivedFile | undefined {
  return derivedFile({ value: dataFork, name }, conversion);
}

/** Content-Transfer-Encoding: mac-binhex40, which is none of RFC 2045. */
function isBinHexEncoded({ transferEncoding, headers }: MimeEntity): boolean {
  if (transferEncoding !== 'unknown') return false;
  return /^(?:x-)?mac-binhex40$/i.test(headers.first('Content-Transfer-Encoding')?.value ?? '');
}
