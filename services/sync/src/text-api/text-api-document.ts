/** The OpenAPI 3.1 document of the API of text messages. */
import {
  type Json,
  answerOf,
  apiDocument,
  jsonContent,
  pathParameter,
  queryParameter,
  refusal,
} from '../mailbox-api/openapi-parts.ts';
import { schemas } from './text-api-schemas.ts';

const named = { type: 'string' };
const mailbox = pathParameter('mailbox', 'Id of the mailbox, or one of its addresses', named);
const id = pathParameter('id', 'As 202 gave it; or that of a text message which was made of it', named);
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
  NotByTls: '403',
  MayNotSend: '403',
  NotFound: '404',
  Conflict: '409',
  TooLarge: '413',
  NotJson: '415',
  Unprocessable: '422',
  TooManyFailures: '429',
  Failed: '500',
  Unavailable: '503',
};

const notByTls = '`not-by-tls`: the token came neither by TLS nor from this machine';

const refusals: Json = {
  BadRequest: refusal('`bad-request`: the path, the query or the body says something that is none'),
  NotAuthorized: refusal('`not-authorized`: no token was shown, or one that there is none of'),
  NotByTls: refusal(notByTls),
  MayNotSend: refusal(
    `\`may-not-send\`: the token is not among \`sync.api.textTokens\`; or a carrier may have it, and \`smsDispatch.unknown\` is \`mark\`; ${notByTls}`,
  ),
  NotFound: refusal(
    '`no-such-mailbox` (also where the token does not open it), `no-such-text-message`, `no-such-message` (its text is gone)',
  ),
  Conflict: refusal(
    '`not-waiting`: it has left, or has ended; `not-unknown`: it is known what became of it; `key-in-use`: a request with the key is being answered: try again after Retry-After',
  ),
  TooLarge: refusal('`too-large`: the body is larger than `sync.api.largestText`'),
  NotJson: refusal('`not-json`: the body is not application/json'),
  Unprocessable: refusal(
    '`not-a-number`: a recipient that cannot be dialled; `no-such-sender`: nothing is what `by` names; `key-reused`: the key came with another body before',
  ),
  TooManyFailures: refusal(
    '`too-many-failures`: after too many wrong tokens from this address none is looked at until Retry-After',
  ),
  Failed: refusal('`request-failed`: a fault that is none of the client’s; the log of the service has it'),
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
          ...jsonContent('Sent'),
        },
        ...refused('BadRequest', 'MayNotSend', 'NotFound', 'Conflict', 'TooLarge', 'NotJson', 'Unprocessable'),
      },
    },
    get: {
      operationId: 'listTextMessages',
      summary: 'Text messages, newest first; one that was submitted this moment may be missing',
      parameters: [
        mailbox,
        queryParameter('after', '`next` of the list before', { type: 'string' }),
        queryParameter('state', 'Only those in one of these states, parted by commas', { type: 'string' }),
        queryParameter('limit', 'Entries of one answer', { type: 'integer', minimum: 1, maximum: 1000, default: 100 }),
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
  return apiDocument({
    title: 'Postbus text messages API',
    description:
      'Text messages sent and followed by programs. docs/text-messages.md tells how to use it. What is none of the paths is refused with 404 `no-such-resource`, another method than theirs with 405 `method-not-allowed` and Allow.',
    token: 'One of `sync.api.tokens`; to send, one that `sync.api.textTokens` names',
    paths,
    schemas,
    refusals,
  });
}

function json(schema: keyof typeof schemas): Json {
  return answerOf(schema);
}

function body(schema: keyof typeof schemas): Json {
  return { required: true, ...jsonContent(schema) };
}

function refused(...names: readonly string[]): Json {
  const all = ['NotAuthorized', 'NotByTls', 'TooManyFailures', 'Failed', 'Unavailable', ...names];
  return Object.fromEntries(all.map((name) => [statuses[name], { $ref: `#/components/responses/${name}` }]));
}
