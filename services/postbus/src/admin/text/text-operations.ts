/** The operations on text messages, on numbers of people, and on who wants none. */
import { senderForm, submissionLimits, textMessageStates } from '@postbus/domain';
import { z } from 'zod';
import { operation } from '../operation.ts';

const address = z.string().min(3).max(320).describe('An address of the account, in any case');
const time = z.iso.datetime().describe('UTC');
const written = z.string().min(1).max(64).describe('A number as it is dialled; best in E.164: +14255550123');
const id = z.string().min(1).max(64).describe('As sending gave it; or that of a text message which was made of it');
const state = z.enum(textMessageStates);
const sender = z
  .string()
  .regex(senderForm, 'a number or name of 1 to 32 characters')
  .describe('The number or name that messages come from');
const { validity } = submissionLimits;
const owner = address.optional().describe('Whose it is; needed only for one that sms-dispatch has not looked at yet');

const members = {
  number: z.string().describe('E.164'),
  verifiedAt: time.optional().describe('Since when it is known to be theirs'),
};

export const phoneNumber = z
  .object({ account: z.string().describe('The primary address'), ...members })
  .meta({ id: 'PhoneNumber' });

/** What an account has for text messages. */
export const accountTexts = {
  numbers: z.array(z.object(members)).optional(),
  textChannels: z.array(z.string()).optional().describe('Channels that may carry its text messages; all where absent'),
  region: z.string().optional().describe('Where its numbers without a country code are dialled from'),
};

export const textMessage = z
  .object({
    id: z.string(),
    kind: z.enum(['sms', 'mms']),
    source: z.enum(['activesync', 'mail', 'api', 'command']).optional(),
    state: state.describe('Of the recipient who is the furthest from having it'),
    ended: z.boolean().describe('Whether nothing but late news changes it any more'),
    message: z
      .int()
      .optional()
      .describe('Id of the object in the Outbox, as long as anything of it waits or is with a channel'),
    sender: z.string().optional().describe('Asked for'),
    submittedAt: time.optional(),
    dueAt: time.optional(),
    expiresAt: time.optional(),
    recipients: z.array(
      z.object({
        textMessage: z.string().optional().describe('What recipients that are served together have in common'),
        number: z.string(),
        name: z.string().optional(),
        state,
        channel: z.string().optional().describe('That has it, or had it last; phone is the owner’s devices'),
        code: z.string().optional().describe('Why, where it did not go well'),
        reason: z.string().optional(),
        parts: z
          .object({ total: z.int(), submitted: z.int(), delivered: z.int() })
          .optional()
          .describe('Messages that a carrier gets for it'),
        changedAt: time.optional(),
      }),
    ),
  })
  .meta({ id: 'TextMessage' });

export const optOut = z
  .object({ number: z.string().describe('Who wants none'), sender, at: time })
  .meta({ id: 'OptOut' });

const numbers = z.object({ numbers: z.array(phoneNumber) });

