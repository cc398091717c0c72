/** ActiveSync over HTTP. [MS-ASHTTP] 2.1 */
import { All, Controller, ForbiddenException, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnswerRequest } from '../activesync/http/answer-request.ts';
import { MailboxWaits } from '../activesync/mailbox-waits.ts';
import { closed } from './closed.ts';
import { LogInFirst, activeSyncPath } from './log-in-first.ts';
import { sendResponse } from './send-response.ts';

@Controller(activeSyncPath)
export class ActiveSyncController {
  constructor(
    @Inject(LogInFirst) private readonly logIn: LogInFirst,
    @Inject(AnswerRequest) private readonly answerRequest: AnswerRequest,
    @Inject(MailboxWaits) private readonly waits: MailboxWaits,
  ) {}

  @All()
  async handle(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const account = this.logIn.accountOf(request);
    if (account === undefined) throw new ForbiddenException();
    const { method, body } = request;
    const [, query = ''] = /\?(.*)$/s.exec(request.url) ?? [];
    const headers = request.headers as Record<string, string | undefined>;
    const bytes = body instanceof Uint8Array ? body : new Uint8Array();
    const asked = { method, query, headers, body: bytes, signal: closed(reply) };
    const response = await this.answerRequest.execute(asked, account);
    // The next request is for a process that stays.
    if (this.waits.draining) void reply.header('connection', 'close');
    void sendResponse(reply, response);
  }
}
