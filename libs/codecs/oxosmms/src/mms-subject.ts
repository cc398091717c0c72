/** The subject of an MMS object. [MS-OXOSMMS] 2.2.2.4; [MS-OXCMSG] 2.2.1.9, 2.2.1.10 */
import { PidTagNormalizedSubject, PidTagSubject, PidTagSubjectPrefix, type PropertyBag } from '@postbus/mapi';
import { normalizeSubject } from '@postbus/oxcmail';

/** Characters of prefix and subject together: less than 254. [MS-OXCMSG] 2.2.1.10 */
export const longestSubject = 253;
const ellipsis = '…';

/** A subject with its prefix, cut where it is longer than the properties may be. */
export function setMmsSubject(bag: PropertyBag, subject: string): void {
  const { prefix, normalized } = normalizeSubject(subject);
  const room = longestSubject - prefix.length;
  const cut = normalized.length <= room ? normalized : cutBefore(normalized, room - ellipsis.length) + ellipsis;
  bag
    .set(PidTagSubject, normalized === cut ? subject : prefix + cut)
    .set(PidTagSubjectPrefix, prefix)
    .set(PidTagNormalizedSubject, cut);
}

/** At most `length` UTF-16 units of `text`, no pair of surrogates split. */
function cutBefore(text: string, length: number): string {
  const isPair = text.codePointAt(length - 1)! > 0xffff;
  return text.slice(0, isPair ? length - 1 : length);
}
