/** message/disposition-notification, read and written. RFC 8098 3, RFC 6533 */
import { fromBase64, toBase64 } from '@postbus/bytes';
import type { HeaderWriteOptions } from '@postbus/mime';
import { addressTypeOf } from './delivery-status.ts';
import { type FieldGroup, type WrittenField, fieldGroups, fieldText, writtenGroups } from './field-groups.ts';
import type { ReadStatus } from './report-class.ts';
import { type TypedValue, typedValue } from './typed-value.ts';

/** `mode; type/modifier`. RFC 8098 3.2.6 */
export interface Disposition {
  /** As it stands. */
  readonly text: string;
  /** `automatic-action/MDN-sent-automatically`, as it stands. */
  readonly mode: string;
  /** In lower case: `displayed`, `deleted`, … */
  readonly type: string;
}

export interface DispositionNotification {
  readonly disposition: Disposition;
  readonly finalRecipient: TypedValue | undefined;
  readonly originalRecipient: TypedValue | undefined;
  /** With its angle brackets. */
  readonly originalMessageId: string | undefined;
  /** The search key of the message that is reported on, which Exchange sends along. [MS-OXCMAIL] 2.2.3.7.2 */
  readonly correlationKey: Uint8Array | undefined;
  readonly displayName: string | undefined;
}

/** More bytes than any search key has. */
const longestKey = 1024;

/** @param content of the part, its transfer encoding undone; undefined where no Disposition stands in it */
export function parseDispositionNotification(content: Uint8Array): DispositionNotification | undefined {
  const groups = fieldGroups(content, 100);
  const fields: FieldGroup = new Map(groups.toReversed().flatMap((group) => [...group]));
  const disposition = dispositionOf(fields.get('disposition'));
  if (disposition === undefined) return undefined;
  return {
    disposition,
    finalRecipient: typedValue(fields.get('final-recipient')),
    originalRecipient: typedValue(fields.get('original-recipient')),
    originalMessageId: fields.get('original-message-id'),
    correlationKey: keyOf(fields.get('x-msexch-correlation-key')),
    displayName: fieldText(fields, 'x-display-name'),
  };
}

function dispositionOf(text: string | undefined): Disposition | undefined {
  const found = /^([^;]{0,500});\s{0,100}([\w-]{1,100})/.exec(text ?? '');
  return found === null ? undefined : { text: text!, mode: found[1]!.trim(), type: found[2]!.toLowerCase() };
}

function keyOf(text: string | undefined): Uint8Array | undefined {
  if (text === undefined || text === '' || text.length > longestKey * 2) return undefined;
  try {
    return fromBase64(text.replaceAll(' ', ''));
  } catch {
    return undefined;
  }
}

/** RFC 8098 3.2.6.2, and the types of RFC 3798 that it took out. Undefined for a type that says neither. */
const statusOfType: Readonly<Record<string, ReadStatus>> = {
  displayed: 'read',
  dispatched: 'read',
  processed: 'read',
  deleted: 'not-read',
  denied: 'not-read',
  failed: 'not-read',
};

export function readStatusOf({ type }: Disposition): ReadStatus | undefined {
  return Object.hasOwn(statusOfType, type) ? statusOfType[type] : undefined;
}

/** What is written of a notification. */
export interface WrittenNotification {
  readonly status: ReadStatus;
  /** Empty where the sender is not known. */
  readonly finalRecipient: string;
  readonly correlationKey: Uint8Array | undefined;
  readonly originalMessageId: string | undefined;
  readonly displayName: string | undefined;
}

/** The content of a message/disposition-notification. [MS-OXCMAIL] 2.1.3.6.2 */
export function dispositionNotificationText(notification: WrittenNotification, options: HeaderWriteOptions): string {
  const { finalRecipient, correlationKey, originalMessageId, displayName } = notification;
  const type = notification.status === 'read' ? 'displayed' : 'deleted';
  const fields: WrittenField[] = [
    ['Final-Recipient', `${addressTypeOf(finalRecipient)}; ${finalRecipient}`.trim()],
    ['Disposition', `automatic-action/MDN-sent-automatically; ${type}`],
  ];
  if (correlationKey !== undefined) fields.push(['X-MSExch-Correlation-Key', toBase64(correlationKey)]);
  if (originalMessageId !== undefined) fields.push(['Original-Message-ID', originalMessageId]);
  if (displayName !== undefined) fields.push(['X-Display-Name', displayName]);
  return writtenGroups([fields], options);
}
