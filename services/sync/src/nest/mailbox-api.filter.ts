/** Errors of the mailbox API, and of that of text messages, as `{error: {code, message}}`. */
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { DomainError } from '@postbus/domain';
import { isRetryable } from '@postbus/errors';
import { TextMessageError } from '@postbus/text-messages';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { apiFailed } from '../channels.ts';
import { ApiError, retryAfterOf, statusOf } from '../mailbox-api/api-error.ts';

/** Seconds until what is away may be there again. */
const longWait = 30;

@Catch()
export class MailboxApiFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    if (reply.raw.destroyed) return;
    const told = apiErrorOf(error);
    if (told.code === 'request-failed' || told.code === 'unavailable')
      apiFailed.publish({ operation: operationOf(http.getRequest<FastifyRequest>()), error });
    sendError(reply, told);
  }
}

/** The path of the route, without what it names: `mailboxes/:mailbox`. */
export function operationOf({ method, routeOptions }: FastifyRequest): string {
  return `${method} ${(routeOptions.url ?? '*').replace(/^\/api\/v1\//, '')}`;
}

export function sendError(reply: FastifyReply, { code, message, retryable }: ApiError): void {
  const retryAfter = retryAfterOf[code] ?? (retryable ? longWait : undefined);
  if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
  if (code === 'not-authorized') void reply.header('www-authenticate', 'Bearer realm="Postbus"');
  void reply
    .code(statusOf[code])
    .header('cache-control', 'no-store')
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify({ error: { code, message } }));
}

/** What is not the client's fault is told in general words: the log has the others. */
function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const options = { cause: error, retryable: isRetryable(error) };
  if (error instanceof DomainError && error.code === 'no-such-mailbox')
    return new ApiError('no-such-mailbox', 'there is no such mailbox', options);
  if (error instanceof TextMessageError)
    return new ApiError(error.code === 'id-taken' ? 'key-reused' : error.code, error.message, options);
  if (options.retryable) return new ApiError('unavailable', 'try again later', options);
  return new ApiError('request-failed', 'the request met a fault, which is in the log', options);
}
