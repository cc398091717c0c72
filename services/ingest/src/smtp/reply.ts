/** Replies as data. RFC 5321 4.2, with enhanced status codes, RFC 2034 and 3463 */

export interface Reply {
  readonly code: number;
  /** `2.1.0`; absent in the greeting, in answers to HELO, EHLO and LHLO, and in 354. RFC 2034 4 */
  readonly enhanced?: string;
  readonly lines: readonly string[];
  /** As it goes over the wire, made once. */
  readonly wire: string;
}

/** A reply of one line, or of several. */
export function reply(code: number, enhanced: string | undefined, ...lines: readonly string[]): Reply {
  const prefix = enhanced === undefined ? '' : `${enhanced} `;
  const last = lines.length - 1;
  const wire = lines.map((line, index) => `${code}${index === last ? ' ' : '-'}${prefix}${line}\r\n`).join('');
  return { code, ...(enhanced !== undefined && { enhanced }), lines, wire };
}

/** What a session does after it has sent a reply. */
export type NextStep =
  | 'read-data'
  | 'start-tls'
  | 'close'
  /** The next line answers a challenge. RFC 4954 4 */
  | ((line: string) => Answer | Promise<Answer>);

export interface Answer {
  readonly reply: Reply;
  readonly next?: NextStep;
}

export const isError = (given: Reply): boolean => given.code >= 400;
