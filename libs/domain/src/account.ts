/** People who have a mailbox, and their addresses. */
import { DomainError } from './domain-error.ts';
import type { AccountId, MailboxId, TenantId } from './identifiers.ts';
import type { PhoneNumber } from './text-message.ts';

export interface Account {
  readonly id: AccountId;
  readonly tenant: TenantId;
  readonly mailbox: MailboxId;
  /** The primary address. */
  readonly address: string;
  readonly aliases: readonly string[];
  readonly displayName: string;
  /** Each belongs to one account, where it is verified. */
  readonly phoneNumbers?: readonly PhoneNumber[];
  /** Channels that may carry this person's text messages, `phone` among them; all where absent. */
  readonly textChannels?: readonly string[];
  /** ISO 3166-1 alpha-2: where numbers without a country code are dialled from. */
  readonly region?: string;
  /** PHC string of scrypt, or absent: no login. */
  readonly passwordHash?: string;
  /** Rises with every change to the account, so that readers drop older news of it. */
  readonly version: number;
}

/** Longest local part and domain, RFC 5321 4.5.3.1. */
const longestLocalPart = 64;
const longestDomain = 255;

/**
 * The form under which an address is looked up: local part and domain without case, in NFC.
 * @throws {DomainError} `address-invalid`
 */
export function addressKey(address: string): string {
  const at = address.lastIndexOf('@');
  const localPart = address.slice(0, at);
  const domain = address.slice(at + 1);
  // eslint-disable-next-line no-control-regex
  const wrong =
    at < 1 ||
    domain === '' ||
    localPart.length > longestLocalPart ||
    domain.length > longestDomain ||
    /[\u0000-\u0020\u007f]/.test(address);
  if (wrong) throw new DomainError('address-invalid', address.slice(0, 64), 'this is not an address');
  return address.normalize('NFC').toLowerCase();
}

/** The domain of an address, without case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
