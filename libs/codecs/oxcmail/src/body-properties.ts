/** The body as properties. [MS-OXCMAIL] 2.2.3.3, [MS-OXBBODY] 2.1 */
import {
  PidTagBody,
  PidTagBodyContentId,
  PidTagBodyContentLocation,
  PidTagHtml,
  PidTagInternetCodepage,
  PidTagNativeBody,
  type PropertyBag,
} from '@postbus/mapi';
import type { HeaderList } from '@postbus/mime';
import type { BodyContent } from './body-content.ts';

/** Values of PidTagNativeBody. [MS-OXCMSG] 2.2.1.58.2 */
export const NativeBody = { undefined: 0, plainText: 1, rtf: 2, html: 3 } as const;

/** The forms of the body that `body` has; both where both are there. @param headers of the message */
export function setBody(bag: PropertyBag, body: BodyContent, headers: HeaderList): void {
  const { text, html, codePage, entity } = body;
  const native = html === undefined ? (text === undefined ? 'undefined' : 'plainText') : 'html';
  const field = (name: string) => entity?.headers.first(name) ?? headers.first(name);
  bag
    .set(PidTagBody, text)
    .set(PidTagHtml, html)
    .set(PidTagNativeBody, NativeBody[native])
    .set(PidTagInternetCodepage, codePage)
    .set(PidTagBodyContentId, field('Content-ID')?.value)
    .set(PidTagBodyContentLocation, field('Content-Location')?.text);
}
