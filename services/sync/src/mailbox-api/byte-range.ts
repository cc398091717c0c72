/** Which bytes of a representation a request asks for. RFC 9110 13, 14 */
import { ApiError } from './api-error.ts';

export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** What a request says beside the path; names as in HTTP, lower case. */
export interface Conditions {
  readonly range?: string | undefined;
  readonly ifRange?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

/**
 * The one range that `Range` asks for. Undefined where all is to be sent: there is no such field, it is of another
 * unit or asks for several ranges, or `If-Range` names another representation. RFC 9110 14.2
 * @throws {ApiError} `range-not-satisfiable`
 */
export function rangeOf({ range, ifRange }: Conditions, etag: string, size: number): ByteRange | undefined {
  if (range === undefined || (ifRange !== undefined && ifRange !== etag)) return undefined;
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(range.trim()) ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  const offset = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (offset >= size || end <= offset) throw new ApiError('range-not-satisfiable', `there are ${size} bytes`);
  return { offset, length: end - offset };
}

/** Whether the client has this representation already. RFC 9110 13.1.2 */
export function isKnown({ ifNoneMatch }: Conditions, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
}
