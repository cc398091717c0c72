/** The mailbox API for pipelines: mailboxes, folders and messages as JSON, messages as files of any format, conversions. */
import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { type MessageFormat, formatNamed, formatOfMediaType } from '@postbus/message-file';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../mailbox-api/api-error.ts';
import { ConvertFile } from '../mailbox-api/convert-file.ts';
import { openApiDocument } from '../mailbox-api/openapi.ts';
import { type FolderPage, ReadMailbox } from '../mailbox-api/read-mailbox.ts';
import { ReadMessage } from '../mailbox-api/read-message.ts';
import { requestedFormat } from '../mailbox-api/requested-format.ts';
import { wholeNumber } from '../mailbox-api/whole-number.ts';
import { closed } from './closed.ts';
import { MailboxApiFilter } from './mailbox-api.filter.ts';
import { sendRepresentation } from './send-representation.ts';
import { TokenFirst, mailboxApiPath } from './token-first.ts';

/** Rows of one answer. Stops answers that fill the memory. */
const pageLimits = { usual: 100, most: 1000 };

@Controller(mailboxApiPath)
@UseFilters(MailboxApiFilter)
export class MailboxApiController {
  constructor(
    @Inject(TokenFirst) private readonly tokens: TokenFirst,
    @Inject(ReadMailbox) private readonly readMailbox: ReadMailbox,
    @Inject(ReadMessage) private readonly readMessage: ReadMessage,
    @Inject(ConvertFile) private readonly convertFile: ConvertFile,
  ) {}

  @Get('openapi.json')
  openApi() {
    return openApiDocument();
  }

  @Get('mailboxes/:mailbox')
  mailbox(@Req() request: FastifyRequest, @Param('mailbox') mailbox: string) {
    return this.readMailbox.mailbox(mailbox, this.tokens.tokenOf(request));
  }

  @Get('mailboxes/:mailbox/folders/:folder/messages')
  messages(@Req() request: FastifyRequest, @Param() place: FolderPlace, @Query() query: PageQuery) {
    return this.readMailbox.arrivals(pageOf(place, query, 'after'), this.tokens.tokenOf(request));
  }

  @Get('mailboxes/:mailbox/folders/:folder/changes')
  changes(@Req() request: FastifyRequest, @Param() place: FolderPlace, @Query() query: PageQuery) {
    return this.readMailbox.changes(pageOf(place, query, 'since'), this.tokens.tokenOf(request));
  }

  @Get('mailboxes/:mailbox/messages/:message')
  async message(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { mailbox, message }: MessagePlace,
    @Query('format') format?: string,
  ): Promise<void> {
    const wanted = { mailbox, message: wholeNumber('message', message) };
    const asked = requestedFormat(format, request.headers.accept);
    const file = await this.readMessage.message(wanted, asked, this.tokens.tokenOf(request), closed(reply));
    sendRepresentation(request, reply, file);
  }

  @Get('mailboxes/:mailbox/messages/:message/attachments')
  attachments(@Req() request: FastifyRequest, @Param() { mailbox, message }: MessagePlace) {
    return this.readMailbox.attachments(mailbox, wholeNumber('message', message), this.tokens.tokenOf(request));
  }

  @Get('mailboxes/:mailbox/messages/:message/attachments/:attachment')
  async attachment(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { mailbox, message, attachment }: AttachmentPlace,
    @Query('format') format?: string,
  ): Promise<void> {
    const wanted = {
      mailbox,
      message: wholeNumber('message', message),
      attachment: wholeNumber('attachment', attachment),
    };
    const asked = requestedFormat(format, undefined);
    const file = await this.readMessage.attachment(wanted, asked, this.tokens.tokenOf(request), closed(reply));
    sendRepresentation(request, reply, file);
  }

  @Post('convert')
  @HttpCode(200)
  async convert(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() { from, to }: ConvertQuery,
  ): Promise<void> {
    const file = request.body instanceof Uint8Array ? request.body : new Uint8Array();
    if (file.length === 0) throw new ApiError('bad-request', 'the body is the file to convert');
    const asked = {
      from: formatOfFile(from, request.headers['content-type']),
      to: requestedFormat(to, request.headers.accept),
    };
    sendRepresentation(request, reply, await this.convertFile.execute(file, asked, closed(reply)));
  }
}

interface FolderPlace {
  readonly mailbox: string;
  readonly folder: string;
}

interface PageQuery {
  readonly after?: string;
  readonly since?: string;
  readonly limit?: string;
}

interface MessagePlace {
  readonly mailbox: string;
  readonly message: string;
}

interface AttachmentPlace extends MessagePlace {
  readonly attachment: string;
}

interface ConvertQuery {
  readonly from?: string;
  readonly to?: string;
}

function pageOf({ mailbox, folder }: FolderPlace, query: PageQuery, start: 'after' | 'since'): FolderPage {
  const limit = wholeNumber('limit', query.limit, pageLimits.usual);
  return {
    mailbox,
    folder,
    after: wholeNumber(start, query[start], 0),
    limit: Math.min(Math.max(limit, 1), pageLimits.most),
  };
}

/** Told by the query or by Content-Type; else recognised by the content. */
function formatOfFile(from: string | undefined, contentType: string | undefined): MessageFormat | undefined {
  if (from === undefined) return contentType === undefined ? undefined : formatOfMediaType(contentType);
  try {
    return from === 'mime' ? 'eml' : formatNamed(from);
  } catch (error) {
    throw new ApiError('bad-request', (error as Error).message, { cause: error });
  }
}
