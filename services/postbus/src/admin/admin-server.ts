/** The admin API over HTTP: every operation as a route, errors as `{error: {code, message, request}}`. */
import type { SecureContextOptions, TlsOptions } from 'node:tls';
import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify';
import { AdminError } from './admin-error.ts';
import { isLoopback } from './admin-settings.ts';
import type { AuditedAdministration } from './audited-administration.ts';
import type { Authorization } from './authorization.ts';
import { type Caller, localCaller } from './caller.ts';
import { notAuthorized, requestFailed } from './channels.ts';
import { openApiDocument } from './openapi.ts';
import { type OperationName, operations } from './operations.ts';
import { refusalOf } from './refusal.ts';

export interface AdminServerOptions {
  readonly administration: AuditedAdministration;
  readonly version: string;
  /** Who may call; without it whoever can connect may, as somebody on this machine. */
  readonly authorization?: Authorization;
  readonly tls?: SecureContextOptions & TlsOptions;
  /** Whether a proxy ends TLS and tells who came. */
  readonly tlsInFront?: boolean;
}

/** Bytes of a body. Stops bodies that fill the memory. */
const bodyLimit = 1_000_000;
/** Connections at once. Stops clients that open ever more of them. */
const mostConnections = 128;
/** Milliseconds until headers, and until all of a request, must be there. Stops clients that send a byte now and then. */
const times = { headersTimeout: 10_000, connectionsCheckingInterval: 2000 };
const requestTimeout = 30_000;
/** Milliseconds of a connection between requests. Stops clients that hold connections. */
const keepAliveTimeout = 30_000;
/** Characters of one part of a path: an address, each of its bytes as an escape. */
const maxParamLength = 1000;
const callerOf = 'caller';

/** @returns ready to listen, on a Unix socket or a port */
export function adminServer(options: AdminServerOptions): FastifyInstance {
  const { administration, version, tls, tlsInFront = false } = options;
  const server = fastify({
    ...(tls === undefined ? { http: times } : { https: { ...tls, ...times } }),
    bodyLimit,
    routerOptions: { maxParamLength },
    requestTimeout,
    keepAliveTimeout,
    forceCloseConnections: true,
    // The nearest proxy tells the truth; what it was told by its client it passes on before.
    trustProxy: tlsInFront && ((_address, hop) => hop === 0),
    genReqId: () => crypto.randomUUID(),
  }) as FastifyInstance;
  server.server.maxConnections = mostConnections;
  server.decorateRequest(callerOf, null);
  server.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id).header('cache-control', 'no-store');
    request.setDecorator(callerOf, await callerBehind(request, options));
  });
  answerErrors(server);
  for (const name of Object.keys(operations) as OperationName[]) addRoute(server, name, administration);
  server.get('/v1/openapi.json', async () => openApiDocument(version));
  return server;
}

function addRoute(server: FastifyInstance, name: OperationName, administration: AuditedAdministration): void {
  const { method, path } = operations[name];
  server.route({
    method,
    url: path.replace(/\{(\w+)\}/g, ':$1'),
    handler: async (request) => {
      const { body, query, params } = request as { body?: object; query: object; params: object };
      const run = administration.for(request.getDecorator<Caller>(callerOf))[name] as (input: unknown) => unknown;
      return run({ ...query, ...body, ...params });
    },
  });
}

/** @throws {AdminError} `not-by-tls`, `not-authorized`, `too-many-failures`; the last two are in the audit log then */
async function callerBehind(request: FastifyRequest, options: AdminServerOptions): Promise<Caller> {
  const { authorization, administration, tlsInFront = false } = options;
  if (authorization === undefined) return localCaller();
  const { remoteAddress = '' } = request.socket;
  if (tlsInFront && request.protocol !== 'https' && !isLoopback(remoteAddress))
    throw new AdminError('not-by-tls', 'a token goes over TLS only, which the proxy must tell by X-Forwarded-Proto');
  const ip: string | undefined = request.ip;
  const remote = ip?.replace(/^::ffff:(?=\d+\.)/i, '');
  try {
    const caller = authorization.check(request.headers.authorization, remote);
    return isInClear(request, tlsInFront) ? { ...caller, inClear: true } : caller;
  } catch (error) {
    const { code } = refusalOf(error);
    notAuthorized.publish({ code });
    await administration.refuse({ principal: 'unknown', ...(remote !== undefined && { remote }) }, code);
    throw error;
  }
}

/** Behind a proxy its word counts alone, however it comes here; else a Unix socket, which has no address, is as good as TLS. */
function isInClear({ protocol, socket }: FastifyRequest, tlsInFront: boolean): boolean {
  return protocol !== 'https' && (tlsInFront || socket.remoteAddress !== undefined);
}

function answerErrors(server: FastifyInstance): void {
  server.setErrorHandler((error, request, reply) => {
    const { status, code, message } = refusalOf(error);
    if (status >= 500) requestFailed.publish({ request: request.id, error });
    if (status === 401) void reply.header('www-authenticate', 'Bearer realm="postbus"');
    if (status === 429) void reply.header('retry-after', '60');
    return reply.code(status).send({ error: { code, message, request: request.id } });
  });
  server.setNotFoundHandler(({ method, url }) => {
    throw new AdminError('no-such-operation', `there is no ${method} ${url}`);
  });
}
