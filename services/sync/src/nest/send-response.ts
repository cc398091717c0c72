import type { FastifyReply } from 'fastify';
import type { HttpResponse } from '../activesync/http/answer-request.ts';

export function sendResponse(reply: FastifyReply, { status, headers, body }: HttpResponse): FastifyReply {
  return reply
    .code(status)
    .headers({ ...headers, 'cache-control': 'private' })
    .send(body.length === 0 ? undefined : body);
}
