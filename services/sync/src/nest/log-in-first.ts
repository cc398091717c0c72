/** Looks at the login of a request before its body is read: who is unknown makes the server hold nothing. */
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Account } from '@postbus/domain';
import type { HttpResponse } from '../activesync/http/answer-request.ts';
import { LogIn } from '../activesync/http/log-in.ts';
import { sendResponse } from './send-response.ts';

export const activeSyncPath = '/Microsoft-Server-ActiveSync';

@Injectable()
export class LogInFirst implements OnModuleInit {
  readonly #accounts = new WeakMap<FastifyRequest, Account>();

  constructor(
    @Inject(LogIn) private readonly logIn: LogIn,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onRequest', async (request, reply) => {
      if (!request.url.startsWith(activeSyncPath)) return;
      const peer = { address: request.ip, secure: request.protocol === 'https' };
      const account = await this.logIn.execute(request.headers.authorization, peer);
      if (typeof account === 'number') await sendResponse(reply, refusal(account));
      else this.#accounts.set(request, account);
    });
  }

  /** Whose login the request carried. */
  accountOf(request: FastifyRequest): Account | undefined {
    return this.#accounts.get(request);
  }
}

function refusal(status: number): HttpResponse {
  const headers: Record<string, string> =
    status === 401 ? { 'www-authenticate': 'Basic realm="Postbus", charset="UTF-8"' } : {};
  return { status, headers: status === 503 ? { 'retry-after': '30' } : headers, body: new Uint8Array() };
}
