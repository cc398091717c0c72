/** PHOTO and the contact photo attachment. [MS-OXVCARD] 2.1.3.2.4, [MS-OXOCNTC] 2.2.1.8.3 */
import { toBase64 } from '@postbus/bytes';
import {
  type AttachmentObject,
  type MessageObject,
  type ResolveValue,
  AttachMethod,
  PidTagAttachDataBinary,
  PidTagAttachExtension,
  PidTagAttachFilename,
  PidTagAttachLongFilename,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
  PidTagAttachNumber,
  PidTagAttachSize,
  PidTagAttachmentContactPhoto,
  PidTagDisplayName,
  PidTagRenderingPosition,
  PropertyBag,
} from '@postbus/mapi';
import type { VCardProperty } from './content-line.ts';
import { bytesIn } from './values-in.ts';
import { type ContentLine, contentLine } from './write-lines.ts';

/** First bytes of a format, its extension and its media type. */
const formats = [
  { first: [0xff, 0xd8, 0xff], extension: '.jpg', type: 'JPEG', mimeTag: 'image/jpeg' },
  { first: [0x89, 0x50, 0x4e, 0x47], extension: '.png', type: 'PNG', mimeTag: 'image/png' },
  { first: [0x47, 0x49, 0x46, 0x38], extension: '.gif', type: 'GIF', mimeTag: 'image/gif' },
  { first: [0x42, 0x4d], extension: '.bmp', type: 'BMP', mimeTag: 'image/bmp' },
] as const;
/** A picture that is none of these keeps the name that the document gives to all. */
const otherwise = formats[0];
const notRendered = -1;

/** The attachment that holds the picture, or undefined where PHOTO only points to one. */
export function photoAttachment(photo: VCardProperty): AttachmentObject | undefined {
  const bytes = photo.bytes;
  if (bytes === undefined || bytes.length === 0) return undefined;
  const { extension, mimeTag } = formatOf(bytes);
  const name = `ContactPicture${extension}`;
  const properties = new PropertyBag()
    .set(PidTagAttachNumber, 0)
    .set(PidTagAttachMethod, AttachMethod.afByValue)
    .set(PidTagAttachDataBinary, bytes)
    .set(PidTagAttachSize, bytes.length)
    .set(PidTagAttachExtension, extension)
    .set(PidTagAttachFilename, name)
    .set(PidTagAttachLongFilename, name)
    .set(PidTagDisplayName, name)
    .set(PidTagAttachMimeTag, mimeTag)
    .set(PidTagRenderingPosition, notRendered)
    .set(PidTagAttachmentContactPhoto, true);
  return { properties };
}

export function photoLines({ attachments }: MessageObject, resolve: ResolveValue): ContentLine[] {
  const photo = attachments.find(({ properties }) => properties.get(PidTagAttachmentContactPhoto) === true);
  const bytes = photo && bytesIn(photo.properties, PidTagAttachDataBinary, resolve);
  if (bytes === undefined) return [];
  return [contentLine(`PHOTO;TYPE=${formatOf(bytes).type};ENCODING=b`, toBase64(bytes))];
}

function formatOf(bytes: Uint8Array): (typeof formats)[number] {
  return formats.find(({ first }) => first.every((byte, index) => bytes[index] === byte)) ?? otherwise;
}
