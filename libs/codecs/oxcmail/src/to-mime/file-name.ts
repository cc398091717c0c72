/** The name of an attached file. [MS-OXCMAIL] 2.1.3.4.2.1 */
import { PidTagAttachFilename, PidTagAttachLongFilename, type PropertyBag } from '@postbus/mapi';
import { legalName } from '../attachment-name.ts';
import { textIn } from './value-in.ts';

/** The long name, else the short one, without what cannot stand in a file's name; empty where there is neither. */
export function fileName(bag: PropertyBag): string {
  return legalName(textIn(bag, PidTagAttachLongFilename) ?? textIn(bag, PidTagAttachFilename) ?? '');
}

/** What comes after the last point of `name`, in lower case; empty where there is none. */
export function extensionOf(name: string): string {
  const point = name.lastIndexOf('.');
  return point === -1 ? '' : name.slice(point + 1).toLowerCase();
}
