/**
 * A client's MIME made ready to be sent: completed and without what others must not see. Only fields of its own header
 * change; the body stays byte for byte, so that what was signed stays so. [MS-ASCMD] 2.2.1.17, RFC 6409 8
 */
import { randomUUID } from 'node:crypto';
import { concat, utf8Bytes } from '@postbus/bytes';
import { isAscii } from '@postbus/charset';
import { type Account, domainOf } from '@postbus/domain';
import {
  type HeaderField,
  type HeaderList,
  type MimeEntity,
  addressField,
  dateField,
  entityWithOnly,
  idField,
  mailboxes,
  parseAddressList,
  textField,
} from '@postbus/mime';
import { ComposeError } from './compose-error.ts';
import { envelopeRecipients } from './envelope-recipients.ts';
import { wholeField } from './line-ends.ts';
import { owns } from './own-address.ts';

export interface OutgoingMessage {
  readonly bytes: Uint8Array;
  /** The account's address that it is from. */
  readonly from: string;
  readonly recipients: readonly string[];
  /** Whether its header or an address of it needs SMTPUTF8. RFC 6531 */
  readonly smtpUtf8: boolean;
}

export interface OutgoingOptions {
  readonly account: Account;
  /** Epoch milliseconds, for a message without Date. */
  readonly now: number;
  /** Most recipients. */
  readonly recipients: number;
  /** Fields to add where the client told none of the name; each folded, without its last line end. */
  readonly fields?: readonly string[];
}

/** Fields that tell recipients whom others must not see. RFC 5322 3.6.3, 3.6.6 */
const blind = /^(?:resent-)?bcc$/i;
/** Fields of addresses, whose names alone may be written in encoded words. RFC 2047 5 */
const ofAddresses = /^(?:resent-)?(?:from|sender|reply-to|to|cc|disposition-notification-to|return-receipt-to)$/i;
/** Fields of the entity, whose parameters are not written anew. */
const ofEntity = /^content-/i;

/** @throws {ComposeError} `mime-invalid`, and as `envelopeRecipients` */
export function outgoingMessage(message: MimeEntity, options: OutgoingOptions): OutgoingMessage {
  const { headers } = message;
  if (headers.length === 0) throw new ComposeError('mime-invalid', 'the message has no header');
  const recipients = envelopeRecipients(headers, options.recipients);
  const from = ownAuthor(headers, options.account);
  const kept = [...headers].filter((field) => staysIn(field, options.account, from !== undefined));
  const added = addedFields(headers, options, from);
  const fields = [...added.map((field) => utf8Bytes(`${field}\r\n`)), ...kept.map(asciiField)];
  const author = from ?? options.account.address;
  return {
    bytes: concat([...fields, entityWithOnly(message, [])]),
    from: author,
    recipients,
    smtpUtf8: ![...fields, utf8Bytes([author, ...recipients].join())].every((bytes) => isAscii(bytes)),
  };
}

/** The one author, where it is an address of the account. */
function ownAuthor(headers: HeaderList, account: Account): string | undefined {
  const authors = headers.all('From').flatMap(({ value }) => mailboxes(parseAddressList(value)));
  const [author] = authors;
  return authors.length === 1 && author !== undefined && owns(account, author.address) ? author.address : undefined;
}

/** A client writes in nobody's name but its user's: other authors and senders go. RFC 6409 8.1 */
function staysIn({ name, value }: HeaderField, account: Account, ownFrom: boolean): boolean {
  if (blind.test(name)) return false;
  if (/^from$/i.test(name)) return ownFrom;
  if (!/^sender$/i.test(name)) return true;
  return mailboxes(parseAddressList(value)).every(({ address }) => owns(account, address));
}

function addedFields(
  headers: HeaderList,
  { account, now, fields = [] }: OutgoingOptions,
  from: string | undefined,
): string[] {
  const { displayName: name, address } = account;
  return [
    ...(from === undefined ? [addressField('From', [{ name, address }])] : []),
    ...[
      dateField('Date', now),
      idField('Message-ID', [`<${randomUUID()}@${domainOf(address)}>`]),
      'MIME-Version: 1.0',
      ...fields,
    ].filter((field) => !headers.has(field.slice(0, field.indexOf(':')))),
  ];
}

/** The field with its line end; characters outside ASCII in encoded words, as every host takes them. */
function asciiField(field: HeaderField): Uint8Array {
  const { bytes, name } = field;
  if (isAscii(bytes) || ofEntity.test(name)) return wholeField(field);
  const text = ofAddresses.test(name) ? addressField(name, parseAddressList(field.value)) : textField(name, field.text);
  return utf8Bytes(`${text}\r\n`);
}
