/** The subject and its prefix. [MS-OXCMAIL] 2.2.3.2.6 */
import { PidTagNormalizedSubject, PidTagSubject, PidTagSubjectPrefix, type PropertyBag } from '@postbus/mapi';

export interface NormalizedSubject {
  /** `Re: `, or empty. */
  readonly prefix: string;
  readonly normalized: string;
}

/** One to three characters that are no colon, blank or digit, a colon, and any number of blanks. */
const prefixPattern = /^([^:\s\d]{1,3}): */u;

/** [MS-OXCMAIL] 2.2.3.2.6.1 */
export function normalizeSubject(subject: string): NormalizedSubject {
  const match = prefixPattern.exec(subject);
  if (match === null) return { prefix: '', normalized: subject };
  return { prefix: `${match[1]}: `, normalized: subject.slice(match[0].length) };
}

export function setSubject(bag: PropertyBag, subject: string): NormalizedSubject {
  const parts = normalizeSubject(subject);
  bag.set(PidTagSubject, subject).set(PidTagSubjectPrefix, parts.prefix).set(PidTagNormalizedSubject, parts.normalized);
  return parts;
}
