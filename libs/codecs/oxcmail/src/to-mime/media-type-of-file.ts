/** What an attached file is. [MS-OXCMAIL] 2.1.3.4.2.2 */
import { PidTagAttachMimeTag, type PropertyBag } from '@postbus/mapi';
import { chooseTransferEncoding } from '@postbus/mime';
import { extensionOf, fileName } from './file-name.ts';
import { textIn } from './value-in.ts';

export const octetStream = 'application/octet-stream';
/** RFC 6838 4.2 */
const mediaType = /^[a-z\d][\w!#$&^.+-]{0,126}\/[a-z\d][\w!#$&^.+-]{0,126}$/i;
/** What a file cannot be sent as: of messages, all but reports, for the others have parts or parameters that a file has not. */
const replaced = /^(?:multipart\/.*|application\/applefile|application\/mac-binhex40)$/i;
const reports =
  /^message\/(?:(?:global-)?(?:delivery-status|disposition-notification)|feedback-report|tracking-status)$/i;

const ofExtension = new Map(
  (
    'txt text/plain log text/plain csv text/csv htm text/html html text/html xml text/xml css text/css ics text/calendar ' +
    'vcf text/vcard rtf application/rtf json application/json js text/javascript md text/markdown ' +
    'jpg image/jpeg jpeg image/jpeg jpe image/jpeg png image/png gif image/gif bmp image/bmp tif image/tiff ' +
    'tiff image/tiff svg image/svg+xml webp image/webp heic image/heic ico image/vnd.microsoft.icon wmf image/wmf emf image/emf ' +
    'mp3 audio/mpeg wav audio/wav m4a audio/mp4 ogg audio/ogg amr audio/amr wma audio/x-ms-wma ' +
    'mp4 video/mp4 mov video/quicktime avi video/x-msvideo webm video/webm mpg video/mpeg mpeg video/mpeg ' +
    'pdf application/pdf ps application/postscript eps application/postscript zip application/zip gz application/gzip ' +
    '7z application/x-7z-compressed rar application/vnd.rar tar application/x-tar ' +
    'doc application/msword dot application/msword xls application/vnd.ms-excel ppt application/vnd.ms-powerpoint ' +
    'pps application/vnd.ms-powerpoint mpp application/vnd.ms-project vsd application/vnd.visio msg application/vnd.ms-outlook ' +
    'docx application/vnd.openxmlformats-officedocument.wordprocessingml.document ' +
    'dotx application/vnd.openxmlformats-officedocument.wordprocessingml.template ' +
    'docm application/vnd.ms-word.document.macroenabled.12 ' +
    'xlsx application/vnd.openxmlformats-officedocument.spreadsheetml.sheet ' +
    'xlsm application/vnd.ms-excel.sheet.macroenabled.12 ' +
    'pptx application/vnd.openxmlformats-officedocument.presentationml.presentation ' +
    'ppsx application/vnd.openxmlformats-officedocument.presentationml.slideshow ' +
    'odt application/vnd.oasis.opendocument.text ods application/vnd.oasis.opendocument.spreadsheet ' +
    'odp application/vnd.oasis.opendocument.presentation epub application/epub+zip ' +
    'p7s application/pkcs7-signature p7m application/pkcs7-mime p7c application/pkcs7-mime asc application/pgp-signature ' +
    'cer application/pkix-cert crt application/x-x509-ca-cert pfx application/x-pkcs12 p12 application/x-pkcs12'
  )
    .split(' ')
    .reduce<[string, string][]>((pairs, word) => {
      if (!word.includes('/')) pairs.push([word, '']);
      else pairs.at(-1)![1] = word;
      return pairs;
    }, []),
);
/** The first bytes of files, in hexadecimal. */
const ofContent: readonly (readonly [start: readonly number[], type: string])[] = [
  [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 'image/png'],
  [[0x47, 0x49, 0x46, 0x38], 'image/gif'],
  [[0xff, 0xd8, 0xff], 'image/jpeg'],
  [[0x25, 0x50, 0x44, 0x46, 0x2d], 'application/pdf'],
  [[0x50, 0x4b, 0x03, 0x04], 'application/zip'],
  [[0xd7, 0xcd, 0xc6, 0x9a], 'image/wmf'],
  [[0x49, 0x49, 0x2a, 0x00], 'image/tiff'],
  [[0x4d, 0x4d, 0x00, 0x2a], 'image/tiff'],
];

/** PidTagAttachMimeTag where it names a type that a file can have, else what the name says, else the content, else octets. */
export function mediaTypeOfFile(bag: PropertyBag, content: Uint8Array): string {
  const tag = textIn(bag, PidTagAttachMimeTag)?.split(';', 1)[0]?.trim();
  const type = tag ?? ofExtension.get(extensionOf(fileName(bag))) ?? typeOfContent(content) ?? octetStream;
  if (!mediaType.test(type) || replaced.test(type)) return octetStream;
  const isReport = reports.test(type) && isSevenBit(content);
  return type.toLowerCase().startsWith('message/') && !isReport ? octetStream : type.toLowerCase();
}

/** The type of a file that begins like those of a well-known one. */
export function typeOfContent(content: Uint8Array): string | undefined {
  return ofContent.find(([start]) => start.every((byte, at) => content[at] === byte))?.[1];
}

/** What is of type message may not be under a transfer encoding. RFC 2046 5.2 */
function isSevenBit(content: Uint8Array): boolean {
  return chooseTransferEncoding(content, 'text/plain', false) === '7bit';
}
