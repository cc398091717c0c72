/** Accounts as the operations on text messages name and open them. */
import { type Account, DomainError, type MailboxScope } from '@postbus/domain';
import type { Directory } from '@postbus/ports';

/** @throws {DomainError} `no-such-account` */
export async function accountNamed(directory: Directory, address: string): Promise<Account> {
  const found = await directory.resolve(address);
  if (found === undefined) throw new DomainError('no-such-account', address, 'there is no such account');
  return found;
}

/** The mailbox of an account, as the admin API opens it. */
export function scopeOf({ tenant, mailbox }: Pick<Account, 'tenant' | 'mailbox'>): MailboxScope {
  return { tenant, principal: { kind: 'service', service: 'admin' }, mailbox };
}
