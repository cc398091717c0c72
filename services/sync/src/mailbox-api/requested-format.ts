/** The format that a request wants a message in: by the query, else by Accept, else MIME. RFC 9110 12.5.1 */
import { type MessageFormat, formatNamed, formatOfMediaType, formats, mediaTypeOf } from '@postbus/message-file';
import { ApiError } from './api-error.ts';

/** @throws {ApiError} `bad-request` where the query names no format, `not-acceptable` where Accept has none that there is */
export function requestedFormat(named: string | undefined, accept: string | undefined): MessageFormat {
  if (named !== undefined) return named === 'mime' ? 'eml' : nameOrRefuse(named);
  if (accept === undefined || accept.trim() === '') return 'eml';
  const wanted = accept
    .split(',')
    .map(mediaRange)
    .filter(({ quality }) => quality > 0);
  for (const { type } of wanted.sort((a, b) => b.quality - a.quality)) {
    const format = type === '*/*' || type === 'message/*' ? 'eml' : formatOfMediaType(type);
    if (format !== undefined) return format;
  }
  throw new ApiError('not-acceptable', `there are ${formats.map(mediaTypeOf).join(', ')}`);
}

function nameOrRefuse(name: string): MessageFormat {
  try {
    return formatNamed(name);
  } catch (error) {
    throw new ApiError('bad-request', (error as Error).message, { cause: error });
  }
}

function mediaRange(written: string): { readonly type: string; readonly quality: number } {
  const [type = '', ...parameters] = written.split(';').map((part) => part.trim().toLowerCase());
  const [, quality] = /^q=(\d(?:\.\d+)?)$/.exec(parameters.find((one) => one.startsWith('q=')) ?? '') ?? [];
  return { type, quality: quality === undefined ? 1 : Number(quality) };
}
