import type { FastifyReply } from 'fastify';

/** Aborted when the client goes away before it has the answer. */
export function closed(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}
