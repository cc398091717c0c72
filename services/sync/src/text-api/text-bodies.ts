/** What a request of the API of text messages says in its body, as JSON Schema and as values. */
import { fromBase64 } from '@postbus/bytes';
import { senderForm, submissionLimits } from '@postbus/domain';
import { duration, inputMistakes } from '@postbus/platform';
import type { SubmissionRevision, WrittenTextMessage } from '@postbus/text-messages';
import { z } from 'zod';
import { ApiError } from '../mailbox-api/api-error.ts';

const validity = duration(submissionLimits.validity);
/** Parts of an MMS. Stops objects of thousands of slides. */
const mostAttachments = 50;

const wellFormed = (text: string): boolean => text.isWellFormed();
const words = z.string().refine(wellFormed, 'Unicode, each surrogate in its pair');
const line = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Unicode without control characters');
const number = line(64).min(1).describe('As it is dialled; best in E.164: +14255550123');
const time = z.iso
  .datetime({ offset: true, error: 'a time with its zone, such as 2026-11-22T08:00:00Z', abort: true })
  .refine((written) => Date.parse(written) < submissionLimits.before, 'a time before the year 9999')
  .describe('When it is to leave; what is past is now');
const validFor = z
  .string()
  .refine((written) => validity.read(written) !== undefined, validity.expected)
  .describe('After this, from when it is to leave, it is of no use any more: 90m, 1d; from 1m to 30d');

const attachment = z.strictObject({
  name: line(200).optional(),
  mediaType: line(255).regex(/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(;.*)?$/, 'a media type, such as image/png'),
  content: z.base64(),
});

export const newTextMessage = z
  .strictObject({
    to: z
      .array(z.union([number, z.strictObject({ number, name: line(256).optional() })]))
      .min(1)
      .max(submissionLimits.recipients),
    text: words.max(submissionLimits.text).default(''),
    subject: line(255).optional().describe('Of an MMS'),
    attachments: z.array(attachment).max(mostAttachments).optional().describe('With any, or a subject, it is an MMS'),
    from: z
      .string()
      .regex(senderForm, 'a number or name of 1 to 32 characters')
      .optional()
      .describe('The number or name that it comes from, one of the owner’s'),
    by: line(256)
      .min(1)
      .optional()
      .describe('What is to send it: guid of one of the senders, name of a channel, id of a device'),
    at: time.optional(),
    validFor: validFor.optional(),
  })
  .refine(({ text, attachments = [] }) => text !== '' || attachments.length > 0, 'a text or an attachment');

export const changedTextMessage = z
  .strictObject({
    text: words.min(1).max(submissionLimits.text).optional(),
    at: z.union([time, z.literal('now')], 'a time with its zone before the year 9999, or now').optional(),
    validFor: validFor.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'something to change');

export function writtenTextMessage(body: z.output<typeof newTextMessage>): WrittenTextMessage {
  const { to, text, subject, attachments = [], from, by, at, validFor: written } = body;
  return {
    to: to.map((one) => (typeof one === 'string' ? { number: one } : withoutAbsent(one))),
    text,
    attachments: attachments.map(({ content, ...rest }) => ({ ...withoutAbsent(rest), content: fromBase64(content) })),
    ...withoutAbsent({ subject, from, by, validFor: validityOf(written) }),
    ...(at !== undefined && { at: Date.parse(at) }),
  };
}

export function revisionOf({ text, at, validFor: written }: z.output<typeof changedTextMessage>): SubmissionRevision {
  return withoutAbsent({
    text,
    at: timeOf(at),
    validFor: validityOf(written),
  });
}

/**
 * A body that is JSON and of the schema.
 * @throws {ApiError} `not-json`, `too-large`, `bad-request`, which names the member that is wrong
 */
export function bodyOf<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
  { contentType = '', largest }: { readonly contentType: string | undefined; readonly largest: number },
): z.output<Schema> {
  if (!/^application\/json\s*(;|$)/i.test(contentType)) throw new ApiError('not-json', 'the body is application/json');
  const bytes = body instanceof Uint8Array ? body : new Uint8Array();
  if (bytes.length > largest) throw new ApiError('too-large', `the body has ${largest} bytes at most`);
  const result = schema.safeParse(jsonOf(bytes));
  if (result.success) return result.data;
  throw new ApiError('bad-request', inputMistakes(result.error));
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ApiError('bad-request', 'the body is no JSON in UTF-8');
  }
}

type WithoutAbsent<Value> = {
  [Key in keyof Value as undefined extends Value[Key] ? never : Key]: Value[Key];
} & { [Key in keyof Value as undefined extends Value[Key] ? Key : never]?: Exclude<Value[Key], undefined> };

function withoutAbsent<Value extends object>(value: Value): WithoutAbsent<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as WithoutAbsent<Value>;
}

function validityOf(written: string | undefined): number | undefined {
  return written === undefined ? undefined : validity.read(written);
}

function timeOf(at: string | undefined): number | 'now' | undefined {
  return at === undefined || at === 'now' ? at : Date.parse(at);
}
