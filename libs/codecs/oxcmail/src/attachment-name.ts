/** Names of attachments. [MS-OXCMAIL] 2.2.3.4.1.1, [MS-OXCMSG] 2.2.2.10 to 2.2.2.12 */
import { type MimeEntity, decodeUuencode } from '@postbus/mime';

/** Longest name that file systems take, in characters. */
const longest = 255;
/** No character of these may stand in a name anywhere: a name made of a path could leave its folder. */
const illegal = /[\u0000-\u001f\u007f"*/:<>?\\|\u202a-\u202e\u2066-\u2069]/g;
const onlyInLongNames = /[ .+,;=[\]]/;
/** Extensions of the types that commonly come without a name. */
const extensions = new Map([
  ['text/plain', '.txt'],
  ['text/html', '.htm'],
  ['text/calendar', '.ics'],
  ['text/vcard', '.vcf'],
  ['text/x-vcard', '.vcf'],
  ['text/xml', '.xml'],
  ['text/rtf', '.rtf'],
  ['application/rtf', '.rtf'],
  ['application/pdf', '.pdf'],
  ['application/zip', '.zip'],
  ['application/ms-tnef', '.dat'],
  ['application/pkcs7-mime', '.p7m'],
  ['application/x-pkcs7-mime', '.p7m'],
  ['application/pkcs7-signature', '.p7s'],
  ['application/x-pkcs7-signature', '.p7s'],
  ['application/pgp-signature', '.asc'],
  ['image/jpeg', '.jpg'],
  ['image/jpg', '.jpg'],
  ['image/pjpeg', '.jpg'],
  ['image/png', '.png'],
  ['image/gif', '.gif'],
  ['image/bmp', '.bmp'],
  ['image/tiff', '.tif'],
  ['image/svg+xml', '.svg'],
  ['image/webp', '.webp'],
  ['audio/mpeg', '.mp3'],
  ['audio/wav', '.wav'],
  ['video/mp4', '.mp4'],
  ['message/rfc822', '.eml'],
  ['message/global', '.eml'],
  ['text/directory', '.vcf'],
  ['image/x-png', '.png'],
  ['application/x-microsoft-rpmsg-message', '.rpmsg'],
]);

export interface AttachmentName {
  /** PidTagAttachLongFilename */
  readonly long: string;
  /** PidTagAttachFilename: eight characters, a point and three. */
  readonly short: string;
  /** PidTagAttachExtension, with its point; empty where there is none. */
  readonly extension: string;
}

/** What is used where a part has no name, and what its name ends in whatever it is. */
export interface NameOfContent {
  readonly name?: string;
  /** With its point. */
  readonly extension?: string;
}

/**
 * @param number counts the attachments of the message, from 1; names those that have no name
 * @param content what the attachment's content, where it is not the part's own, is called
 */
export function attachmentName(part: MimeEntity, number: number, content: NameOfContent = {}): AttachmentName {
  const { extension = '' } = content;
  const description = part.headers.first('Content-Description')?.text;
  for (const text of [...namesOf(part), content.name, description]) {
    const name = text === undefined ? '' : legalName(text);
    if (name !== '') return nameParts(name.toLowerCase().endsWith(extension) ? name : legalName(name + extension));
  }
  return nameParts(defaultName(part.contentType.mediaType, number, extension));
}

/** In the order in which they count; of an AppleDouble those of the file before those of its header. [MS-OXCMAIL] 2.2.3.4.1.1 */
function namesOf(part: MimeEntity): (string | undefined)[] {
  const own = [
    part.disposition?.parameters.get('filename'),
    part.contentType.parameters.get('name'),
    uuencodedName(part),
  ];
  return part.parts.length === 0 ? own : [...own, ...part.parts.toReversed().flatMap(namesOf)];
}

/** A name taken apart. @param name without characters that are illegal in names */
export function nameParts(name: string): AttachmentName {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && dot < name.length - 1 ? name.slice(dot) : '';
  return { long: name, short: shortName(name.slice(0, name.length - extension.length), extension), extension };
}

/** `text` without what cannot stand in a file's name; empty where nothing is left. */
export function legalName(text: string): string {
  const name = text
    .replace(illegal, '')
    .replace(/^[\s.]+$/, '')
    .trim();
  if (name.length <= longest) return name;
  const { extension } = nameParts(name);
  return name.slice(0, longest - Math.min(extension.length, longest)) + extension.slice(0, longest);
}

/** @param number counts the attachments of the message, from 1 */
export function defaultName(mediaType: string, number: number, extension = ''): string {
  const usual = extensions.get(mediaType) ?? (mediaType.startsWith('text/') ? '.txt' : '.dat');
  return `ATT${String(number).padStart(5, '0')}${extension === '' ? usual : extension}`;
}

function uuencodedName(part: MimeEntity): string | undefined {
  return part.transferEncoding === 'x-uuencode' ? decodeUuencode(part.bodyBytes()).fileName : undefined;
}

/** The 8.3 name, as file systems make them: six characters and `~1` where the name does not fit. */
function shortName(base: string, extension: string): string {
  const short = withoutLongOnes(base);
  const end = withoutLongOnes(extension);
  const fits = short.length <= 8 && end.length <= 3 && short === base;
  return `${fits ? short : `${short.slice(0, 6)}~1`}${end === '' ? '' : `.${end.slice(0, 3)}`}`;
}

/** Without the characters that only long names may have. */
function withoutLongOnes(text: string): string {
  return onlyInLongNames.test(text) ? text.replace(/[ .]/g, '').replace(/[+,;=[\]]/g, '_') : text;
}
