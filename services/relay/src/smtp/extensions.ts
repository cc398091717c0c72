/** What a server offers in its reply to EHLO. RFC 5321 4.1.1.1 */
import type { Reply } from './reply.ts';

export interface Extensions {
  /** RFC 2920 */
  readonly pipelining: boolean;
  /** RFC 6152 */
  readonly eightBitMime: boolean;
  /** RFC 6531 */
  readonly smtpUtf8: boolean;
  /** RFC 3461 */
  readonly dsn: boolean;
  /** RFC 3207 */
  readonly startTls: boolean;
  /** Whether SIZE was offered, and the largest message that it takes where it told. RFC 1870 */
  readonly size: { readonly limit: number | undefined } | undefined;
  /** SASL mechanisms, upper case. RFC 4954 */
  readonly auth: readonly string[];
}

export const noExtensions: Extensions = {
  pipelining: false,
  eightBitMime: false,
  smtpUtf8: false,
  dsn: false,
  startTls: false,
  size: undefined,
  auth: [],
};

/** @param reply the 250 to EHLO; its first line is the greeting */
export function extensionsOf(reply: Reply): Extensions {
  const offered = new Map<string, string[]>();
  for (const line of reply.lines.slice(1)) {
    const [keyword = '', ...parameters] = line.toUpperCase().split(/[ =]+/).filter(Boolean);
    offered.set(keyword, [...(offered.get(keyword) ?? []), ...parameters]);
  }
  const size = offered.get('SIZE');
  return {
    pipelining: offered.has('PIPELINING'),
    eightBitMime: offered.has('8BITMIME'),
    smtpUtf8: offered.has('SMTPUTF8'),
    dsn: offered.has('DSN'),
    startTls: offered.has('STARTTLS'),
    size: size && { limit: sizeLimit(size[0]) },
    auth: offered.get('AUTH') ?? [],
  };
}

/** 0, or nothing, says that no limit is told. RFC 1870 4 */
function sizeLimit(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9]{1,20}$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
}
