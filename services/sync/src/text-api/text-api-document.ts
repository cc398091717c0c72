/** The OpenAPI 3.1 document of the API of text messages. */
import { schemas } from './text-api-schemas.ts';

type Json = Readonly<Record<string, unknown>>;

const mailbox = inPath('mailbox', 'Id of the mailbox, or one of its addresses');
const id = inPath('id', 'As 202 gave it; or that of a text message which was made of it');
const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Makes it safe to ask again: with the same key, token and mailbox the message is sent once, as long as `retention.dedupe` (30 days)',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

const statuses: Readonly<Record<string, string>> = {
  BadRequest: '400',
  NotAuthorized: '401',
  MayNotSend: '403',
  NotFound: '404',
  Conflict: '409',
  TooLarge: '413',
  NotJson: '415',
  Unprocessable: '422',
  Unavailable: '503',
};

const refusals: Json = {
  BadRequest: refusal('`bad-request`: the path, the query or the body says something that is none'),
  NotAuthorized: refusal('`not-authorized`: no token was shown, or one that there is none of'),
  MayNotSend: refusal(
    '`may-not-send`: the token is not among `sync.api.textTokens`; or a carrier may have it, and `smsDispatch.unknown` is `mark`',
  ),
  NotFound: refusal(
    '`no-such-mailbox` (also where the token does not open it), `no-such-text-message`, `no-such-message` (its text is gone)',
  ),
  Conflict: refusal(
    '`not-waiting`: it has left, or has ended; `not-unknown`: it is known what became of it; `key-in-use`: a request with the key is being answered',
  ),
  TooLarge: refusal('`too-large`: the body is larger than `sync.api.largestText`'),
  NotJson: refusal('`not-json`: the body is not application/json'),
  Unprocessable: refusal(
    '`not-a-number`: a recipient that cannot be dialled; `no-such-sender`: nothing is what `by` names; `key-reused`: the key came with another body before',
  ),
  Unavailable: refusal('`unavailable`, `not-planned` (submitted just now): try again after Retry-After'),
};

const messagesPath = '/api/v1/mailboxes/{mailbox}/text-messages';

const paths: Json = {
  [messagesPath]: {
    post: {
      operationId: 'sendTextMessage',
      summary: 'Puts a text message into the Outbox, from where it leaves by the rules',
      parameters: [mailbox, idempotencyKey],
      requestBody: body('NewTextMessage'),
      responses: {
        '202': {
          description: 'It will be sent; what becomes of it is told at Location',
          headers: { Location: { schema: { type: 'string' }, description: 'Path of what became of it' } },
          ...content('Sent'),
        },
        ...refused('BadRequest', 'MayNotSend', 'NotFound', 'Conflict', 'TooLarge', 'NotJson', 'Unprocessable'),
      },
    },
    get: {
      operationId: 'listTextMessages',
      summary: 'Text messages, newest first; one that was submitted this moment may be missing',
      parameters: [
        mailbox,
        inQuery('after', '`next` of the list before', { type: 'string' }),
        inQuery('state', 'Only those in one of these states, parted by commas', { type: 'string' }),
        inQuery('limit', 'Entries of one answer', { type: 'integer', minimum: 1, maximum: 1000, default: 100 }),
      ],
      responses: { '200': json('TextMessageList'), ...refused('BadRequest', 'NotFound') },
    },
  },
  [`${messagesPath}/{id}`]: {
    get: {
      operationId: 'getTextMessage',
      summary: 'What became of a text message, by recipient',
      parameters: [mailbox, id],
      responses: { '200': json('TextMessage'), ...refused('NotFound') },
    },
    patch: {
      operationId: 'changeTextMessage',
      summary: 'Changes text or time of one that waits',
      parameters: [mailbox, id],
      requestBody: body('ChangedTextMessage'),
      responses: {
        '200': json('TextMessage'),
        ...refused('BadRequest', 'MayNotSend', 'NotFound', 'Conflict', 'TooLarge', 'NotJson'),
      },
    },
    delete: {
      operationId: 'cancelTextMessage',
      summary: 'Takes back what of it has not left; again it changes nothing',
      parameters: [mailbox, id],
      responses: { '200': json('TextMessage'), ...refused('MayNotSend', 'NotFound', 'Conflict') },
    },
  },
  [`${messagesPath}/{id}/resend`]: {
    post: {
      operationId: 'resendTextMessage',
      summary: 'Sends again what may have left and nobody knows: the recipient may get it twice',
      parameters: [mailbox, id],
      responses: { '200': json('TextMessage'), ...refused('MayNotSend', 'NotFound', 'Conflict') },
    },
  },
  '/api/v1/mailboxes/{mailbox}/text-senders': {
    get: {
      operationId: 'listTextSenders',
      summary: 'Devices and channels that send the text messages of the mailbox. [MS-ASMS] 3.2.5.3',
      parameters: [mailbox],
      responses: { '200': json('TextSenderList'), ...refused('NotFound') },
    },
  },
};

export function textApiDocument(): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Postbus text messages API',
      version: '1',
      description: 'Text messages sent and followed by programs. docs/text-messages.md tells how to use it.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://localhost:8080' }],
    security: [{ token: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'One of `sync.api.tokens`; to send, one that `sync.api.textTokens` names',
        },
      },
      responses: refusals,
    },
  };
}

function inPath(name: string, description: string): Json {
  return { name, in: 'path', required: true, description, schema: { type: 'string' } };
}

function inQuery(name: string, description: string, schema: Json): Json {
  return { name, in: 'query', required: false, description, schema };
}

function content(schema: keyof typeof schemas | 'Error'): Json {
  return { content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } } };
}

function json(schema: keyof typeof schemas): Json {
  return { description: 'Done', ...content(schema) };
}

function body(schema: keyof typeof schemas): Json {
  return { required: true, ...content(schema) };
}

function refusal(description: string): Json {
  return { description, ...content('Error') };
}

function refused(...names: readonly string[]): Json {
  const all = ['NotAuthorized', 'Unavailable', ...names];
  return Object.fromEntries(all.map((name) => [statuses[name], { $ref: `#/components/responses/${name}` }]));
}
