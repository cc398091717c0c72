/** What the mailbox API and that of text messages do not have, told as they tell everything. RFC 9110 15.5.5, 15.5.6 */
import { All, Controller, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../mailbox-api/api-error.ts';
import { openApiDocument } from '../mailbox-api/openapi.ts';
import { textApiDocument } from '../text-api/text-api-document.ts';
import { MailboxApiFilter } from './mailbox-api.filter.ts';
import { mailboxApiPath, textApiDocumentPath } from './token-first.ts';

@Controller(mailboxApiPath)
@UseFilters(MailboxApiFilter)
export class NothingHereController {
  @All('*')
  refuse(@Req() { method, url }: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): never {
    const [path = ''] = url.split('?', 1);
    const methods = known.find(({ pattern }) => pattern.test(path))?.methods;
    if (methods === undefined)
      throw new ApiError(
        'no-such-resource',
        `there is nothing here; ${mailboxApiPath}/openapi.json and ${mailboxApiPath}/${textApiDocumentPath} tell what there is`,
      );
    // Known, and yet no route took it.
    if (methods.includes(method)) throw new ApiError('bad-request', 'a part of the path is too long');
    void reply.header('allow', methods.join(', '));
    throw new ApiError('method-not-allowed', `what is here takes ${methods.join(', ')}`);
  }
}

const known = [openApiDocument(), textApiDocument()].flatMap((document) =>
  Object.entries(document['paths'] as Readonly<Record<string, object>>).map(([path, operations]) => ({
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    methods: methodsOf(operations),
  })),
);

function methodsOf(operations: object): readonly string[] {
  const methods = Object.keys(operations).map((method) => method.toUpperCase());
  return methods.includes('GET') ? [...methods, 'HEAD'] : methods;
}
