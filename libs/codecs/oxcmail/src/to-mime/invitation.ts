/** What asks people to a meeting, or answers, as one form of the body. [MS-OXCMAIL] 2.1.3.3.8, RFC 6047 2.4 */
import {
  type AttachmentObject,
  type MessageObject,
  PidTagAttachDataBinary,
  PidTagAttachMimeTag,
  PidTagMessageClass,
  PidTagTextAttachmentCharset,
} from '@postbus/mapi';
import { type WrittenEntity, writeLeaf } from '@postbus/mime';
import { calendarMethod } from './calendar-method.ts';
import { fileName } from './file-name.ts';
import type { Writing } from './to-mime-options.ts';
import { bytesIn, textIn } from './value-in.ts';

const meetings = /^IPM\.(?:Schedule\.Meeting|Appointment)(?:\.|$)/i;
/** Methods that somebody is to react to; a calendar that is only published is a file. RFC 5546 1.4 */
const scheduling = new Set(['REQUEST', 'REPLY', 'CANCEL', 'ADD', 'REFRESH', 'COUNTER', 'DECLINECOUNTER']);
/** Of parts that came without one: those of a multipart/alternative have none. [MS-OXCMAIL] 2.2.3.4.1.1 */
const givenName = /^(?:ATT\d{5}\.ics)?$/i;

export interface Invitation {
  /** Its index in the message's attachments. */
  readonly index: number;
  readonly entity: WrittenEntity;
}

/**
 * The first calendar among the attachments that schedules something, where the message is of a meeting, or the calendar
 * is no file with a name of its own. @throws {OxcmailError} as `resolve` does
 */
export function invitationOf({ properties, attachments }: MessageObject, writing: Writing): Invitation | undefined {
  const isMeeting = meetings.test(textIn(properties, PidTagMessageClass) ?? '');
  for (const [index, attachment] of attachments.entries()) {
    if (!isCalendar(attachment) || !(isMeeting || givenName.test(fileName(attachment.properties)))) continue;
    const entity = invitationEntity(attachment, writing);
    if (entity !== undefined) return { index, entity };
  }
  return undefined;
}

function isCalendar({ properties, embedded }: AttachmentObject): boolean {
  return embedded === undefined && textIn(properties, PidTagAttachMimeTag)?.toLowerCase() === 'text/calendar';
}

function invitationEntity({ properties }: AttachmentObject, writing: Writing): WrittenEntity | undefined {
  const calendar = bytesIn(properties, PidTagAttachDataBinary, writing.resolve);
  const method = calendar === undefined ? undefined : calendarMethod(calendar);
  if (calendar === undefined || method === undefined || !scheduling.has(method)) return undefined;
  const name = fileName(properties);
  return writeLeaf('text/calendar', calendar, {
    ...writing.header,
    parameters: [
      ['charset', textIn(properties, PidTagTextAttachmentCharset) ?? 'utf-8'],
      ['method', method],
      ...(name === '' ? [] : [['name', name] as const]),
    ],
    eightBit: writing.options.eightBit === true,
  });
}
