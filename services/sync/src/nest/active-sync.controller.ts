/** ActiveSync over HTTP. [MS-ASHTTP] 2.1 */
import { All, Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnswerRequest, type HttpResponse } from '../activesync/http/answer-request.ts';
import { LogIn } from '../activesync/http/log-in.ts';

@Controller('Microsoft-Server-ActiveSync')
export class ActiveSyncController {
  constructor(
    @Inject(LogIn) private readonly logIn: LogIn,
    @Inject(AnswerRequest) private readonly answerRequest: AnswerRequest,
  ) {}

  @All()
  async handle(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const peer = { address: request.ip, secure: request.protocol === 'https' };
    const account = await this.logIn.execute(request.headers.authorization, peer);
    send(reply, typeof account === 'number' ? refusal(account) : await this.#answer(request, reply, account));
  }

  #answer(
    request: FastifyRequest,
    reply: FastifyReply,
    account: Parameters<AnswerRequest['execute']>[1],
  ): Promise<HttpResponse> {
    const { method, body } = request;
    const [, query = ''] = /\?(.*)$/s.exec(request.url) ?? [];
    const headers = request.headers as Record<string, string | undefined>;
    const bytes = body instanceof Uint8Array ? body : new Uint8Array();
    return this.answerRequest.execute({ method, query, headers, body: bytes, signal: closed(reply) }, account);
  }
}

/** Aborted when the client goes away before it has the answer. */
function closed(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}

function refusal(status: number): HttpResponse {
  const headers: Record<string, string> =
    status === 401 ? { 'www-authenticate': 'Basic realm="Postbus", charset="UTF-8"' } : {};
  return { status, headers: status === 503 ? { 'retry-after': '30' } : headers, body: new Uint8Array() };
}

function send(reply: FastifyReply, { status, headers, body }: HttpResponse): void {
  void reply
    .code(status)
    .headers({ ...headers, 'cache-control': 'private' })
    .send(body.length === 0 ? undefined : body);
}
