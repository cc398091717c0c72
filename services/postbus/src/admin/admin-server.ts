/** The admin API over HTTP: every operation as a route, errors as `{error: {code, message}}`. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { DomainError } from '@postbus/domain';
import { PostbusError, isRetryable } from '@postbus/errors';
import { PortError } from '@postbus/ports';
import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify';
import { z } from 'zod';
import { AdminError } from './admin-error.ts';
import { openApiDocument } from './openapi.ts';
import { type Administration, type OperationName, operations } from './operations.ts';

export interface AdminServerOptions {
  readonly administration: Administration;
  readonly version: string;
  /** What a client must show; undefined where whoever can connect may. */
  readonly token?: string;
}

/** Bytes of a body. Stops bodies that fill the memory. */
const bodyLimit = 1_000_000;

/** @returns ready to listen, on a Unix socket or a port */
export function adminServer({ administration, version, token }: AdminServerOptions): FastifyInstance {
  const server = fastify({ bodyLimit, forceCloseConnections: true });
  if (token !== undefined) server.addHook('onRequest', async (request) => authorize(request, token));
  server.setErrorHandler((error, _request, reply) => {
    const { status, code, message } = refusalOf(error);
    return reply.code(status).send({ error: { code, message } });
  });
  server.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send({ error: { code: 'no-such-operation', message: `there is no ${request.method} ${request.url}` } }),
  );
  for (const name of Object.keys(operations) as OperationName[]) addRoute(server, name, administration);
  server.get('/v1/openapi.json', async () => openApiDocument(version));
  return server;
}

function addRoute(server: FastifyInstance, name: OperationName, administration: Administration): void {
  const { method, path, input } = operations[name];
  const run = administration[name] as (input: unknown) => Promise<unknown>;
  server.route({
    method,
    url: path.replace(/\{(\w+)\}/g, ':$1'),
    handler: async (request) => {
      const { body, query, params } = request as { body?: object; query: object; params: object };
      const given = input.safeParse({ ...query, ...body, ...params });
      if (!given.success) throw new AdminError('invalid-input', z.prettifyError(given.error).replaceAll('\n', ' '));
      return run(given.data);
    },
  });
}

/** Hashes are compared, so that the time tells nothing of length or content. */
async function authorize(request: FastifyRequest, token: string): Promise<void> {
  const [, shown = ''] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  if (!timingSafeEqual(digest(shown), digest(token)))
    throw new AdminError('not-authorized', 'show the token of the admin API (POSTBUS_ADMIN_TOKEN)');
}

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const statuses: Readonly<Record<string, number>> = {
  'not-authorized': 401,
  'invalid-input': 400,
  'address-invalid': 400,
  'no-such-account': 404,
  'no-such-device': 404,
  'no-such-topic': 404,
  'address-taken': 409,
  'redrive-too-old': 409,
};

function refusalOf(error: unknown): Refusal {
  if (error instanceof AdminError || error instanceof DomainError || error instanceof PortError) {
    const status = statuses[error.code] ?? (isRetryable(error) ? 503 : 500);
    return { status, code: error.code, message: error.message };
  }
  if (error instanceof PostbusError) return { status: 500, code: error.code, message: error.message };
  const { statusCode = 500, message = 'failed' } = error as { statusCode?: number; message?: string };
  return statusCode < 500
    ? { status: statusCode, code: 'invalid-input', message }
    : { status: 500, code: 'internal', message: 'the server failed; its log says more' };
}
