/** Defects of MIME, each with a sentence that tells what became of it. */
import type { MimeDefectCode, MimeEntity } from '@postbus/mime';
import type { MessageDefect } from './message-file.ts';

const sentences: Readonly<Record<MimeDefectCode, string>> = {
  'not-a-header-field': 'a line of the header is no field and was passed over',
  'no-empty-line': 'the body begins without an empty line after the header',
  'bad-content-type': 'the Content-Type cannot be read; the default stands',
  'repeated-content-type': 'there are several Content-Type fields; the last one counts',
  'no-boundary': 'a multipart names no boundary; its body was not taken apart',
  'no-parts': 'the boundary of a multipart never comes; it has no parts',
  'no-closing-boundary': 'a multipart has no end; its last part goes on to the end of what holds it',
  'unknown-transfer-encoding': 'the transfer encoding is not known; the body was taken as it is',
  'too-deep': 'parts lie too deep in one another; the rest was not taken apart',
  'too-many-parts': 'there are too many parts; the rest was not taken apart',
  'too-many-headers': 'there are too many header fields; the rest was not read',
  'too-many-header-bytes': 'a header is too long; the rest of it was not read',
};

/** Of `mime` and all its parts, in their order. */
export function mimeDefects(mime: MimeEntity): MessageDefect[] {
  const list: MessageDefect[] = [];
  for (const { path, defects } of mime.walk()) {
    for (const { code, offset } of defects) {
      const place = path === '' ? `byte ${offset}` : `part ${path}, byte ${offset}`;
      list.push({ code, message: sentences[code], place, offset });
    }
  }
  return list;
}
