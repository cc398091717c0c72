/** The API of text messages: sent, looked at, changed, taken back and sent again by programs. */
import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Query,
  Req,
  Res,
  UseFilters,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ApiError } from '../mailbox-api/api-error.ts';
import { wholeNumber } from '../mailbox-api/whole-number.ts';
import type { SyncSettings } from '../sync-settings.ts';
import { idempotencyOf } from '../text-api/idempotency-key.ts';
import { textApiDocument } from '../text-api/text-api-document.ts';
import { bodyOf, changedTextMessage, newTextMessage, revisionOf, writtenTextMessage } from '../text-api/text-bodies.ts';
import { TextMessages } from '../text-api/text-messages.ts';
import { TextSenders } from '../text-api/text-senders.ts';
import { MailboxApiFilter } from './mailbox-api.filter.ts';
import { SYNC_SETTINGS, TokenFirst, mailboxApiPath, textApiDocumentPath } from './token-first.ts';

/** Entries of one answer. Stops answers that fill the memory. */
const pageLimits = { usual: 100, most: 1000 };

@Controller(mailboxApiPath)
@UseFilters(MailboxApiFilter)
export class TextApiController {
  readonly #largest: number;

  constructor(
    @Inject(TokenFirst) private readonly tokens: TokenFirst,
    @Inject(TextMessages) private readonly textMessages: TextMessages,
    @Inject(TextSenders) private readonly textSenders: TextSenders,
    @Inject(SYNC_SETTINGS) { api }: SyncSettings,
  ) {
    this.#largest = api.largestText;
  }

  @Get(textApiDocumentPath)
  openApi() {
    return textApiDocument();
  }

  @Post('mailboxes/:mailbox/text-messages')
  async send(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('mailbox') mailbox: string,
  ): Promise<void> {
    const token = this.tokens.tokenOf(request);
    const body = this.#bodyOf(newTextMessage, request);
    const idempotency = idempotencyOf(headerOf(request, 'idempotency-key'), body);
    const sent = await this.textMessages.send(mailbox, writtenTextMessage(body), idempotency, token);
    const place = `${mailboxApiPath}/mailboxes/${encodeURIComponent(mailbox)}/text-messages/${sent.id}`;
    void reply.code(202).header('location', place).send(sent);
  }

  @Get('mailboxes/:mailbox/text-messages')
  list(@Req() request: FastifyRequest, @Param('mailbox') mailbox: string, @Query() query: PageQuery) {
    const limit = wholeNumber('limit', once('limit', query.limit), pageLimits.usual);
    const page = {
      after: once('after', query.after),
      states: once('state', query.state),
      limit: Math.min(Math.max(limit, 1), pageLimits.most),
    };
    return this.textMessages.list(mailbox, page, this.tokens.tokenOf(request));
  }

  @Get('mailboxes/:mailbox/text-messages/:id')
  status(@Req() request: FastifyRequest, @Param() { mailbox, id }: TextMessagePlace) {
    return this.textMessages.status(mailbox, id, this.tokens.tokenOf(request));
  }

  @Delete('mailboxes/:mailbox/text-messages/:id')
  cancel(@Req() request: FastifyRequest, @Param() { mailbox, id }: TextMessagePlace) {
    return this.textMessages.cancel(mailbox, id, this.tokens.tokenOf(request));
  }

  @Patch('mailboxes/:mailbox/text-messages/:id')
  revise(@Req() request: FastifyRequest, @Param() { mailbox, id }: TextMessagePlace) {
    const token = this.tokens.tokenOf(request);
    return this.textMessages.revise(mailbox, id, revisionOf(this.#bodyOf(changedTextMessage, request)), token);
  }

  @Post('mailboxes/:mailbox/text-messages/:id/resend')
  @HttpCode(200)
  resend(@Req() request: FastifyRequest, @Param() { mailbox, id }: TextMessagePlace) {
    return this.textMessages.resend(mailbox, id, this.tokens.tokenOf(request));
  }

  @Get('mailboxes/:mailbox/text-senders')
  senders(@Req() request: FastifyRequest, @Param('mailbox') mailbox: string) {
    return this.textSenders.list(mailbox, this.tokens.tokenOf(request));
  }

  #bodyOf<Schema extends z.ZodType>(schema: Schema, request: FastifyRequest): z.output<Schema> {
    const contentType = request.headers['content-type'];
    return bodyOf(schema, request.body, { contentType, largest: this.#largest });
  }
}

/** What comes several times is a list. */
interface PageQuery {
  readonly after?: string | readonly string[];
  readonly limit?: string | readonly string[];
  readonly state?: string | readonly string[];
}

interface TextMessagePlace {
  readonly mailbox: string;
  readonly id: string;
}

/** @throws {ApiError} `bad-request` */
function once(what: string, value: string | readonly string[] | undefined): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw new ApiError('bad-request', `${what} is told once`);
}

function headerOf({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
