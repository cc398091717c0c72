/** Looks at the token of a request of the mailbox API before its body is read, and tells how each was answered. */
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { BearerTokens, CLOCK } from '@postbus/platform';
import type { Clock } from '@postbus/ports';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { apiAnswered } from '../channels.ts';
import { ApiError } from '../mailbox-api/api-error.ts';
import type { ApiToken } from '../mailbox-api/api-token.ts';
import type { SyncSettings } from '../sync-settings.ts';
import { operationOf, sendError } from './mailbox-api.filter.ts';

export const mailboxApiPath = '/api/v1';
export const textApiDocumentPath = 'text-messages/openapi.json';
/** What anybody may read. */
const openPaths: ReadonlySet<string> = new Set([
  `${mailboxApiPath}/openapi.json`,
  `${mailboxApiPath}/${textApiDocumentPath}`,
]);
const loopback = /^(::ffff:)?127\.|^::1$/;

export const SYNC_SETTINGS = Symbol('SyncSettings');

@Injectable()
export class TokenFirst implements OnModuleInit {
  readonly #tokens: BearerTokens<ApiToken>;
  readonly #shown = new WeakMap<FastifyRequest, ApiToken>();

  constructor(
    @Inject(SYNC_SETTINGS) { api }: SyncSettings,
    @Inject(CLOCK) clock: Clock,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {
    this.#tokens = new BearerTokens(api.tokens, clock);
  }

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onRequest', async (request, reply) => {
      if (isOfApi(request) && !openPaths.has(request.url)) this.#look(request, reply);
    });
    fastify.addHook('onResponse', async (request, reply) => {
      if (isOfApi(request)) this.#tell(request, reply);
    });
  }

  /** @throws {ApiError} `not-authorized` */
  tokenOf(request: FastifyRequest): ApiToken {
    const token = this.#shown.get(request);
    if (token === undefined) throw notAuthorized();
    return token;
  }

  #look(request: FastifyRequest, reply: FastifyReply): void {
    const { authorization } = request.headers;
    const secure = request.protocol === 'https' || loopback.test(request.ip);
    const outcome = secure ? this.#tokens.check(authorization, request.ip) : 'not-by-tls';
    if (typeof outcome === 'object') this.#shown.set(request, outcome);
    else sendError(reply, outcome === 'not-authorized' ? notAuthorized() : new ApiError(outcome, reasons[outcome]));
  }

  #tell(request: FastifyRequest, reply: FastifyReply): void {
    apiAnswered.publish({
      operation: operationOf(request),
      status: reply.statusCode,
      token: this.#shown.get(request)?.name,
      duration: reply.elapsedTime,
      bytes: Number(reply.getHeader('content-length') ?? 0),
    });
  }
}

const reasons = {
  'not-by-tls': 'a token goes over TLS, or stays on this machine',
  'too-many-failures': 'after too many wrong tokens none is looked at for a minute at most',
} as const;

export function isOfApi({ url }: Pick<FastifyRequest, 'url'>): boolean {
  return url.startsWith(`${mailboxApiPath}/`);
}

function notAuthorized(): ApiError {
  return new ApiError('not-authorized', 'show a token of sync.api.tokens: Authorization: Bearer …');
}
