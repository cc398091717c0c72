/** From ApplicationData to text messages. [MS-ASMS] 2.2.2, 3.1.4.1.2 */
import { utf8Text } from '@postbus/bytes';
import { type Body, BodyType } from '../classes/air-sync-base.ts';
import { type Flag, FlagStatus } from '../classes/email-flag.ts';
import { type ApplicationData, Importance } from '../classes/email.ts';
import { SyncStatus } from '../status/sync-status.ts';
import { type MalformedAddress, maxMobileAddresses, readMobileAddresses } from './mobile-address.ts';
import { SmsError, type SmsErrorCode } from './sms-error.ts';
import type { SmsChange, SmsItem } from './sms-item.ts';

export interface SmsLimits {
  /** Stops a text of megabytes that a carrier would cut into thousands of messages; in UTF-16 units. */
  readonly text: number;
  /** Stops one item that is sent, and paid, thousands of times. */
  readonly recipients: number;
}

/** 255 parts of a concatenated message hold some 39,000 characters. */
export const defaultSmsLimits: SmsLimits = { text: 40_000, recipients: maxMobileAddresses };

export interface ReadSmsItem {
  readonly item: SmsItem;
  /** Entries of To that name nobody by number, with their offsets. */
  readonly malformedTo: readonly MalformedAddress[];
  /** Whether From named nobody by number. */
  readonly malformedFrom: boolean;
  /** Whether the sender of the item kept the rest of the text. */
  readonly truncated: boolean;
}

/**
 * The text message of an Add of either side, or of a Fetch. Elements that text messages do not have are passed over;
 * importance is normal, the text empty and the message unread where nothing is told. A server makes the conversation
 * itself, whatever a client tells.
 *
 * @throws {SmsError} `body-not-plain`, `text-too-long`, `too-many-recipients`, `importance-out-of-range`, with Status 6
 */
export function readSmsItem(data: ApplicationData, limits: SmsLimits = defaultSmsLimits): ReadSmsItem {
  const to = readMobileAddresses(data.To ?? '', limits.recipients);
  if (to.more) throw refused('too-many-recipients', 'To', `more than ${limits.recipients} recipients`);
  const from = readMobileAddresses(data.From ?? '', 1);
  const { ConversationId: id, ConversationIndex: index } = data;
  const item: SmsItem = {
    ...present('from', from.addresses[0]),
    to: to.addresses,
    ...present('dateReceived', data.DateReceived),
    importance: importanceOf(data.Importance),
    read: data.Read ?? false,
    text: textOf(data.Body, limits.text),
    ...present('flag', flagOf(data.Flag)),
    ...present('internetCodePage', codePageOf(data.InternetCPID)),
    ...present('conversation', id === undefined || index === undefined ? undefined : { id, index }),
  };
  const malformedFrom = from.malformed.length > 0;
  return { item, malformedTo: to.malformed, malformedFrom, truncated: data.Body?.Truncated ?? false };
}

/** The elements that a Change has. */
const changeable: ReadonlySet<string> = new Set<keyof ApplicationData>(['Read', 'Flag']);

/**
 * What a client's Change does to a text message. [MS-ASMS] 3.1.4.1.2
 * @param data undefined where the Change has no ApplicationData
 * @throws {SmsError} `not-changeable`, with Status 6. [MS-ASEMAIL] 2.2.2.21
 */
export function readSmsChange(data: ApplicationData = {}): SmsChange {
  const other = Object.entries(data).find(([name, value]) => value !== undefined && !changeable.has(name));
  if (other !== undefined) throw refused('not-changeable', other[0], 'a client changes Read and Flag alone');
  return { ...present('read', data.Read), ...present('flag', data.Flag) };
}

function importanceOf(told: number = Importance.Normal): Importance {
  const importance = Object.values(Importance).find((one) => one === told);
  if (importance === undefined) throw refused('importance-out-of-range', 'Importance', 'it is none of 0, 1 and 2');
  return importance;
}

function textOf(body: Body | undefined, limit: number): string {
  if (body === undefined) return '';
  if (body.Type !== BodyType.PlainText) throw refused('body-not-plain', 'Body/Type', 'text messages are plain text');
  const { Data: data = '' } = body;
  const text = typeof data === 'string' ? data : utf8Text(data);
  if (text.length > limit) throw refused('text-too-long', 'Body/Data', `${text.length} characters, not ${limit}`);
  return text;
}

function flagOf(flag: Flag | undefined): Flag | undefined {
  const cleared =
    flag === undefined ||
    flag.Status === FlagStatus.Cleared ||
    Object.values(flag).every((value) => value === undefined);
  return cleared ? undefined : flag;
}

/** A code page as Windows numbers them; other text is no code page. */
function codePageOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d{1,5}\s*$/.test(text) ? Number(text) : undefined;
}

function present<K extends string, T>(key: K, value: T | undefined): { readonly [P in K]?: T } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: T };
}

function refused(code: SmsErrorCode, element: string, message: string): SmsError {
  return new SmsError(code, `ApplicationData/${element}`, SyncStatus.ConversionError, message);
}
