/** The OpenAPI 3.1 document of the mailbox API. */
import { formats, mediaTypeOf } from '@postbus/message-file';
import { type Json, answerOf, apiDocument, pathParameter, queryParameter, refusal } from './openapi-parts.ts';
import { schemas } from './openapi-schemas.ts';

const mailbox = pathParameter('mailbox', 'Id of the mailbox, as `mailbox.changed.v1` has it, or one of its addresses', {
  type: 'string',
});
const folder = pathParameter('folder', 'Id of the folder, or its role: `inbox`, `sent`, `drafts`, `deleted`, `junk`', {
  type: 'string',
});
const message = pathParameter('message', 'Id of the message; one that moves to another folder gets another', {
  type: 'integer',
});
const limit = queryParameter('limit', 'Rows of one answer', {
  type: 'integer',
  minimum: 1,
  maximum: 1000,
  default: 100,
});
const format = queryParameter('format', 'In which format; else by Accept, else eml', {
  enum: [...formats, 'mime'],
});

const statuses: Readonly<Record<string, string>> = {
  BadRequest: '400',
  NotAuthorized: '401',
  NotFound: '404',
  NotAcceptable: '406',
  RangeNotSatisfiable: '416',
  CannotConvert: '422',
  Busy: '503',
};

const refusals: Json = {
  BadRequest: refusal('`bad-request`: the path or the query says something that is none'),
  NotAuthorized: refusal('`not-authorized`: no token was shown, or one that there is none of'),
  NotFound: refusal(
    '`no-such-mailbox` (also where the token does not open it), `no-such-folder`, `no-such-message`, …',
  ),
  NotAcceptable: refusal('`not-acceptable`: no format that Accept names is there'),
  RangeNotSatisfiable: refusal('`range-not-satisfiable`: the range lies behind the end'),
  CannotConvert: refusal('`cannot-convert`: with the code and the place of what is wrong'),
  Busy: refusal('`busy`, `unavailable`: try again after Retry-After'),
};

const file: Json = {
  description: 'The bytes; a range of them with 206',
  headers: {
    ETag: { schema: { type: 'string' }, description: 'Of exactly these bytes' },
    'Accept-Ranges': { schema: { const: 'bytes' } },
    'Content-Disposition': { schema: { type: 'string' } },
    'Postbus-Defects': {
      schema: { type: 'string' },
      description: 'Of a conversion: codes of what was wrong in the file, which was converted all the same',
    },
  },
  content: Object.fromEntries([...formats.map(mediaTypeOf), '*/*'].map((type) => [type, {}])),
};

const paths: Json = {
  '/api/v1/mailboxes/{mailbox}': {
    get: {
      operationId: 'getMailbox',
      summary: 'A mailbox and its folders',
      parameters: [mailbox],
      responses: { '200': json('Mailbox'), ...refused('NotAuthorized', 'NotFound') },
    },
  },
  '/api/v1/mailboxes/{mailbox}/folders/{folder}/messages': {
    get: {
      operationId: 'listMessages',
      summary: 'What came into a folder after a message, in the order of ids; ask again after `next`',
      parameters: [
        mailbox,
        folder,
        queryParameter('after', 'Id of the message seen last', { type: 'integer', default: 0 }),
        limit,
      ],
      responses: { '200': json('MessageList'), ...refused('BadRequest', 'NotAuthorized', 'NotFound') },
    },
  },
  '/api/v1/mailboxes/{mailbox}/folders/{folder}/changes': {
    get: {
      operationId: 'listChanges',
      summary: 'What changed in a folder after a change number: new, changed and gone messages; ask again since `next`',
      parameters: [
        mailbox,
        folder,
        queryParameter('since', 'Change number seen last', { type: 'integer', default: 0 }),
        limit,
      ],
      responses: { '200': json('ChangeList'), ...refused('BadRequest', 'NotAuthorized', 'NotFound') },
    },
  },
  '/api/v1/mailboxes/{mailbox}/messages/{message}': {
    get: {
      operationId: 'getMessage',
      summary: 'A message as a file: its original MIME byte for byte, or .msg, TNEF or JSON',
      parameters: [mailbox, message, format, range()],
      responses: fileResponses('BadRequest', 'NotAuthorized', 'NotFound', 'NotAcceptable'),
    },
  },
  '/api/v1/mailboxes/{mailbox}/messages/{message}/attachments': {
    get: {
      operationId: 'listAttachments',
      summary: 'The attachments of a message, inline and hidden ones too',
      parameters: [mailbox, message],
      responses: { '200': json('AttachmentList'), ...refused('BadRequest', 'NotAuthorized', 'NotFound') },
    },
  },
  '/api/v1/mailboxes/{mailbox}/messages/{message}/attachments/{attachment}': {
    get: {
      operationId: 'getAttachment',
      summary: 'The content of an attachment; of an embedded message a file of the format asked for',
      parameters: [
        mailbox,
        message,
        pathParameter('attachment', '`number` of the list', { type: 'integer' }),
        queryParameter('format', 'Of an embedded message', { enum: [...formats, 'mime'], default: 'eml' }),
        range(),
      ],
      responses: fileResponses('BadRequest', 'NotAuthorized', 'NotFound'),
    },
  },
  '/api/v1/convert': {
    post: {
      operationId: 'convert',
      summary: 'A message file as one of another format; any token may',
      parameters: [
        queryParameter('from', 'What the body is; else by Content-Type, else by the content', {
          enum: [...formats, 'mime'],
        }),
        queryParameter('to', 'What is wanted; else by Accept, else eml', { enum: [...formats, 'mime'] }),
      ],
      requestBody: { required: true, content: { '*/*': {} } },
      responses: { '200': file, ...refused('BadRequest', 'NotAuthorized', 'NotAcceptable', 'CannotConvert', 'Busy') },
    },
  },
};

export function openApiDocument(): Json {
  return apiDocument({
    title: 'Postbus mailbox API',
    description:
      'For pipelines: what is in mailboxes, as files of every format. docs/pipelines.md tells how to use it.',
    token: 'One of `sync.api.tokens`',
    paths,
    schemas,
    refusals,
  });
}

function range(): Json {
  return {
    name: 'Range',
    in: 'header',
    required: false,
    description: 'One range of bytes',
    schema: { type: 'string' },
  };
}

function refused(...names: readonly string[]): Json {
  return Object.fromEntries(names.map((name) => [statuses[name], { $ref: `#/components/responses/${name}` }]));
}

function fileResponses(...names: readonly string[]): Json {
  const unchanged = { description: 'What If-None-Match names is what there is' };
  return {
    '200': file,
    '206': file,
    '304': unchanged,
    ...refused(...names, 'RangeNotSatisfiable', 'CannotConvert', 'Busy'),
  };
}

function json(schema: keyof typeof schemas): Json {
  return answerOf(schema);
}
