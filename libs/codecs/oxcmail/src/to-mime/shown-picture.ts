/** Whether an attachment is a picture that readers can show within HTML. */
import {
  AttachMethod,
  type AttachmentObject,
  PidTagAttachDataBinary,
  PidTagAttachMethod,
  PidTagAttachMimeTag,
} from '@postbus/mapi';
import { extensionOf, fileName } from './file-name.ts';
import { oleFile } from './ole-file.ts';
import type { Writing } from './to-mime-options.ts';
import { bytesIn, integerIn, textIn } from './value-in.ts';

const extensions = new Set(['bmp', 'gif', 'jpeg', 'jpg', 'jpe', 'png', 'webp', 'wmf', 'emf', 'tif', 'tiff', 'svg']);

/**
 * A file of an image, or an OLE object that is sent as the picture of itself. [MS-OXCMAIL] 2.1.3.4.1.1
 * @throws {OxcmailError} as `resolve` does
 */
export function isPicture({ properties, embedded }: AttachmentObject, { resolve }: Writing): boolean {
  if (embedded !== undefined) return false;
  if (integerIn(properties, PidTagAttachMethod) === AttachMethod.afOle) {
    const content = bytesIn(properties, PidTagAttachDataBinary, resolve);
    return content !== undefined && oleFile(properties, content).mediaType.startsWith('image/');
  }
  const type = textIn(properties, PidTagAttachMimeTag);
  return type === undefined ? extensions.has(extensionOf(fileName(properties))) : /^image\//i.test(type);
}
