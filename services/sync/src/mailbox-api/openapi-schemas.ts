/** The JSON that the mailbox API gives, as JSON Schema. Members may be added; none goes. */
const text = { type: 'string' } as const;
const integer = { type: 'integer' } as const;
const flag = { type: 'boolean' } as const;
const time = { type: 'string', format: 'date-time' } as const;
const arrayOf = (schema: string) => ({ type: 'array', items: { $ref: `#/components/schemas/${schema}` } }) as const;
const next = { type: 'integer', description: 'From where to ask again' } as const;
const more = { type: 'boolean', description: 'Whether there is more already' } as const;

export const schemas = {
  Mailbox: object({
    mailbox: { ...text, description: 'Its id' },
    address: text,
    aliases: { type: 'array', items: text },
    changeNumber: { ...integer, description: 'The highest of the mailbox' },
    folders: arrayOf('Folder'),
  }),
  Folder: object({ id: integer, parent: integer, name: text, role: text, messages: integer, unread: integer }, [
    'role',
  ]),
  MessageList: object({ messages: arrayOf('Message'), next, more }),
  Message: object(
    {
      id: { ...integer, description: 'Rises with each message that comes into the mailbox' },
      folder: integer,
      changeNumber: integer,
      received: time,
      sent: time,
      read: flag,
      messageClass: { ...text, description: 'PidTagMessageClass: `IPM.Note`' },
      subject: text,
      from: { $ref: '#/components/schemas/Address' },
      to: arrayOf('Address'),
      cc: arrayOf('Address'),
      messageId: { ...text, description: 'Message-ID with its angle brackets' },
      size: { ...integer, description: 'Bytes' },
      attachments: { ...integer, description: 'How many' },
      traceparent: { ...text, description: 'W3C trace context of the message’s way' },
    },
    ['sent', 'from', 'messageId', 'traceparent'],
  ),
  Address: object({ name: text, address: text, addressType: { ...text, description: 'SMTP unless told' } }, [
    'addressType',
  ]),
  ChangeList: object({ changes: arrayOf('Change'), next, more }),
  Change: object(
    {
      changeNumber: integer,
      message: { $ref: '#/components/schemas/Message' },
      gone: { ...integer, description: 'Id of a message that is here no more' },
      reason: { enum: ['deleted', 'moved'] },
    },
    ['message', 'gone', 'reason'],
  ),
  AttachmentList: object({ attachments: arrayOf('Attachment') }),
  Attachment: object(
    {
      number: integer,
      name: text,
      mediaType: text,
      contentId: text,
      size: { ...integer, description: 'Decoded bytes' },
      inline: flag,
      hidden: flag,
      method: { ...integer, description: 'PidTagAttachMethod; 5 is an embedded message' },
    },
    ['contentId'],
  ),
  Error: object({ error: object({ code: text, message: text }) }),
} as const;

function object(properties: Readonly<Record<string, unknown>>, optional: readonly string[] = []) {
  return { type: 'object', required: Object.keys(properties).filter((name) => !optional.includes(name)), properties };
}
