/** Which form of the body counts, where there are several. [MS-OXBBODY] 2.1.3.1 */
import {
  PidTagBody,
  PidTagHtml,
  PidTagNativeBody,
  PidTagRtfCompressed,
  PidTagRtfInSync,
  type PropertyBag,
} from '@postbus/mapi';
import { NativeBody } from '../body-properties.ts';
import { integerIn, isTrue } from './value-in.ts';

export type BestBody = 'text' | 'rtf' | 'html';

const native: Readonly<Record<number, BestBody>> = {
  [NativeBody.plainText]: 'text',
  [NativeBody.rtf]: 'rtf',
  [NativeBody.html]: 'html',
};

/** PidTagNativeBody where it names a form that is there; else RTF where it is in sync, or is all there is, before HTML before text. */
export function bestBody(bag: PropertyBag): BestBody {
  const has = { text: bag.has(PidTagBody), rtf: bag.has(PidTagRtfCompressed), html: bag.has(PidTagHtml) };
  const named = native[integerIn(bag, PidTagNativeBody) ?? NativeBody.undefined];
  if (named !== undefined && has[named]) return named;
  if (has.rtf && (isTrue(bag, PidTagRtfInSync) || !(has.html || has.text))) return 'rtf';
  return has.html ? 'html' : 'text';
}
