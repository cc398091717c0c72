/** Bytes with their validators, or the range of them that was asked for. RFC 9110 8.8, 14, 15.3.7 */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../mailbox-api/api-error.ts';
import { type Conditions, isKnown, rangeOf } from '../mailbox-api/byte-range.ts';
import type { Representation } from '../mailbox-api/representation.ts';
import { sendError } from './mailbox-api.filter.ts';

export function sendRepresentation(request: FastifyRequest, reply: FastifyReply, file: Representation): void {
  const conditions = conditionsOf(request);
  void reply.headers(headersOf(file));
  if (isKnown(conditions, file.etag)) {
    void reply.code(304).send();
    return;
  }
  try {
    const range = request.method === 'GET' ? rangeOf(conditions, file.etag, file.size) : undefined;
    if (range !== undefined) {
      const { offset, length } = range;
      void reply.code(206).header('content-range', `bytes ${offset}-${offset + length - 1}/${file.size}`);
    }
    void reply.header('content-type', file.mediaType).header('content-length', String(range?.length ?? file.size));
    const content = request.method === 'HEAD' ? [] : file.read(range);
    void reply.send(content instanceof Uint8Array ? content : Readable.from(content, { objectMode: false }));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    sendError(reply.header('content-range', `bytes */${file.size}`), error);
  }
}

function conditionsOf({ headers }: FastifyRequest): Conditions {
  return {
    range: headers.range,
    ifRange: headers['if-range'] as string | undefined,
    ifNoneMatch: headers['if-none-match'],
  };
}

/** What others wrote is shown by no browser: it is saved as a file. */
function headersOf({ etag, filename, defects = [] }: Representation): Record<string, string> {
  const plain = filename.replace(/[^\w.() -]/g, '_');
  return {
    etag,
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encoded(filename)}`,
    'content-security-policy': 'sandbox',
    'x-content-type-options': 'nosniff',
    ...(defects.length > 0 && { 'postbus-defects': defects.join(', ') }),
  };
}

/** RFC 8187 3.2 */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
