/** Reads the query of a request, whichever its form. [MS-ASHTTP] 2.2.1.1.1 */
import { decodeBase64Query } from './base64-query.ts';
import type { CommandRequestLine } from './command-request-line.ts';
import { decodePlainQuery } from './plain-query.ts';
import { RequestLineError } from './request-line-error.ts';

/** Characters of a query that is read at all: against long ones that cost time. */
export const maxQueryLength = 4096;

/**
 * Reads a query: what stands after `?` in the URI of a POST.
 * @throws {RequestLineError} with the parameter that is wrong
 */
export function decodeRequestLine(query: string): CommandRequestLine {
  if (query.length > maxQueryLength) throw new RequestLineError('malformed', 'query', `${query.length} characters`);
  return /(?:^|&)Cmd=/i.test(query) ? decodePlainQuery(query) : decodeBase64Query(query);
}
