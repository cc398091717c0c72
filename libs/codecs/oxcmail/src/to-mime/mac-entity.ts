/** Attachments in MacBinary as multipart/appledouble. [MS-OXCMAIL] 2.1.3.4.3, RFC 1740 */
import { AppleFileError, type MacFile, appleDoubleOf, macBinaryEncoding, readMacBinary } from '@postbus/apple-file';
import { equalBytes } from '@postbus/bytes';
import { PidNameAttachmentMacContentType, PidTagAttachEncoding, type PropertyBag } from '@postbus/mapi';
import { type WrittenEntity, writeLeaf, writeMultipart } from '@postbus/mime';
import { entityOptions } from './file-entity.ts';
import { extensionOf, fileName } from './file-name.ts';
import type { PlacedAttachment } from './inline-attachments.ts';
import { octetStream } from './media-type-of-file.ts';
import type { Writing } from './to-mime-options.ts';
import { inlineBytesIn, textIn } from './value-in.ts';

const mediaType = /^(?!multipart\/|message\/)[a-z\d][\w!#$&^.+-]{0,126}\/[a-z\d][\w!#$&^.+-]{0,126}$/i;

/** The file in `content` where the attachment says that it is MacBinary, and it is. */
export function macFileIn(bag: PropertyBag, content: Uint8Array): MacFile | undefined {
  const encoding = inlineBytesIn(bag, PidTagAttachEncoding);
  if (encoding === undefined || !equalBytes(encoding, macBinaryEncoding)) return undefined;
  try {
    return readMacBinary(content);
  } catch (error) {
    if (error instanceof AppleFileError) return undefined;
    throw error;
  }
}

/** The header and the data fork of `file`, side by side. */
export function macEntity(placed: PlacedAttachment, file: MacFile, writing: Writing): WrittenEntity {
  const { properties } = placed.attachment;
  const name = nameOf(properties, file);
  const told = textIn(properties, PidNameAttachmentMacContentType) ?? '';
  const parameters = name === '' ? [] : [['name', name] as const];
  const parts = [
    writeLeaf('application/applefile', appleDoubleOf(file), { ...writing.header, parameters }),
    writeLeaf(mediaType.test(told) ? told.toLowerCase() : octetStream, file.dataFork, {
      ...entityOptions(placed, name, writing, file.dataFork.length),
      parameters,
      transferEncoding: 'base64',
    }),
  ];
  const { boundary } = writing.options;
  return writeMultipart('appledouble', parts, {
    ...writing.header,
    parameters,
    disposition: { type: 'attachment', parameters: name === '' ? [] : [['filename', name]] },
    ...(boundary === undefined ? {} : { boundary }),
  });
}

/** The name of the attachment; MacBinary is no longer its format, so it loses that extension. */
function nameOf(bag: PropertyBag, file: MacFile): string {
  const name = fileName(bag);
  if (name === '') return file.name;
  return extensionOf(name) === 'bin' && name.length > 4 && file.name !== name ? name.slice(0, -4) : name;
}
