/** What an SMS or MMS object in the Outbox says of where and when it is to go. [MS-OXOSMMS] 2.2.1.1, 2.2.1.2 */
import type { Account, TextMessageKind, TextRecipient } from '@postbus/domain';
import type { MessageObject } from '@postbus/mapi';
import { isMms, readMms, readSms } from '@postbus/oxosmms';
import { expiryOf, normalizedNumber } from '@postbus/text-messages';

export interface ItemToPlan {
  readonly kind: TextMessageKind;
  /** Each number once. */
  readonly recipients: readonly (TextRecipient & { readonly isNumber: boolean })[];
  readonly accountGuid: string | undefined;
  /** Epoch milliseconds. */
  readonly scheduledFor: number | undefined;
  /** Epoch milliseconds, where its owner said until when it is of use. */
  readonly expiresAt: number | undefined;
}

const longestWritten = 200;

/** @param region of those who dial without a country code, unless the account has one */
export function itemToPlan(object: MessageObject, account: Account, region: string | undefined): ItemToPlan {
  const kind = isMms(object) ? 'mms' : 'sms';
  const said = (kind === 'mms' ? readMms : readSms)(object, nothing);
  const dialledFrom = account.region ?? region;
  const byNumber = new Map<string, ItemToPlan['recipients'][number]>();
  for (const { name, number: written } of said.recipients) {
    const normalized = normalizedNumber(written, dialledFrom);
    const number = normalized ?? written.slice(0, longestWritten);
    const named = name === undefined ? {} : { name };
    if (!byNumber.has(number)) byNumber.set(number, { number, ...named, isNumber: normalized !== undefined });
  }
  const { accountGuid, scheduledFor } = said;
  return { kind, recipients: [...byNumber.values()], accountGuid, scheduledFor, expiresAt: expiryOf(object) };
}

/** The text does not count here; where it lies outside the object, it is not fetched. */
function nothing(): Uint8Array {
  return new Uint8Array(0);
}
