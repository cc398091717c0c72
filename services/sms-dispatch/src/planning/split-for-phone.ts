/** Parts an item of the Outbox in two, where some of its recipients are reached by phone and others otherwise. */
import { type SmsSubmitted, derivedEventId, smsSubmitted, toRecord } from '@postbus/contracts';
import type { Account, MailboxScope, StoredMessage, TextRecipient } from '@postbus/domain';
import { type MessageObject, PidTagDisplayTo, PropertyBag } from '@postbus/mapi';
import { readSms } from '@postbus/oxosmms';
import type { MailStore } from '@postbus/ports';
import { normalizedNumber, textItem } from '@postbus/text-messages';
import { eventSource } from '../event-source.ts';

export interface Split {
  readonly data: SmsSubmitted;
  /** Those by phone. */
  readonly recipients: readonly TextRecipient[];
  readonly account: Account;
  readonly region: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly traceparent: string | undefined;
}

/**
 * One step: an item for the phone, with its own submission that says of which it is a part; the others stay. An item that
 * was parted before has none of these recipients any more.
 * @throws {DomainError} `changed-meanwhile`, `no-such-message`: to be planned anew
 */
export async function splitForPhone(
  mail: MailStore,
  scope: MailboxScope,
  stored: StoredMessage,
  { data, recipients, account, region, now, traceparent }: Split,
): Promise<void> {
  const { id, partOf = id, submittedAt, ...same } = data;
  const numbers = new Set(recipients.map(({ number }) => number));
  const isByPhone = (written: string): boolean =>
    numbers.has(normalizedNumber(written, account.region ?? region) ?? written);
  const { object, received, changeNumber } = stored;
  const part = derivedEventId('sms-by-phone', id, String(stored.id), String(changeNumber));
  const forPhone = textItem(withRecipients(object, isByPhone), received, true, traceparent);
  const left = textItem(
    withRecipients(object, (written) => !isByPhone(written)),
    received,
    true,
    stored.traceparent,
  );
  const event: SmsSubmitted = { ...same, id: part, partOf, submittedAt };
  const trace = traceparent === undefined ? {} : { traceparent };
  await mail.apply(
    scope,
    [
      { do: 'insert-message', folder: 'outbox', message: forPhone },
      { do: 'update-message', id: stored.id, message: left, ifChangeNumber: changeNumber },
    ],
    {
      dedupe: [`sms/${part}`],
      events: [toRecord(smsSubmitted, event, { id: part, source: eventSource, ...trace }, new Date(now))],
      ...trace,
    },
  );
}

function withRecipients(object: MessageObject, keep: (number: string) => boolean): MessageObject {
  const rows = object.recipients.flatMap((row) => {
    const [user] = readSms({ properties: new PropertyBag(), recipients: [row], attachments: [] }, nothing).recipients;
    return user !== undefined && keep(user.number) ? [{ row, shown: user.name ?? user.number }] : [];
  });
  const properties = new PropertyBag(object.properties).set(PidTagDisplayTo, rows.map(({ shown }) => shown).join('; '));
  return { ...object, properties, recipients: rows.map(({ row }) => row) };
}

function nothing(): Uint8Array {
  return new Uint8Array(0);
}
