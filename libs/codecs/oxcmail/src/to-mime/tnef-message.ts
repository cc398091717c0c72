/** TNEF messages: a text, and all of the object in one part beside it. [MS-OXCMAIL] 2.1.2, 2.1.3.2.26, 2.1.3.3.2 */
import { utf8Bytes } from '@postbus/bytes';
import {
  type MessageObject,
  PidLidUseTnef,
  PidTagRecipientType,
  PidTagTnefCorrelationKey,
  PropertyBag,
  RecipientType,
} from '@postbus/mapi';
import { type WrittenEntity, writeLeaf, writeMultipart } from '@postbus/mime';
import { TnefError, writeTnef } from '@postbus/oxtnef';
import { OxcmailError } from '../oxcmail-error.ts';
import { textEntity } from './content-entity.ts';
import { messageIdOf } from './envelope-fields.ts';
import { messageBody } from './message-body.ts';
import type { Writing } from './to-mime-options.ts';
import { integerIn, isTrue } from './value-in.ts';

const fileName = 'winmail.dat';

/** Whether `message` is to be written so; messages embedded in one that is lie within its TNEF. */
export function asksForTnef({ properties }: MessageObject, { options, depth }: Writing): boolean {
  if (depth > 0 || options.tnef === undefined || options.tnef === 'never') return false;
  return options.tnef === 'always' || isTrue(properties, PidLidUseTnef);
}

/**
 * @param fields the header of the message
 * @throws {OxcmailError} as `resolve` does; `not-for-tnef` where the object has what TNEF cannot carry
 */
export function tnefMessage(message: MessageObject, fields: readonly string[], writing: Writing): WrittenEntity {
  const key = messageIdOf(message.properties, writing);
  const correlator = key === undefined ? [] : [`X-MS-TNEF-Correlator: ${key}`];
  const parts = [
    textEntity(messageBody(message, writing).text, message, writing.header, writing),
    writeLeaf('application/ms-tnef', stream(correlated(message, key, writing), writing), {
      ...writing.header,
      parameters: [['name', fileName]],
      disposition: { type: 'attachment', parameters: [['filename', fileName]] },
    }),
  ];
  const { boundary } = writing.options;
  return writeMultipart('mixed', parts, {
    ...writing.header,
    fields: [...fields.slice(0, -1), ...correlator, ...fields.slice(-1)],
    ...(boundary === undefined ? {} : { boundary }),
  });
}

/** The object with its key, a string with its zero, and without recipients that nobody is told of. */
function correlated(message: MessageObject, key: string | undefined, { options }: Writing): MessageObject {
  const properties = new PropertyBag(message.properties);
  if (key !== undefined) properties.set(PidTagTnefCorrelationKey, utf8Bytes(`${key}\0`));
  const isTold = (row: PropertyBag) => ((integerIn(row, PidTagRecipientType) ?? 0) & 0xf) !== RecipientType.bcc;
  const recipients = options.writesBcc === true ? message.recipients : message.recipients.filter(isTold);
  return { ...message, properties, recipients };
}

function stream(message: MessageObject, { resolve, options }: Writing): Uint8Array {
  try {
    return writeTnef(message, { resolve, depth: options.embeddedDepth ?? 20 });
  } catch (error) {
    if (!(error instanceof TnefError)) throw error;
    const code = error.code === 'too-deep' ? error.code : 'not-for-tnef';
    throw new OxcmailError(code, 'tnef', error.message, { cause: error });
  }
}