export const textOperations = {
  setTexting: operation({
    method: 'PUT',
    path: '/v1/accounts/{address}/texting',
    summary: 'Sets which channels may carry the text messages of an account, and where its numbers are dialled from',
    input: z.object({
      address,
      channels: z
        .array(
          z
            .string()
            .max(64)
            .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'the name of a channel'),
        )
        .max(100)
        .nullable()
        .optional()
        .describe('phone is the owner’s devices; null: all; none: it may send none'),
      region: z.string().length(2).nullable().optional().describe('ISO 3166-1 alpha-2; null: that of the settings'),
    }),
    output: z.object({ address: z.string(), ...accountTexts }),
    audit: { subject: 'address', details: ['channels', 'region'] },
  }),
  getTexting: operation({
    method: 'GET',
    path: '/v1/accounts/{address}/texting',
    summary: 'Which channels may carry the text messages of an account, and its numbers',
    input: z.object({ address }),
    output: z.object({ address: z.string(), ...accountTexts }),
  }),
  listNumbers: operation({
    method: 'GET',
    path: '/v1/accounts/{address}/numbers',
    summary: 'Telephone numbers of an account',
    input: z.object({ address }),
    output: numbers,
  }),
  addNumber: operation({
    method: 'POST',
    path: '/v1/accounts/{address}/numbers',
    summary: 'Adds a number; what is sent to a verified one comes into the mailbox',
    input: z.object({
      address,
      number: written,
      verified: z.boolean().default(false).describe('Whether it is known already to be theirs'),
    }),
    output: phoneNumber,
    audit: { subject: 'address', details: ['number', 'verified'] },
  }),
  verifyNumber: operation({
    method: 'POST',
    path: '/v1/accounts/{address}/numbers/{number}/verify',
    summary: 'Sends a code to a number as a text message; it is valid for 15 minutes and five tries',
    input: z.object({
      address,
      number: written,
      from: address.describe('Whose mailbox sends it: another account’s, since the code lies in its Sent Items'),
    }),
    output: z.object({ number: z.string(), id: z.string().describe('Of the text message'), expiresAt: time }),
    audit: { subject: 'address', details: ['number', 'from'] },
  }),
  confirmNumber: operation({
    method: 'POST',
    path: '/v1/accounts/{address}/numbers/{number}/confirm',
    summary: 'Takes the code that was sent to a number: it is verified then',
    input: z.object({ address, number: written, code: z.string().max(32).meta({ writeOnly: true }) }),
    output: phoneNumber,
    audit: { subject: 'address', details: ['number'] },
  }),
  removeNumber: operation({
    method: 'DELETE',
    path: '/v1/accounts/{address}/numbers/{number}',
    summary: 'Takes a number from an account',
    input: z.object({ address, number: written }),
    output: phoneNumber,
    audit: { subject: 'address', details: ['number'] },
  }),
  sendTextMessage: operation({
    method: 'POST',
    path: '/v1/accounts/{address}/text-messages',
    summary: 'Puts a text message into the Outbox of an account, from where it leaves by the rules',
    input: z.object({
      address,
      to: z.array(written).min(1).max(submissionLimits.recipients),
      text: z
        .string()
        .min(1, 'there is no text')
        .max(submissionLimits.text)
        .refine((given) => given.isWellFormed(), 'Unicode, each surrogate in its pair')
        .meta({ writeOnly: true }),
      sender: sender.optional(),
      by: z.string().min(1).max(256).optional().describe('Name or GUID of a channel, id or GUID of a device'),
      at: z.iso
        .datetime({ offset: true, error: 'a time with its zone, such as 2026-11-22T08:00:00Z', abort: true })
        .refine((given) => Date.parse(given) < submissionLimits.before, 'a time before the year 9999')
        .optional()
        .describe('When it is to leave; what is past is now'),
      validFor: z
        .int()
        .min(validity.min)
        .max(validity.max)
        .optional()
        .describe('Milliseconds from when it is to leave, after which it is of no use any more'),
    }),
    output: z.object({ id: z.string(), message: z.int().describe('Id of the object in the Outbox') }),
    audit: { subject: 'address', details: ['to', 'sender', 'by', 'at'] },
  }),
  listTextMessages: operation({
    method: 'GET',
    path: '/v1/accounts/{address}/text-messages',
    summary:
      'Text messages of an account, newest first; recipients that are served apart have an entry each, of one id',
    input: z.object({
      address,
      after: z.string().max(64).optional().describe('`next` of the page before'),
      state: state.optional().describe('Only those in this state'),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
    output: z.object({ textMessages: z.array(textMessage), next: z.string().optional() }),
  }),
  getTextMessage: operation({
    method: 'GET',
    path: '/v1/text-messages/{id}',
    summary: 'What became of a text message, by recipient',
    input: z.object({ id, address: owner }),
    output: textMessage,
  }),
  cancelTextMessage: operation({
    method: 'DELETE',
    path: '/v1/text-messages/{id}',
    summary: 'Takes back what of a text message has not left',
    input: z.object({ id, address: owner }),
    output: textMessage,
    audit: { subject: 'id' },
  }),
  resendTextMessage: operation({
    method: 'POST',
    path: '/v1/text-messages/{id}/resend',
    summary: 'Sends again what may have left and nobody knows: the recipient may get it twice',
    input: z.object({ id, address: owner }),
    output: textMessage,
    audit: { subject: 'id' },
  }),
  countTextMessages: operation({
    method: 'GET',
    path: '/v1/text-messages',
    summary: 'Text messages by channel and state',
    input: z.object({}),
    output: z.object({ counts: z.array(z.object({ channel: z.string(), state, messages: z.int().min(0) })) }),
  }),
  listOptOuts: operation({
    method: 'GET',
    path: '/v1/opt-outs',
    summary: 'Numbers that want no text messages, and of whom',
    input: z.object({
      after: z.string().max(200).optional().describe('`next` of the page before'),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
    output: z.object({ optOuts: z.array(optOut), next: z.string().optional() }),
  }),
  addOptOut: operation({
    method: 'PUT',
    path: '/v1/opt-outs/{number}',
    summary: 'Has a number get no text messages of a sender any more',
    input: z.object({ number: written, sender }),
    output: optOut,
    audit: { subject: 'number', details: ['sender'] },
  }),
  removeOptOut: operation({
    method: 'DELETE',
    path: '/v1/opt-outs/{number}',
    summary: 'Has a number get text messages of a sender again',
    input: z.object({ number: written, sender }),
    output: z.object({ number: z.string(), sender }),
    audit: { subject: 'number', details: ['sender'] },
  }),
} as const;

export type PhoneNumber = z.output<typeof phoneNumber>;
export type TextMessage = z.output<typeof textMessage>;
export type OptOut = z.output<typeof optOut>;
