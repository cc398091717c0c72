/** Names of the files of an MMS object. [MS-OXOSMMS] 4.2; [MS-OXCMSG] 2.2.2.10 */
import type { MmsMedia } from './mms-slide.ts';

/** No character of these may stand in a name: a name made of a path could leave its folder. */
const illegal = /[\p{Cc}"*/:<>?\\|\u202a-\u202e\u2066-\u2069]/gu;
const longestName = 200;
const mediaTypeText = /^[a-z\d][\w!#$&^.+-]{0,126}\/[a-z\d][\w!#$&^.+-]{0,126}$/;
const extensions = new Map([
  ['image/jpeg', 'jpg'],
  ['image/jpg', 'jpg'],
  ['image/png', 'png'],
  ['image/gif', 'gif'],
  ['image/bmp', 'bmp'],
  ['image/vnd.wap.wbmp', 'wbmp'],
  ['image/webp', 'webp'],
  ['image/heic', 'heic'],
  ['audio/amr', 'amr'],
  ['audio/amr-wb', 'awb'],
  ['audio/aac', 'aac'],
  ['audio/mp4', 'm4a'],
  ['audio/mpeg', 'mp3'],
  ['audio/midi', 'mid'],
  ['audio/sp-midi', 'mid'],
  ['audio/ogg', 'ogg'],
  ['audio/wav', 'wav'],
  ['video/3gpp', '3gp'],
  ['audio/3gpp', '3gp'],
  ['video/3gpp2', '3g2'],
  ['video/mp4', 'mp4'],
  ['video/mpeg', 'mpg'],
  ['text/plain', 'txt'],
  ['text/x-vcard', 'vcf'],
  ['text/vcard', 'vcf'],
  ['text/x-vcalendar', 'vcs'],
  ['text/calendar', 'ics'],
  ['application/pdf', 'pdf'],
]);

const anyBytes = 'application/octet-stream';
/** Of two types with one extension the first: phones send more films than sounds as 3GP. */
const types = new Map([...extensions].toReversed().map(([type, extension]) => [extension, type]));

/** The type in lower case, without parameters; that of any bytes where it is none. */
export function mediaTypeOf({ mediaType }: Pick<MmsMedia, 'mediaType'>): string {
  const type = mediaType.split(';', 1)[0]!.trim().toLowerCase();
  return mediaTypeText.test(type) ? type : anyBytes;
}

/** The type, or that of the name's extension where the type says nothing. */
export function truerMediaTypeOf(media: Pick<MmsMedia, 'mediaType'> & { readonly name?: string | undefined }): string {
  const type = mediaTypeOf(media);
  if (type !== anyBytes) return type;
  const extension = /\.([a-z\d]{1,5})$/i.exec(media.name ?? '')?.[1]?.toLowerCase();
  return (extension === undefined ? undefined : types.get(extension)) ?? type;
}

/** Without a period: by the type, else that of the name, else `bin`. */
export function extensionOf(media: MmsMedia): string {
  const found = extensions.get(mediaTypeOf(media));
  return found ?? /\.([a-z\d]{1,5})$/i.exec(media.name ?? '')?.[1]?.toLowerCase() ?? 'bin';
}

/** The file name of `media`: its own, without what leads out of a folder; else `fallback`. */
export function fileNameOf({ name = '' }: MmsMedia, fallback: string): string {
  const plain = name.toWellFormed().replace(illegal, '_').trim();
  return plain === '' || /^\.+$/.test(plain) ? fallback : plain.slice(-longestName);
}
