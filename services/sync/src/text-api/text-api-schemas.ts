/** The JSON that the API of text messages takes and gives, as JSON Schema. Members may be added to what it gives; none goes. */
import { textMessageStates } from '@postbus/domain';
import { z } from 'zod';
import { changedTextMessage, newTextMessage } from './text-bodies.ts';

const text = { type: 'string' } as const;
const integer = { type: 'integer' } as const;
const flag = { type: 'boolean' } as const;
const time = { type: 'string', format: 'date-time' } as const;
const state = { enum: textMessageStates } as const;

export const schemas = {
  NewTextMessage: given(newTextMessage),
  ChangedTextMessage: given(changedTextMessage),
  Sent: object({ id: text, message: { ...integer, description: 'Id of the object in the Outbox' } }),
  TextMessage: object(
    {
      id: text,
      kind: { enum: ['sms', 'mms'] },
      source: { enum: ['activesync', 'mail', 'api', 'command'] },
      state: { ...state, description: 'Of the recipient who is the furthest from having it' },
      ended: { ...flag, description: 'Whether nothing but late news changes it any more' },
      message: {
        ...integer,
        description: 'Id of the object in the Outbox, as long as anything of it waits or is with a channel',
      },
      sender: { ...text, description: 'Asked for' },
      submittedAt: time,
      dueAt: time,
      expiresAt: time,
      recipients: { type: 'array', items: { $ref: '#/components/schemas/Recipient' } },
    },
    ['source', 'message', 'sender', 'submittedAt', 'dueAt', 'expiresAt'],
  ),
  Recipient: object(
    {
      textMessage: { ...text, description: 'What recipients that are served together have in common' },
      number: text,
      name: text,
      state,
      channel: { ...text, description: 'That has it, or had it last; `phone` is the owner’s devices' },
      code: { ...text, description: 'Why, where it did not go well' },
      reason: text,
      parts: {
        ...object({ total: integer, submitted: integer, delivered: integer }),
        description: 'Messages that a carrier gets for it',
      },
      changedAt: time,
    },
    ['textMessage', 'name', 'channel', 'code', 'reason', 'parts', 'changedAt'],
  ),
  TextMessageList: object(
    {
      textMessages: {
        type: 'array',
        items: { $ref: '#/components/schemas/TextMessage' },
        description: 'Recipients that are served apart have an entry each, of one id',
      },
      next: { ...text, description: 'After what to ask again; absent at the end' },
    },
    ['next'],
  ),
  TextSenderList: object({ senders: { type: 'array', items: { $ref: '#/components/schemas/TextSender' } } }),
  TextSender: object(
    {
      guid: { ...text, description: 'PidNameOMSAccountGuid. [MS-OXOSMMS] 2.2.1.1' },
      kind: { enum: ['device', 'channel'] },
      name: { ...text, description: 'Id of the device, or name of the channel' },
      displayName: text,
      number: text,
      sends: { ...flag, description: 'Whether it sends what names no sender; of devices one at most' },
      since: { ...time, description: 'Since when the device sends what is written elsewhere' },
    },
    ['displayName', 'number', 'since'],
  ),
  Error: object({ error: object({ code: text, message: text }) }),
} as const;

function object(properties: Readonly<Record<string, unknown>>, optional: readonly string[] = []) {
  return { type: 'object', required: Object.keys(properties).filter((name) => !optional.includes(name)), properties };
}

function given(schema: z.ZodType): Readonly<Record<string, unknown>> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', reused: 'inline' });
  return rest;
}
