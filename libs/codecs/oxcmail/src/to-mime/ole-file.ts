/**
 * What can be shown of an OLE attachment: the picture that its object keeps of itself, or the file that it packs.
 * [MS-OXCMAIL] 2.1.3.4.4, [MS-OLEDS] 2.3.4, 2.3.6
 */
import { CfbError, type Storage, isCompoundFile, readCompoundFile } from '@postbus/cfb';
import { PidTagAttachRendering, type PropertyBag } from '@postbus/mapi';
import type { FileContent } from './file-entity.ts';
import { fileName } from './file-name.ts';
import { octetStream, typeOfContent } from './media-type-of-file.ts';
import { oleNativeFile } from './ole-package.ts';
import { presentationPicture } from './ole-presentation.ts';
import { inlineBytesIn } from './value-in.ts';

/** OLE keeps up to a thousand renderings; the first that can be shown is taken. [MS-OLEDS] 2.3.4 */
const presentations = 10;
const placeableMetafile = 0x9ac6cdd7;

/** @param content of the attachment: the compound file of the object, or whatever else it is */
export function oleFile(bag: PropertyBag, content: Uint8Array): FileContent {
  const storage = storageIn(content);
  const packed = storage && oleNativeFile(storage.stream('\u0001Ole10Native')?.bytes);
  if (packed !== undefined) return packed;
  const picture = (storage && pictureIn(storage)) ?? renderingIn(bag);
  const name = fileName(bag);
  if (picture === undefined) return { name: name === '' ? 'object.ole' : name, mediaType: octetStream, bytes: content };
  const base = name === '' ? 'object' : name.replace(/\.[^.]{1,5}$/, '');
  return { name: `${base}${extensions[picture.mediaType] ?? ''}`, ...picture };
}

const extensions: Readonly<Record<string, string>> = {
  'image/bmp': '.bmp',
  'image/emf': '.emf',
  'image/gif': '.gif',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/wmf': '.wmf',
};

export interface OlePicture {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

function storageIn(content: Uint8Array): Storage | undefined {
  if (!isCompoundFile(content)) return undefined;
  try {
    return readCompoundFile(content).root;
  } catch (error) {
    if (error instanceof CfbError) return undefined;
    throw error;
  }
}

function pictureIn(storage: Storage): OlePicture | undefined {
  const contents = storage.stream('CONTENTS')?.bytes;
  const type = contents === undefined ? undefined : typeOfContent(contents);
  if (contents !== undefined && type?.startsWith('image/') === true) return { mediaType: type, bytes: contents };
  for (let index = 0; index < presentations; index++) {
    const stream = storage.stream(`\u0002OlePres${String(index).padStart(3, '0')}`);
    const picture = stream === undefined ? undefined : presentationPicture(stream.bytes);
    if (picture !== undefined) return picture;
  }
  return undefined;
}

/** PidTagAttachRendering. [MS-OXCMSG] 2.2.2.17 */
function renderingIn(bag: PropertyBag): OlePicture | undefined {
  const bytes = inlineBytesIn(bag, PidTagAttachRendering);
  return bytes !== undefined && isMetafile(bytes) ? { mediaType: 'image/wmf', bytes } : undefined;
}

/** Whether `bytes` begin like a metafile, with or without the header of one that can be placed. [MS-WMF] 2.3.2 */
function isMetafile(bytes: Uint8Array): boolean {
  if (bytes.length < 18) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (view.getUint32(0, true) === placeableMetafile) return true;
  const type = view.getUint16(0, true);
  return (type === 1 || type === 2) && view.getUint16(2, true) === 9;
}
