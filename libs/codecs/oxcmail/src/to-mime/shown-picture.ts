/** Whether an attachment is a picture that readers can show within HTML. */
import { AttachMethod, type AttachmentObject, PidTagAttachMethod, PidTagAttachMimeTag } from '@postbus/mapi';
import { extensionOf, fileName } from './file-name.ts';
import { integerIn, textIn } from './value-in.ts';

const extensions = new Set(['bmp', 'gif', 'jpeg', 'jpg', 'jpe', 'png', 'webp', 'wmf', 'emf', 'tif', 'tiff', 'svg']);

/** A file of an image, or an OLE object: that is sent as the picture of itself. [MS-OXCMAIL] 2.1.3.4.1.1 */
export function isPicture({ properties, embedded }: AttachmentObject): boolean {
  if (embedded !== undefined) return false;
  if (integerIn(properties, PidTagAttachMethod) === AttachMethod.afOle) return true;
  const type = textIn(properties, PidTagAttachMimeTag);
  return type === undefined ? extensions.has(extensionOf(fileName(properties))) : /^image\//i.test(type);
}
