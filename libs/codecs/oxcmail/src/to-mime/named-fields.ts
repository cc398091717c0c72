/** Properties of PS_INTERNET_HEADERS as fields of their names. [MS-OXCMAIL] 2.1.3.2.4 */
import { PS_INTERNET_HEADERS, type PropertyBag } from '@postbus/mapi';
import { addressField, parseAddressList, textField } from '@postbus/mime';
import type { Writing } from './to-mime-options.ts';

/** Names of header fields. RFC 5322 3.6.8 */
const fieldName = /^[!-9;-~]{1,256}$/;
/** Written by a server for itself. [MS-OXCMAIL] 2.1.3.2.4 */
const reserved = /^x-(?:microsoft|ms)-exchange-(?:organization|forest)/i;
/** Fields of the entity, which the writer of the entity makes. */
const ofEntity = /^(?:content-(?!class$|base$)|mime-version$)/i;
/** Trace fields stand before all others. RFC 5322 3.6.6 */
const resent = /^resent-/i;
/** Fields whose value is a list of addresses: encoded words may stand in its names alone. RFC 2047 5 (3) */
const ofAddresses = /^(?:resent-(?:from|sender|to|cc|bcc)|errors-to|x-original-to|mail-(?:followup|reply)-to)$/i;
/** Written by other properties, or not at all where those are missing. [MS-OXCMAIL] 2.1.3.2.4 */
const mapped = new Set(
  (
    'from sender reply-to to cc bcc date subject message-id in-reply-to references thread-topic thread-index importance ' +
    'x-priority x-msmail-priority priority sensitivity expires reply-by x-message-flag x-message-completed keywords ' +
    'disposition-notification-to return-receipt-to x-auto-response-suppress x-unsent x-ms-has-attach x-ms-tnef-correlator ' +
    'x-microsoft-classified x-microsoft-classkeep x-microsoft-classification x-microsoft-classdesc x-microsoft-classid ' +
    'content-class content-language list-help list-subscribe list-unsubscribe x-callingtelephonenumber ' +
    'x-voicemessagesendername x-attachmentorder x-callid x-voicemessageduration x-faxnumberofpages ' +
    'x-payload-class x-payload-provider-guid received return-path'
  ).split(' '),
);

export interface NamedFields {
  /** Those of a message that was sent again: they stand before all others. */
  readonly resent: readonly string[];
  readonly others: readonly string[];
}

export function namedFields(bag: PropertyBag, { header }: Writing): NamedFields {
  const fields: { resent: string[]; others: string[] } = { resent: [], others: [] };
  for (const { key, value } of bag) {
    if (typeof key === 'number' || key.guid !== PS_INTERNET_HEADERS || typeof value !== 'string') continue;
    const { name } = key;
    if (name === undefined || !fieldName.test(name) || mapped.has(name.toLowerCase())) continue;
    if (reserved.test(name) || ofEntity.test(name)) continue;
    const isList = ofAddresses.test(name);
    const list = isList ? parseAddressList(value) : [];
    if (isList && list.length === 0) continue;
    const field = isList ? addressField(name, list, header) : textField(name, value, header);
    (resent.test(name) ? fields.resent : fields.others).push(field);
  }
  return fields;
}
