/** Which MIME messages are text messages. [MS-OXOSMMS] 2.2.1.5 */
import type { MimeEntity } from '@postbus/mime';
import { isSmilType } from './mms-parts.ts';
import { OmsContentClass, type OmsKind } from './oms-values.ts';

/** By Content-Class; else, a multipart that begins with a presentation is an MMS message, as gateways send it. */
export function omsKindOfMime(mime: MimeEntity): OmsKind | undefined {
  const contentClass = mime.headers.first('Content-Class')?.text.trim().toUpperCase();
  if (contentClass === OmsContentClass.sms) return 'sms';
  if (contentClass === OmsContentClass.mms) return 'mms';
  const { contentType } = mime;
  const first = contentType.parameters.get('type') ?? '';
  return contentType.is('multipart/related') && isSmilType(first) ? 'mms' : undefined;
}
