/** Attachments that lie elsewhere as message/external-body. RFC 2046 5.2.3, RFC 2017 */
import { asciiBytes, utf8Text } from '@postbus/bytes';
import {
  AttachMethod,
  PidTagAttachLongPathname,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
  PidTagAttachPathname,
  type PropertyBag,
} from '@postbus/mapi';
import { type WrittenEntity, parameterizedField, writeMessage, writtenEntity } from '@postbus/mime';
import { entityOptions } from './file-entity.ts';
import { fileName } from './file-name.ts';
import type { PlacedAttachment } from './inline-attachments.ts';
import { mediaTypeOfFile } from './media-type-of-file.ts';
import type { Writing } from './to-mime-options.ts';
import { integerIn, textIn } from './value-in.ts';

const methods = new Set<number>([
  AttachMethod.afByReference,
  AttachMethod.afByReferenceOnly,
  AttachMethod.afByWebReference,
]);
const nothing = new Uint8Array(0);

/** What message/external-body is read as, where it has an address. */
const shortcut = /^\[InternetShortcut\]\r\nURL=([^\r\n]{1,2000})\r\n$/;
const longestShortcut = 4096;

/** The address in `content` of an attachment that came as message/external-body. [MS-OXCMAIL] 2.2.3.5 */
export function shortcutIn(bag: PropertyBag, content: Uint8Array): string | undefined {
  if (content.length > longestShortcut || textIn(bag, PidTagAttachMimeTag) !== 'message/external-body')
    return undefined;
  return shortcut.exec(utf8Text(content))?.[1];
}

/** Where the file lies of an attachment that is only a reference to it: a URL, or a path. [MS-OXCMSG] 2.2.2.9 */
export function referenceIn(bag: PropertyBag): string | undefined {
  if (!methods.has(integerIn(bag, PidTagAttachMethod) ?? 0)) return undefined;
  return textIn(bag, PidTagAttachLongPathname) ?? textIn(bag, PidTagAttachPathname);
}

/** An entity that tells where the file lies and what it is. */
export function referenceEntity(placed: PlacedAttachment, reference: string, writing: Writing): WrittenEntity {
  const { properties } = placed.attachment;
  const name = fileName(properties).replace(/\.url$/i, '');
  const type = mediaTypeOfFile(properties, nothing);
  const named = name === '' ? [] : [['name', name] as const];
  const told = writtenEntity(
    asciiBytes(`${parameterizedField('Content-Type', type, named)}\r\nContent-Transfer-Encoding: binary\r\n\r\n`),
  );
  return writeMessage(told, {
    ...entityOptions(placed, name, writing),
    mediaType: 'message/external-body',
    parameters: /^[a-z][a-z\d+.-]+:\/\//i.test(reference)
      ? [['access-type', 'URL'], ['URL', urlText(reference)], ...named]
      : [
          ['access-type', 'local-file'],
          ['name', reference],
        ],
  });
}

/** RFC 2017 3.1: what is no character of URLs is percent-encoded. */
function urlText(url: string): string {
  return encodeURI(url.toWellFormed()).replaceAll('%25', '%');
}
